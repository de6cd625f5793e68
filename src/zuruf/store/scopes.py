"""Which holds lie on which delivery: said once, in SQL, for the claim, for the pages and for lifting."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.lookups import Exact

from zuruf.core.hold import Covers
from zuruf.core.reply import Kind
from zuruf.store.models import Conversation, Delivery, Hold, Member

_WIDEST_FIRST = [F(scope).asc(nulls_first=True) for scope in ("account_id", "team_id", "incident_id")]


def over_delivery() -> QuerySet[Hold]:
    """The live holds that lie on the delivery of the query around this one, the widest first.

    A hold for posts lies on posts alone. A team's hold lies on the conversations of that team; where a conversation has
    no team, on what is written by somebody of that team.
    """
    of = Conversation.objects.filter(pk=OuterRef(OuterRef("conversation_id")))
    teams_of_author = Member.teams.through.objects.filter(member_id=OuterRef(OuterRef("author_id")))
    nobodys = Exists(of.filter(team_id__isnull=True))
    everything = Q(account=None, team=None, incident=None)
    return Hold.objects.filter(
        Q(covers=Covers.ALL.value) | Q(Exact(OuterRef("kind"), Value(Kind.POST.value))),
        everything
        | Q(account_id=OuterRef("account_id"))
        | Q(incident_id__in=Subquery(of.filter(incident_id__isnull=False).values("incident_id")))
        | Q(team_id__in=Subquery(of.filter(team_id__isnull=False).values("team_id")))
        | (Q(nobodys) & Q(team_id__in=Subquery(teams_of_author.values("team_id")))),
        lifted_at=None,
    ).order_by(*_WIDEST_FIRST, "id")


def held() -> Exists:
    """Whether any live hold lies on a delivery: for ``Delivery.objects.filter(~held(), …)``."""
    return Exists(over_delivery().order_by())


def held_by(hold: int) -> QuerySet[Delivery]:
    """The deliveries, in whatever state, on which the live hold with this key lies."""
    return Delivery.objects.filter(Exists(over_delivery().order_by().filter(pk=hold)))
