"""The verdict on a text that somebody wants to send: guidelines, the channel's length, and what is plainly impossible."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from zuruf.classifiers import facts
from zuruf.core import until
from zuruf.core.capabilities import Length
from zuruf.core.capabilities import Terms as NetworkTerms
from zuruf.core.first_words import exactly, prepared
from zuruf.core.goodwill import promised as heard
from zuruf.core.guideline import Hit, Judgement, Verdict
from zuruf.core.guideline import judge as judged_by
from zuruf.core.mandate import Coverage
from zuruf.core.mandate import Mandate as Held
from zuruf.core.people import Who
from zuruf.core.reply import Late, Outlet, Terms, blank, signed, unsigned
from zuruf.core.second_pair import Choice
from zuruf.core.verdict import Reason, asks, settle, terms_of
from zuruf.flow import choosing, guideline, holding, room, terms
from zuruf.flow.able import able
from zuruf.flow.author import HOUSE, Author, author, coverage, matter
from zuruf.flow.circumstances import facts_for
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.terms import Door
from zuruf.flow.verdict_said import Said, say
from zuruf.store.queries.around import Ground
from zuruf.store.queries.mandate import promised
from zuruf.store.queries.reply import Scene, scene


@dataclass(frozen=True, slots=True)
class Judged:
    """What would happen to this text now. `problem`: "" · empty · too_long · reads_only · no_channel · disconnected · asker_gone
    (every message was deleted at its source: an answer would stand alone) · terms (the network
    will take nothing: `under`) · terms_text (nor this text); the verdict is then stop. `deadline`, `late`, `holding`: only with ask. `alone`: nobody
    else is a second pair of eyes, so only the deadline will answer. `parts`: what it goes out in, when it is too long for
    one and its network takes a thread; `length` is the last part's then. `reason`: why it is asked about; `coverage`: what
    her mandates say, None where none are in force; `eyes`: who would be asked, and why her."""

    verdict: Verdict
    problem: str
    hits: tuple[Said, ...]
    length: Length | None
    held: bool
    recall_seconds: int
    outlet: Outlet = Outlet.OPEN
    deadline: datetime | None = None
    late: str = ""
    holding: str = ""
    alone: bool = False
    parts: tuple[str, ...] = ()
    reason: Reason = Reason.NONE
    coverage: Coverage | None = None
    eyes: Choice | None = None
    goodwill: int = 0  # cents that it promises, as far as anybody counts them
    public: bool = True  # can everybody read it there?
    prepared: bool = False  # word for word what was prepared for what cannot wait
    real: bool = False  # its minutes run round the clock
    under: NetworkTerms | None = None  # the network's own, where it has any
    past: str = ""  # its first words that name an hour of today that is over
    by_hand: bool = False  # nothing takes it there but a person who posts it


@dataclass(frozen=True, slots=True)
class Weighed:
    """A judgement before it is put into words, as `send` and the second pair need it. `verdict`: of guidelines and
    mandates together. `coverage`: what the author's mandates say, None where none are in force or nothing was judged.
    `terms`: on which a second pair of eyes is asked, None unless the verdict is ask. `waived`: ids of guidelines that
    need not ask her."""

    verdict: Verdict
    problem: str
    judgement: Judgement
    length: Length | None
    parts: tuple[str, ...] = ()
    reason: Reason = Reason.NONE
    coverage: Coverage | None = None
    terms: Terms | None = None
    waived: frozenset[str] = frozenset()
    goodwill: int = 0  # cents that it promises, in its text or besides it
    prepared: bool = False  # word for word what was prepared for what cannot wait: of ours it asks nobody
    under: NetworkTerms | None = None  # the network's own, where it has any
    door: Door | None = None  # what those are asked of, for another hour
    past: str = ""  # its first words that name an hour of today that is over

    month: tuple[int, tuple[Held, ...]] | None = None  # cents of hers, and her mandates, where they were read

    def hits(self) -> list[dict[str, object]]:
        """As a draft keeps them."""
        return [
            {"id": h.guideline.id, "version": h.guideline.version, "verdict": str(h.guideline.then.verdict)}
            | {"words": list(h.words)}
            | ({"waived": True} if self.waives(h) else {})
            for h in self.judgement.hits
        ]

    def waives(self, hit: Hit) -> bool:
        """Would it ask, and need not?"""
        return asks(hit) and hit.guideline.id in self.waived

    def names(self) -> str:
        """What decided, for the audit: "guideline:a@1,b@2", else "mandate:topic,risk", "partner" or "prepared"."""
        deciding = [
            h.guideline.name
            for h in self.judgement.hits
            if h.guideline.then.verdict is self.verdict and not self.waives(h)
        ]
        if deciding:
            return ("guideline:" + ",".join(deciding))[:120]
        if self.reason is Reason.MANDATE and self.coverage:
            return "mandate:" + ",".join(self.coverage.gaps)
        return "prepared" if self.prepared and self.waived else str(self.reason)


def judge(
    who: Who, conversation: str, text: str, *, language: str = "", now: datetime | None = None
) -> Judged:
    """The verdict on *text* as a reply in this conversation, in the words of *language*. Declined("gone")."""
    now = now or clock()
    here = scene(conversation)
    if here is None:
        raise Declined("gone")
    by = author(who, here, now)
    w = weigh(here, signed(text, by.mark), by, now=now)
    return in_words(who, here, w, language or who.language or "de", now)


def clean(text: str) -> str:
    """A text as it may be stored: line feeds only, no NUL, no halves of surrogate pairs."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return plain.encode("utf-8", "ignore").decode()


