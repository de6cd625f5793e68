"""Reading how far a new house has come."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Subquery

from zuruf.core.desk import State
from zuruf.core.first_steps import Step, Steps
from zuruf.core.outbox import DeliveryState
from zuruf.store.models import Account, Conversation, Delivery, Member, Message, Organisation


def steps(own: Collection[str]) -> Steps:
    """*own*: the channels that are pages of ours. One statement."""
    people = Member.objects.filter(is_active=True).exclude(role="partner")
    told = {
        Step.WRITE: Exists(Message.objects.filter(ours=False)),
        Step.ANSWER: Exists(Delivery.objects.filter(state=DeliveryState.PUBLISHED)),
        Step.ACCOUNT: Exists(Account.objects.filter(disconnected_at=None).exclude(channel__in=own)),
        Step.PERSON: Exists(people.filter(Exists(people.filter(pk__lt=OuterRef("pk"))))),
    }
    named = {f"is_{step.value}": found for step, found in told.items()}
    waits = Conversation.objects.filter(state=State.OPEN).order_by("id").values("public_id")[:1]
    found = Organisation.objects.filter(pk=1).annotate(wrote=Subquery(waits), **named)
    row = found.values("hours", "wrote", *named).first() or {}
    done = {step for step in told if row.get(f"is_{step.value}")}
    return Steps(frozenset(done | ({Step.HOURS} if row.get("hours") else set())), row.get("wrote") or "")
