"""Who answers for what the public reads, and what backs it: a mandate, guidelines, a second pair of eyes, or a deadline.

The person who answers for a sentence is always one of ours. A partner's goes out in the name of whoever released it.
"""

from dataclasses import dataclass
from typing import Any

from zuruf.core.people import OURS, Role, Who
from zuruf.flow import guideline
from zuruf.flow.errors import Declined
from zuruf.flow.verdict import Weighed
from zuruf.store.models import AuditEntry, Draft, GuidelineVersion, Member, SecondPair


@dataclass(frozen=True, slots=True)
class Backing:
    """`accountable`: key of the member who answers for it. `mandate`: public id of the one that covers it, held in place of
    `deputy_for` ("" as herself). `guidelines`: "id@version" of all that had something to say. `ask`: public id of the
    question to the second pair of eyes. `released_by_clock`: whose guideline said that it goes out when nobody looks."""

    accountable: int
    mandate: str = ""
    deputy_for: str = ""
    guidelines: tuple[str, ...] = ()
    ask: str = ""
    released_by_clock: str = ""

    def stored(self) -> dict[str, Any]:
        """As a delivery keeps it: what is empty is left out."""
        kept: dict[str, Any] = {
            "mandate": self.mandate,
            "deputy_for": self.deputy_for,
            "guidelines": list(self.guidelines),
            "ask": self.ask,
            "released_by_clock": self.released_by_clock,
        }
        return {name: value for name, value in kept.items() if value}


def own(who: Who, w: Weighed) -> Backing:
    """She sends it herself."""
    return by_one(who.id, w)


def by_one(accountable: int, w: Weighed) -> Backing:
    """Her own (a member's key) mandate and the guidelines, and nobody else's look."""
    return _backing(accountable, w)


def released(question: SecondPair, who: Who, w: Weighed) -> Backing:
    """*who* looked and let it go. Its author answers for it, unless she is a partner."""
    author = question.draft.author
    return _backing(author.pk if author.role in OURS else who.id, w, question.public_id)


def late(question: SecondPair, w: Weighed) -> Backing:
    """Nobody looked in time, and the guideline wants that it goes out: whoever put that guideline in force answers for it,
    not the author."""
    name = question.guideline
    said = guideline.named(name)
    owner = said.owner if said else ""
    by = _put_in_force(name) or _first_owner()
    return _backing(by.pk, w, question.public_id, clock=owner or by.name or by.initials)


def holding(question: SecondPair) -> Backing:
    """A holding reply in the place of what nobody looked at: its author answers for it, else whoever was asked."""
    author, asked = question.draft.author, question.asked_of
    fit = [m for m in (author, asked) if m is not None and m.role in OURS and m.is_active]
    return Backing((fit[0] if fit else _first_owner()).pk, ask=question.public_id)


def by_author(draft: Draft) -> Backing:
    """Its author answers for it, with what the guidelines said when it was judged."""
    named = tuple(f"{h.get('id')}@{h.get('version')}" for h in draft.hits)
    return Backing(draft.author_id, guidelines=named)


def check(back: Backing) -> Member:
    """Who answers for it: nothing enters the outbox for which nobody of ours does. Raises
    Declined("partner_accountable")."""
    found = Member.objects.filter(pk=back.accountable, role__in=OURS).first()
    if found is None:
        raise Declined("partner_accountable")
    return found


def mandate_of(w: Weighed) -> str:
    """Public id of the mandate that covers it; "" when none does."""
    reach = w.coverage if w.coverage and w.coverage.covered else None
    return reach.mandate.public_id if reach and reach.mandate else ""


def _backing(accountable: int, w: Weighed, ask: str = "", clock: str = "") -> Backing:
    reach = w.coverage if w.coverage and w.coverage.covered else None
    held = reach.mandate if reach else None
    named = tuple(h.guideline.name for h in w.judgement.hits)
    return Backing(
        accountable,
        mandate_of(w),
        held.deputy_for if held else "",
        named,
        ask,
        clock,
    )


def _put_in_force(name: str) -> Member | None:
    """Who switched this version ("id@version") on, else who wrote it, if she still answers for the house."""
    slug, _, version = name.partition("@")
    on = AuditEntry.objects.filter(verb="guideline.on", thing="guideline", thing_id=slug).order_by("-pk")
    aliases = [e.actor for e in on[:20] if str(e.data.get("version")) == version]
    ours = Member.objects.filter(role__in=OURS)
    found = ours.filter(alias__in=[a for a in aliases if a][:1]).first()
    if found is not None:
        return found
    wrote = GuidelineVersion.objects.filter(slug=slug, version=int(version or 0)).values("author")
    return ours.filter(pk__in=wrote).first()


def _first_owner() -> Member:
    """Whoever runs the house: it is never without."""
    owners = Member.objects.filter(role=Role.OWNER).order_by("-is_active", "pk")
    first = owners.first() or Member.objects.filter(role__in=OURS).order_by("-is_active", "pk").first()
    if first is None:
        raise Declined("partner_accountable")
    return first