def weigh(
    here: Scene,
    text: str,
    by: Author,
    alts: Sequence[str] = (),
    *,
    goodwill: int = 0,
    replaces: Collection[int] = (),
    house: Ground | None = None,
    now: datetime | None = None,
) -> Weighed:
    """The judgement on *text* in this scene by this author (*house*: where it was read), and on the words that stand for its pictures
    (*alts*; "" for one that nobody described). *goodwill*: cents that it promises besides its text; *replaces*: drafts (keys) whose
    promises it takes the place of. The statements do not grow with the text, nor with the guidelines."""
    now = now or clock()
    text = text.rstrip()  # what stands before keeps its place: spans are offsets into the text as written
    if problem := _no_way(here):
        return Weighed(Verdict.STOP, problem, Judgement(Verdict.STOP), None)
    count = room.of(here)
    length = count(text.strip()) if count else None
    parts = room.parts(here.channel, text, count)
    door = terms.of_scene(here)
    under, refused = _under(door, parts or (text.strip(),), now)

    def stop(problem: str, heard: Judgement, length: Length | None, parts: tuple[str, ...] = ()) -> Weighed:
        return Weighed(Verdict.STOP, problem, heard, length, parts, under=under, door=door)

    if blank(text, by.mark):
        return stop(refused or "empty", Judgement(Verdict.STOP), length)
    judgement, found, past = _heard(here, text, by, alts, house, now)
    goodwill = max(goodwill, found)
    if parts and count:
        length = count(parts[-1])
    if problem := "disconnected" if here.outlet is Outlet.DISCONNECTED else refused:
        return stop(problem, judgement, length, parts)
    if len(text) > facts.MAX or (length is not None and length.left < 0):
        return stop("too_long", judgement, length or Length(len(text), facts.MAX))
    zone = house.told.zone if house else ""
    spent = promised(by.id, now, replaces, zone=zone) if goodwill and by.in_force else None
    ready = not alts and not goodwill and _prepared(here, judgement, unsigned(text, by.mark))
    settled = _settled(here, by, judgement, length, parts, (goodwill, spent or 0), now, ready)
    mine = (spent, by.held) if spent is not None and not replaces else None
    return replace(settled, under=under, door=door, past=past, month=mine)


def _no_way(here: Scene) -> str:
    """Why nothing can be said here, whatever it is; "" where something can."""
    can = able(here.channel)
    if can is None:
        return "no_channel"
    if not (can.post if here.post else can.reply):
        return "reads_only"
    return "asker_gone" if here.asked_id is None and not here.post else ""


