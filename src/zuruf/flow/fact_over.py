"""Ending questions for a fact that nobody needs any more: no bell goes on ringing for them, no link stays open."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from zuruf.core.fact_ask import WAITING, State
from zuruf.core.people import Who
from zuruf.flow.audit import record
from zuruf.store.changes import announce_each
from zuruf.store.models import FactAsk

AT_ONCE = 50


def with_conversation(conversation: int, now: datetime, who: Who | None = None) -> int:
    """The conversation was answered or closed, in the caller's transaction: its unanswered questions are over; how many. The
    asker need not be told: whoever answered knew what she knew."""
    return end(FactAsk.objects.filter(conversation=conversation), now, who, seen_at=now)


def end(rows: QuerySet[FactAsk], now: datetime, who: Who | None = None, **more: datetime) -> int:
    """End those of *rows* that nobody answered, at most `AT_ONCE`; how many. Each by a conditional UPDATE."""
    done = 0
    for row in rows.filter(state__in=WAITING).select_related("conversation").order_by("pk")[:AT_ONCE]:
        with transaction.atomic():
            same = FactAsk.objects.filter(pk=row.pk, state=row.state)
            if not same.update(state=State.OVER, link=F("link") + 1, next_at=None, mail="", **more):
                continue
            done += 1
            c = row.conversation.public_id
            record("fact_ask.over", "fact_ask", row.public_id, now=now, who=who, conversation=c)
            announce_each([("ask", row.public_id), ("conversation", c)], now)
    return done
