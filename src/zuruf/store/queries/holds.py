"""Reading holds: what is held, by whom, since when and why, and what was in flight when it was placed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from zuruf.core.hold import Covers, Scope
from zuruf.core.outbox import UNDER_WAY, DeliveryState
from zuruf.core.people import OURS
from zuruf.store.models import Account, Delivery, Hold, Incident, Member, Team

PAST = 5  # lifted holds that the outbox page goes on showing
NO_OUTBOX = ("import",)  # channels through which nothing goes out
_AT_ONCE = 100  # replies in flight that are shown with a hold


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold. `name` is that of its account, team or incident, "" for everything. Times are UTC."""

    key: int
    public_id: str
    covers: Covers
    scope: Scope
    name: str
    reason: str
    by: str
    at: datetime
    lifted_by: str = ""
    lifted_at: datetime | None = None

    @property
    def account(self) -> str:
        """What it lies on, "" for everything."""
        return self.name

    @property
    def everything(self) -> bool:
        return self.scope is Scope.EVERYTHING

    @property
    def answers(self) -> bool:
        """Whether it holds answers, too."""
        return self.covers is Covers.ALL


@dataclass(frozen=True, slots=True)
class InFlight:
    """A reply that was on its way when a hold was placed, as it stands now. `ended`: on its way no longer."""

    public_id: str
    conversation: str
    contact: str
    account: str
    author: str
    state: DeliveryState
    at: datetime | None  # when it got out
    permalink: str

    @property
    def ended(self) -> bool:
        return self.state not in UNDER_WAY


@dataclass(frozen=True, slots=True)
class Proof:
    """A hold and what was in flight when it was placed: at most 100 of them, `more` says that there were others."""

    hold: HoldView
    in_flight: tuple[InFlight, ...]
    more: bool = False

    @property
    def still(self) -> int:
        """How many are on their way even now."""
        return sum(not one.ended for one in self.in_flight)

    @property
    def out(self) -> int:
        """How many got out."""
        return sum(one.at is not None for one in self.in_flight)


@dataclass(frozen=True, slots=True)
class Offered:
    """What a hold can be placed on: (public id, name)."""

    accounts: tuple[tuple[str, str], ...]
    teams: tuple[tuple[str, str], ...]
    incidents: tuple[tuple[str, str], ...]


def live() -> tuple[HoldView, ...]:
    """All live holds, the widest first, then the oldest. One statement."""
    found = [_view(row) for row in _rows().filter(lifted_at=None)]
    return tuple(sorted(found, key=lambda h: (not h.everything, not h.answers, h.at)))


def proofs() -> tuple[Proof, ...]:
    """Live holds and the last lifted ones, each with what was in flight. Three statements."""
    past = _rows().filter(lifted_at__isnull=False).order_by("-lifted_at")[:PAST]
    shown = (*live(), *map(_view, past))
    flying: dict[int, list[InFlight]] = {}
    keys = [hold.key for hold in shown]
    through = Hold.in_flight.through.objects.filter(hold_id__in=keys).order_by("-hold_id", "id")
    linked = through.select_related(
        "delivery__conversation__contact", "delivery__account", "delivery__author"
    )
    for link in linked[: _AT_ONCE * 5]:
        flying.setdefault(link.hold_id, []).append(_in_flight(link.delivery))
    return tuple(
        Proof(hold, tuple(flying.get(hold.key, ())[:_AT_ONCE]), len(flying.get(hold.key, ())) > _AT_ONCE)
        for hold in shown
    )


def offered() -> Offered:
    """Accounts through which something goes out, teams, and open incidents, by name. Three statements."""
    accounts = Account.objects.filter(disconnected_at=None).exclude(channel__in=NO_OUTBOX)
    return Offered(
        tuple(accounts.order_by("name").values_list("public_id", "name")),
        tuple(Team.objects.order_by("name").values_list("public_id", "name")),
        tuple(Incident.objects.filter(closed_at=None).order_by("name").values_list("public_id", "name")),
    )


def lifters() -> tuple[str, ...]:
    """The names of those who may lift a hold. One statement."""
    named = Member.objects.filter(lifts_holds=True, is_active=True, role__in=OURS)
    return tuple(name or email for name, email in named.order_by("name").values_list("name", "email"))


def by_key(holds: Iterable[HoldView]) -> dict[int, HoldView]:
    """For who has read the key of the hold that lies on a delivery."""
    return {hold.key: hold for hold in holds}


def _rows() -> QuerySet[Hold]:
    return Hold.objects.select_related("account", "team", "incident", "placed_by", "lifted_by").order_by("id")


def _view(row: Hold) -> HoldView:
    scope, on = Scope.EVERYTHING, None
    for name, one in ((Scope.ACCOUNT, row.account), (Scope.TEAM, row.team), (Scope.INCIDENT, row.incident)):
        if one is not None:
            scope, on = name, one
    return HoldView(
        key=row.pk,
        public_id=row.public_id,
        covers=Covers(row.covers),
        scope=scope,
        name=on.name if on else "",
        reason=row.reason,
        by=row.placed_by.name,
        at=row.placed_at,
        lifted_by=row.lifted_by.name if row.lifted_by else "",
        lifted_at=row.lifted_at,
    )


def _in_flight(row: Delivery) -> InFlight:
    contact = row.conversation.contact
    return InFlight(
        public_id=row.public_id,
        conversation=row.conversation.public_id,
        contact=(contact.name or contact.handle) if contact else "",
        account=row.account.name,
        author=row.author.name,
        state=DeliveryState(row.state),
        at=row.published_at,
        permalink=row.permalink,
    )