def _under(door: Door | None, texts: Sequence[str], now: datetime) -> tuple[NetworkTerms | None, str]:
    """The network's own terms for an answer that goes out as *texts*, and the problem: "" · terms (whatever one writes) ·
    terms_text (another text it would take)."""
    under = door.at(now, texts) if door else None
    if door is None or under is None or not under.refusal:
        return under, ""
    return under, "terms" if door.at(now, ("",)).refusal else "terms_text"


def _heard(
    here: Scene, text: str, by: Author, alts: Sequence[str], house: Ground | None, now: datetime
) -> tuple[Judgement, int, str]:
    """What guidelines say about all that can be read there, the cents that it promises, and an hour that is over; what is underlined
    lies in *text*."""
    public = "\n\n".join((text, *filter(None, alts)))
    bare = sum(not alt.strip() for alt in alts)
    told, active = (house.told, house.guidelines) if house else (None, None)
    described = facts_for(here, public, role=by.role, without_alt=bare, now=now, about=told)
    judgement = judged_by(described, guideline.active(active))
    cents = 0 if here.post else heard(public, described.found).cents
    return judgement, cents, until.past(text, described.minute)


def _prepared(here: Scene, judgement: Judgement, text: str) -> bool:
    """Is it, word for word, what was prepared for such a message: by the card that helps, or as the holding reply of a
    guideline that says that it cannot wait?"""
    if not judgement.rings or here.post:
        return False
    own = (t for h in judgement.hits if h.guideline.rings for t in h.guideline.then.holding.values())
    return exactly(text, prepared(here.findings.get("risk", ())) | frozenset(own))


def _settled(
    here: Scene,
    by: Author,
    judgement: Judgement,
    length: Length | None,
    parts: tuple[str, ...],
    money: tuple[int, int],
    now: datetime,
    ready: bool = False,
) -> Weighed:
    """What guidelines and mandates say together. *money*: cents that it promises, and that she promised this month. *ready*:
    it is prepared word for word."""
    goodwill, spent = money
    reach = coverage(by, matter(here, judgement, goodwill=goodwill, spent=spent), now)
    then = settle(judgement, reach, partner=by.partner, old_way=by.old_way, prepared=ready)
    on = None
    if then.verdict is Verdict.ASK:
        outside = by.partner or (reach is not None and not reach.covered)
        on = terms_of(judgement, then, outside=outside, minutes=by.ask_minutes)
    return Weighed(
        then.verdict, "", judgement, length, parts,
        reason=then.reason, coverage=reach, terms=on, waived=then.waived, goodwill=goodwill, prepared=ready and not by.partner,
    )  # fmt: skip


def in_words(
    who: Who, here: Scene, w: Weighed, language: str, now: datetime, house: Ground | None = None
) -> Judged:
    """A weighed text as *who* reads it. When a second pair of eyes is asked, also whom it rings
    at: the statements of `choosing.plan` and of the holding reply, however many may be asked. *house*: where it was read."""
    hits = tuple(say(h, language, waived=w.waives(h)) for h in w.judgement.hits)
    can = able(here.channel)
    plain = Judged(
        w.verdict, w.problem, hits, w.length, here.held, here.recall_seconds, here.outlet, parts=w.parts,
        reason=w.reason, coverage=w.coverage, goodwill=w.goodwill, public=here.public, prepared=w.prepared,
        under=w.under, past=w.past, by_hand=can is not None and can.by_hand,
    )  # fmt: skip
    on = w.terms
    if on is None:
        return plain
    asked = choosing.plan(who.id, here, w.judgement, on, now, goodwill=w.goodwill, house=house)
    return replace(
        plain,
        deadline=asked.deadline,
        late=Late.RETURN if here.post else on.late,
        holding="" if here.post else holding_reply(here, on, house),
        alone=asked.choice is None,
        eyes=asked.choice,
        real=on.real,
    )


def holding_reply(here: Scene, on: Terms, house: Ground | None = None) -> str:
    """What goes out when nobody answers in time: as `flow.holding.choose`. It answers in public where the message was public: a network
    that takes one private answer is to get the real one."""
    here = replace(here, public=here.public or here.privately, privately=False)
    return holding.choose(here, on.holding, lambda text: weigh(here, text, HOUSE, house=house).verdict)
