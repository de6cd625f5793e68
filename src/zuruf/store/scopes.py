"""Which holds lie on which delivery: said once, in SQL, for the claim, for the pages and for lifting."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
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
    its_team = Exists(of.filter(team_id=OuterRef("team_id")))
    authors_team = Exists(teams_of_author.filter(team_id=OuterRef("team_id")))
    return Hold.objects.filter(
        Q(covers=Covers.ALL.value) | Q(Exact(OuterRef("kind"), Value(Kind.POST.value))),
        Q(account=None, team=None, incident=None)
        | Q(account_id=OuterRef("account_id"))
        | Q(Exists(of.filter(incident_id=OuterRef("incident_id"))))
        | Q(its_team)
        | (Q(authors_team) & Q(Exists(of.filter(team_id__isnull=True)))),
        lifted_at=None,
    ).order_by(*_WIDEST_FIRST, "id")


def held() -> Exists:
    """Whether any live hold lies on a delivery: for ``Delivery.objects.filter(~held(), …)``."""
    return Exists(over_delivery().order_by())


def held_by(hold: int) -> QuerySet[Delivery]:
    """The deliveries, in whatever state, on which the live hold with this key lies."""
    return Delivery.objects.filter(Exists(over_delivery().order_by().filter(pk=hold)))
