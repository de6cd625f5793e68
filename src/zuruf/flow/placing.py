"""What nobody has goes to whoever is responsible for it: as it comes in, after triage looked anew, and on demand.

What a person decided is never changed: only what nobody has, and what the plan itself placed and nobody has touched.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from zuruf.core.desk import State
from zuruf.core.people import May, Who
from zuruf.core.reply import DraftState
from zuruf.core.responsibility import Found
from zuruf.flow import due
from zuruf.flow.audit import record, record_each
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Conversation, Delivery, Draft
from zuruf.store.queries.responsibility import Plan, plan
from zuruf.store.queries.understood import newest, understood

AT_ONCE = 50  # conversations per transaction


def place(conversations: Iterable[int], now: datetime, *, anew: bool = False) -> int:
    """Those of *conversations* (keys) that nobody has go to whoever is responsible now; with *anew* also those that the plan
    placed and nobody has touched. How many moved. Inside the caller's transaction."""
    here = plan(now)
    if not here.rules and not anew:
        return 0
    rows = untouched() if anew else _open().filter(owner=None, team=None)
    chosen = rows.filter(pk__in=list(conversations)).select_related("account").annotate(found=newest())
    return _moved([(c, _found(c, here)) for c in chosen.order_by("pk")], here, now)


def move(who: Who, *, now: datetime | None = None) -> int:
    """Every open conversation that nobody has touched goes to whoever is responsible for it by the plan of now; what the plan
    placed and no rule reaches any more lies with nobody again. How many moved. Doing it twice moves nothing more.
    Declined("not_allowed")."""
    now = now or clock()
    if not who.may(May.RUN):
        raise Declined("not_allowed")
    done, after = 0, 0
    while True:
        with transaction.atomic():
            keys = list(
                untouched().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
            )
            if not keys:
                break
            done += place(keys, now, anew=True)
        after = keys[-1]
    if done:
        with transaction.atomic():
            data = {"conversations": done}
            record("responsibility.moved", "responsibility", "", now=now, who=who, data=data)
    return done


def would_move(now: datetime) -> int:
    """How many conversations lie elsewhere than the plan says, among the oldest 500 that nobody has touched."""
    here = plan(now)
    rows = untouched().select_related("account").annotate(found=newest()).order_by("pk")[:500]
    return sum(_differs(c, _found(c, here)) for c in rows)


def untouched() -> QuerySet[Conversation]:
    """Open conversations of which no person decided whose they are, and in which nobody has begun anything."""
    writing = Draft.objects.filter(
        conversation=OuterRef("pk"), state__in=(DraftState.WRITING, DraftState.ASKED)
    ).exclude(text="")
    out = Delivery.objects.filter(conversation=OuterRef("pk"))
    by_plan = Q(placed_by__isnull=False) | Q(owner=None, team=None)
    return _open().filter(by_plan, ~Exists(writing), ~Exists(out), answer_seq=0, ask_until=None)


def data_of(found: Found, here: Plan) -> dict[str, str]:
    """What the audit keeps of a placing: to whom, by which rule, how."""
    to = {"to": here.names[found.owner][0]} if found.owner else {}
    team = {"team": here.teams[found.team][0]} if found.team and found.owner is None else {}
    rule = {"rule": here.ids[found.rule.key]} if found.rule else {}
    return {**to, **team, **rule, "way": found.way.value}


def _open() -> QuerySet[Conversation]:
    return Conversation.objects.filter(state=State.OPEN)


def _found(c: Conversation, here: Plan) -> Found:
    return here.found(understood(c.found).topics, c.account.public_id, c.language)  # type: ignore[attr-defined]


def _differs(c: Conversation, found: Found) -> bool:
    return (c.owner_id, c.team_id) != (found.owner, found.team)


def _moved(those: list[tuple[Conversation, Found]], here: Plan, now: datetime) -> int:
    moved: list[tuple[str, dict[str, str]]] = []
    for c, found in those:
        if not _differs(c, found):
            continue
        same = Conversation.objects.filter(
            pk=c.pk, owner=c.owner_id, team=c.team_id, placed_by=c.placed_by_id, state=State.OPEN
        )
        rule = found.rule.key if found.rule and (found.owner or found.team) else None
        if same.update(owner=found.owner, team=found.team, placed_by=rule):
            moved.append((c.public_id, data_of(found, here)))
    record_each("conversation.placed", "conversation", moved, now=now)
    announce("conversation", [public_id for public_id, _ in moved], now)
    if moved:
        due.again(*(c.pk for c, _found in those))
    return len(moved)
