"""A batch as its page shows it: for each addressee her own words, length and verdict, and when it would go out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from zuruf.core import library, many
from zuruf.core.capabilities import Length
from zuruf.core.guideline import Verdict
from zuruf.core.many import BatchState, Fate, Stop
from zuruf.core.people import Who
from zuruf.core.reply import signed
from zuruf.flow import author as authors
from zuruf.flow import library_use
from zuruf.flow.able import is_own
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Weighed, weigh
from zuruf.flow.verdict_said import Said, say
from zuruf.store.queries import many as reading
from zuruf.store.queries.many import Asker, Batch, Made
from zuruf.store.queries.reply import scene


@dataclass(frozen=True, slots=True)
class Line:
    """One addressee. `face`: go | look | ask | stop, or left (with `why` and the `name` in it) or out. `text`: as it would be
    read, without the signature; `own`: it is hers alone. `left_open`: placeholders that nobody filled. `at`: when it would
    go out; `guideline`: titles that decide; `network`: why its network will not take it."""

    asker: Asker
    face: str
    text: str = ""
    own: bool = False
    why: str = ""
    name: str = ""
    left_open: tuple[str, ...] = ()
    length: Length | None = None
    parts: int = 0
    said: tuple[Said, ...] = ()
    gaps: tuple[str, ...] = ()
    at: datetime | None = None
    made: Made | None = None
    network: str = ""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Too many identical answers on one page: `n` of them; `conversation` (public id): where one for all could stand."""

    n: int
    conversation: str
    account: str


@dataclass(frozen=True, slots=True)
class Standing:
    """`going`: how many would go out at once, `asking`: for how many a second pair is asked, `staying`: how many stay.
    `last_at`: when the last of them goes out."""

    batch: Batch
    lines: tuple[Line, ...]
    going: int
    asking: int
    staying: int
    last_at: datetime | None
    crowds: tuple[Crowd, ...]

    @property
    def face(self) -> str:
        """What the sending is as a whole, by the gravest of what will happen: ask | look | go | stop | empty."""
        faces = {line.face for line in self.lines}
        return next((f for f in ("ask", "look", "go", "stop") if f in faces), "empty")


def standing(who: Who, public_id: str, *, language: str = "de", now: datetime | None = None) -> Standing:
    """A batch of hers as it stands, with the guidelines' words in *language*; that of a colleague once it is sent. Eight
    statements, and about five more for each that is still to be judged. Declined("gone")."""
    now = now or clock()
    batch = reading.batch(who, public_id)
    if batch is None or not (batch.mine or batch.sent_at):
        raise Declined("gone")
    found = reading.askers(who, list(batch.made), now)
    if batch.state is not BatchState.WRITING:
        lines = tuple(_made(a, batch) for a in found)
        ats = [line.made.at for line in lines if line.made and line.made.at and line.made.delivery]
        return Standing(batch, lines, 0, 0, 0, max(ats, default=None), ())
    lines = _timed(_judged(who, batch, found, language, now), now)
    count = [line.face for line in lines]
    ats = [line.at for line in lines if line.at]
    going, asking = count.count("go") + count.count("look"), count.count("ask")
    return Standing(
        batch, lines, going, asking, count.count("stop") + count.count("left"), max(ats, default=None), _crowds(lines)
    )  # fmt: skip


def rendered(asker: Asker, text: str, now: datetime) -> str:
    """*text* as this one reads it, without the signature."""
    return library_use.filled(asker.here, text, now).strip()


def _made(asker: Asker, batch: Batch) -> Line:
    made = batch.made[asker.public_id]
    own = batch.own[asker.public_id]
    said = made.said or {}
    return Line(
        asker, made.fate, own or batch.text, bool(own), made.why, str(said.get("name", "")), made=made
    )


def _judged(who: Who, batch: Batch, found: Sequence[Asker], language: str, now: datetime) -> tuple[Line, ...]:
    wanted = [a for a in found if batch.made[a.public_id].fate is not Fate.OUT]
    twice = many.once_each([a.person for a in wanted], [a.message or 0 for a in wanted])
    doubled = {wanted[at].public_id for at in twice}
    by: authors.Author | None = None
    lines = []
    for a in found:
        made, own = batch.made[a.public_id], batch.own[a.public_id]
        text = rendered(a, own or batch.text, now)
        line = Line(a, "left", text, bool(own), made=made)
        if made.fate is Fate.OUT:
            lines.append(replace(line, face="out"))
        elif why := made.why or a.why or ("same_person" if a.public_id in doubled else ""):
            name = str((made.said or {}).get("name", "")) or a.name
            lines.append(replace(line, why=why, name=name))
        else:
            line, by = _weighed(who, line, by, language, now)
            lines.append(line)
    return tuple(lines)


def _weighed(
    who: Who, line: Line, by: authors.Author | None, language: str, now: datetime
) -> tuple[Line, authors.Author | None]:
    here = scene(line.asker.public_id)
    if here is None:  # folded into another one in this very moment
        return replace(line, why="gone"), by
    by = authors.elsewhere(by, who, here, now) if by else authors.author(who, here, now)
    if here.asked_id != line.asker.message:
        return replace(line, why="wrote_again"), by
    w = weigh(here, signed(line.text, by.mark), by, now=now)
    left = library.left_open(line.text)
    why = w.problem or ("placeholder_left" if left else "stopped" if w.verdict is Verdict.STOP else "")
    return (
        replace(
            line, face="stop" if why else str(w.verdict), why=why, left_open=left, length=w.length, parts=len(w.parts),
            said=_decides(w, language), gaps=tuple(map(str, w.coverage.gaps)) if w.coverage else (),
            network=w.under.refusal if w.under else "",
        ),
        by,
    )  # fmt: skip


def _decides(w: Weighed, language: str) -> tuple[Said, ...]:
    """The guidelines that have something to say, in words."""
    return tuple(say(h, language, waived=w.waives(h)) for h in w.judgement.hits)


def _timed(lines: Sequence[Line], now: datetime) -> tuple[Line, ...]:
    """When each would go out that can go."""
    goes = [at for at, line in enumerate(lines) if line.face in ("go", "look")]
    stops = [
        Stop(a.account_id, many.paced(public=a.here.public, own=is_own(a.channel)))
        for a in (lines[at].asker for at in goes)
    ]
    times = many.times(now, stops, reading.rooms(s.account for s in stops)) if stops else ()
    when = dict(zip(goes, times, strict=True))
    return tuple(replace(line, at=when.get(at)) for at, line in enumerate(lines))


def _crowds(lines: Sequence[Line]) -> tuple[Crowd, ...]:
    public = [line for line in lines if line.face in ("go", "look", "ask") and line.asker.here.public]
    crowded = many.crowded([line.asker.place for line in public], [line.text for line in public])
    found = []
    for place, n in crowded.items():
        first = next(line.asker for line in public if line.asker.place == place)
        found.append(Crowd(n, first.public_id, first.account))
    return tuple(found)
