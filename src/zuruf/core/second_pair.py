"""Who is asked to look at an answer, in her place who, and until when. Pure rules over what others found."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

HERE = timedelta(minutes=5)  # somebody who looked at the desk within this is there
SOON = timedelta(minutes=5)  # a due time nearer than this no longer cuts the deadline: nobody could keep it


@dataclass(frozen=True, slots=True)
class Eyes:
    """Somebody who may be the second pair of eyes here. `covers`: a mandate of hers reaches to the matter; `open`: how many
    questions lie with her; `deputy`: who stands in for her (key)."""

    id: int
    name: str = ""
    covers: bool = True
    here: bool = False
    absent: bool = False
    open: int = 0
    last_asked: datetime | None = None
    deputy: int | None = None
    rung: bool = False  # a matter of life would ring at her now


class Way(StrEnum):
    """How somebody was found."""

    LEAD = "lead"  # she leads the incident, and the guideline asks for that
    DEPUTY = "deputy"  # she stands in for whoever is away or late
    BEST = "best"  # mandate, presence, load


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom to ask, and why her. `of`: how many could have been asked; `next`: who would be asked after her."""

    eyes: Eyes
    way: Way
    of: int
    next: Eyes | None = None

    def data(self) -> dict[str, str | int | bool]:
        """The reason, as a question keeps it."""
        e = self.eyes
        return {"way": str(self.way), "covers": e.covers, "here": e.here, "open": e.open, "of": self.of}


def choose(
    eyes: Sequence[Eyes],
    *,
    lead: int | None = None,
    asked: Collection[int] = (),
    late: int | None = None,
    same: int | None = None,
) -> Choice | None:
    """One of *eyes*, never a chain: None when nobody is left. Whoever is away and whoever was *asked* already is passed over.

    First the *lead* of the incident, if a guideline wants her; then the deputy of who is *late*; then at whom it would ring, where
    it is a matter of life; then whose mandate reaches to the matter, who is there, who has least to look at, who was not asked for longest. The same input, the same person. *same*:
    who looks at the other answers of the same batch, as long as nobody's mandate reaches further.
    """
    left = [e for e in eyes if not e.absent and e.id not in asked]
    if not left:
        return None
    by_id = {e.id: e for e in left}
    stand_in = next((e.deputy for e in eyes if e.id == late), None)
    way, found = Way.BEST, min(left, key=_rank)
    if lead in by_id:
        way, found = Way.LEAD, by_id[lead]
    elif stand_in in by_id:
        way, found = Way.DEPUTY, by_id[stand_in]
    elif same in by_id and by_id[same].covers >= found.covers:
        found = by_id[same]
    after = choose(eyes, asked={*asked, found.id}, late=found.id)
    return Choice(found, way, len(left), after.eyes if after else None)


def _rank(e: Eyes) -> tuple[bool, bool, bool, int, datetime, int]:
    asked = e.last_asked or datetime.min.replace(tzinfo=UTC)
    return not e.rung, not e.covers, not e.here, e.open, asked, e.id


def present(seen_at: datetime | None, now: datetime) -> bool:
    """Was she at the desk a moment ago?"""
    return seen_at is not None and now - seen_at < HERE


def deadline(now: datetime, whole: datetime, due: datetime | None) -> datetime:
    """When a question that is asked *now* ends. *whole*: its minutes, as the house's calendar counts them; *due*: when the
    asker was to have an answer, which it does not outlast where that can still be kept."""
    return min(whole, due) if due is not None and due - now >= SOON else whole


def handed_on(now: datetime, half: datetime, until: datetime) -> datetime:
    """When it goes from the first to the next person: at *half* of its time as the calendar counts it, in any case between
    *now* and its end, *until*."""
    return half if now < half < until else now + (until - now) / 2
