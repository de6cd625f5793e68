"""Reading what waits to be looked at after it went out, one answer for whoever looks, and the lessons that are shared."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from zuruf.core import review as rules
from zuruf.core import veil
from zuruf.core.evidence import Lines
from zuruf.core.review import Because, Plan, Record, Result
from zuruf.core.small_groups import enough
from zuruf.store.models import Delivery, Mandate, Member, Organisation, Review
from zuruf.store.queries import guideline

SHOWN = 60  # rows of the list
LESSONS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One answer in the list of what waits. `text`: its beginning."""

    public_id: str
    because: Because
    contact: str
    text: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One answer as whoever looks at it sees it: never with its author's name. `share`: the probability with which it was
    drawn; `subjects`: what a lesson can be filed against, (code, kind "guideline" or "mandate", name, version)."""

    public_id: str
    delivery: str
    conversation: str
    because: Because
    share: float
    drawn_at: datetime
    asked: str
    contact: str
    asked_at: datetime | None
    text: str
    channel: str
    account: str
    public: bool
    post: bool
    published_at: datetime | None
    permalink: str
    subjects: tuple[tuple[str, str, str, str], ...]
    result: str = ""
    veiled: bool = False  # what was asked is abusive: shown to whoever chooses to

    @property
    def minutes(self) -> int | None:
        """How long the asker waited for it."""
        if self.asked_at is None or self.published_at is None:
            return None
        return max(0, int((self.published_at - self.asked_at).total_seconds() // 60))


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned, without names. `kind`, `subject`, `version`: what it is filed against, "" for nothing; `subject` ""
    also for a mandate that only a few hold."""

    public_id: str
    text: str
    at: datetime
    corrected: bool
    kind: str = ""
    subject: str = ""
    version: str = ""
    key: str = ""


def plan() -> Plan:
    """The sampling plan in force. One statement."""
    kept = Organisation.objects.filter(pk=1).values_list("review", flat=True).first()
    return rules.plan(kept or {})


def lines() -> Lines:
    """From which shares of fine answers on mandates are proposed to grow or shrink. One statement."""
    row = Organisation.objects.filter(pk=1).values_list("widen_line", "narrow_line").first()
    return Lines(row[0] / 100, row[1] / 100) if row else Lines()


def record_of(author: int, mandate: int | None, p: Plan) -> Record:
    """How she stands under it: as many of her latest results as the plan looks back on. One statement."""
    done = Review.objects.filter(delivery__author=author, mandate=mandate, state="done")
    latest = done.order_by("-decided_at", "-pk").values_list("result", flat=True)[: p.clear_after]
    return rules.record([Result(r) for r in reversed(latest)], p)


def answers_a_week(now: datetime) -> int:
    """How many answers went out in the seven days before *now*. One statement."""
    return Delivery.objects.filter(published_at__gt=now - timedelta(days=7), published_at__lte=now).count()


def not_hers(member: int) -> QuerySet[Review]:
    """What this member may look at: nothing that she wrote, answers for, or released herself."""
    hers = Q(delivery__author=member) | Q(delivery__accountable=member)
    return Review.objects.exclude(hers).exclude(delivery__draft__asks__decided_by=member)


def open_for(member: int, now: datetime) -> QuerySet[Review]:
    """What waits for her, and nobody else has before her at the moment."""
    return not_hers(member).filter(free(member, now))


def free(member: int, now: datetime) -> Q:
    """It waits for whoever looks, and nobody else than this member has it before her."""
    return Q(Q(claimed_until=None) | Q(claimed_until__lte=now) | Q(reviewer=member), state="open")


