"""Reading saved searches."""

from dataclasses import dataclass

from django.db.models import Q

from zuruf.core.people import May, Who
from zuruf.store.models import SavedSearch


@dataclass(frozen=True, slots=True)
class Saved:
    """A search under a name. `mine`: she keeps it herself; `changeable`: she may rename and delete it."""

    public_id: str
    name: str
    query: str
    best: bool
    shared: bool
    mine: bool
    owner: str
    changeable: bool


def one(who: Who, public_id: str) -> Saved | None:
    """A saved search that *who* sees: her own, or one of the house. None when there is none. One statement."""
    seen = SavedSearch.objects.filter(Q(owner_id=who.id) | Q(shared=True), gone_at=None)
    s = seen.filter(public_id=public_id).select_related("owner").first()
    if s is None:
        return None
    mine = s.owner_id == who.id
    return Saved(s.public_id, s.name, s.query, s.best, s.shared, mine, s.owner.name, mine or who.may(May.RUN))