def waiting(member: int, now: datetime) -> list[Row]:
    """What waits for this member: what must be looked at first, then what waits longest. One statement."""
    sure = Case(
        When(because__in=[Because.CLOCK, Because.LOOK], then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = open_for(member, now).select_related("delivery__conversation__contact")
    return [_row(r) for r in rows.order_by(sure, "drawn_at", "pk")[:SHOWN]]


def listed(public_id: str) -> list[Row]:
    """One answer as a row of the list; empty when there is none. One statement."""
    rows = Review.objects.select_related("delivery__conversation__contact").filter(public_id=public_id)
    return [_row(r) for r in rows]


def one(public_id: str, language: str) -> ReviewView | None:
    """One answer to look at. Three statements at most."""
    rows = Review.objects.select_related(
        "mandate", "delivery__account", "delivery__draft__answers__contact", "delivery__draft__answers__assessment",
        "delivery__conversation__contact",
    )  # fmt: skip
    row = rows.filter(public_id=public_id).first()
    return _view(row, language) if row else None


def lessons(language: str) -> list[Lesson]:
    """Those that were put before everybody, latest first. A mandate is named only where enough people hold it. Three
    statements, and one for each such mandate."""
    rows = list(Review.objects.filter(shared_at__isnull=False).order_by("-shared_at", "-pk")[:LESSONS])
    titles = guideline.titles({_key(r.against) for r in rows if r.against.startswith("guideline:")}, language)
    names = _mandates({_key(r.against) for r in rows if r.against.startswith("mandate:")})
    return [_lesson(r, titles, names) for r in rows]


def _lesson(row: Review, titles: dict[str, str], names: dict[str, str]) -> Lesson:
    kind, key = row.against.partition(":")[0], _key(row.against)
    subject = titles.get(key, key) if kind == "guideline" else names.get(key, "")
    version = row.against.partition("@")[2]
    at = row.decided_at or row.drawn_at
    return Lesson(row.public_id, row.lesson, at, row.result == "correct", kind, subject, version, key)


def _key(against: str) -> str:
    return against.partition(":")[2].partition("@")[0]


def _mandates(keys: set[str]) -> dict[str, str]:
    """Names of those that enough people hold: whoever reads the name of any other knows whose answer it was."""
    rows = list(Mandate.objects.filter(public_id__in=keys, member=None)) if keys else []
    return {m.public_id: m.name for m in rows if enough(_holders(m))}


def _holders(m: Mandate) -> list[int]:
    held = Q(teams=m.team_id) if m.team_id else Q(role=m.role)
    return list(Member.objects.filter(held, is_active=True).values_list("pk", flat=True))


def _row(row: Review) -> Row:
    d = row.delivery
    contact = d.conversation.contact
    name = (contact.name or contact.handle) if contact else ""
    return Row(
        row.public_id, Because(row.because), name, str(d.payload.get("text", ""))[:160], d.published_at
    )


def _view(row: Review, language: str) -> ReviewView:
    d = row.delivery
    answered, contact = d.draft.answers, d.conversation.contact
    by = (answered.contact if answered else None) or contact
    judged = answered.assessment if answered and hasattr(answered, "assessment") else None
    return ReviewView(
        public_id=row.public_id,
        delivery=d.public_id,
        conversation=d.conversation.public_id,
        because=Because(row.because),
        share=row.share,
        drawn_at=row.drawn_at,
        asked=answered.text if answered else "",
        contact=(by.name or by.handle) if by else "",
        asked_at=answered.order_at if answered else None,
        text=_text(d),
        channel=d.account.channel,
        account=d.account.name,
        public=d.conversation.public and not d.draft.privately,
        post=answered is None,
        published_at=d.published_at,
        permalink=d.permalink,
        subjects=_subjects(row, language),
        result=row.result,
        veiled=judged is not None and veil.veiled(judged.findings),
    )


def _text(d: Delivery) -> str:
    """What went out, with all its parts."""
    if d.parts < 2:
        return str(d.payload.get("text", ""))
    parts = Delivery.objects.filter(draft=d.draft_id, queued_at=d.queued_at).order_by("part")
    return "\n\n".join(str(p.payload.get("text", "")) for p in parts)


def _subjects(row: Review, language: str) -> tuple[tuple[str, str, str, str], ...]:
    hits = [f"{h.get('id')}@{h.get('version')}" for h in row.delivery.draft.hits]
    named = list(dict.fromkeys([*map(str, row.delivery.backing.get("guidelines", [])), *hits]))
    titles = guideline.titles({n.partition("@")[0] for n in named}, language) if named else {}
    found = [
        (
            f"guideline:{n}",
            "guideline",
            titles.get(n.partition("@")[0], n.partition("@")[0]),
            n.partition("@")[2],
        )
        for n in named
    ]
    if row.mandate:
        found.append((f"mandate:{row.mandate.public_id}", "mandate", row.mandate.name, ""))
    return tuple(found)
