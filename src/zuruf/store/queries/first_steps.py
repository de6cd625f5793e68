"""Reading how far a new house has come."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Subquery

from zuruf.core.desk import State
from zuruf.core.first_steps import Step, Steps
from zuruf.core.outbox import DeliveryState
from zuruf.store.models import Account, Conversation, Delivery, Member, Message, Organisation


def steps(unlinked: Collection[str], mute: Collection[str] = ()) -> Steps:
    """*unlinked*: the channels that connect nobody, as a page of ours or a file; *mute*: those on which nothing can be answered. One
    statement."""
    people = Member.objects.filter(is_active=True).exclude(role="partner")
    answerable = Account.objects.exclude(channel__in=mute)
    theirs = Message.objects.filter(conversation__account=OuterRef("pk"), ours=False)
    told = {
        Step.WRITE: Exists(answerable.filter(Exists(theirs))),
        Step.ANSWER: Exists(Delivery.objects.filter(state=DeliveryState.PUBLISHED)),
        Step.ACCOUNT: Exists(Account.objects.filter(disconnected_at=None).exclude(channel__in=unlinked)),
        Step.PERSON: Exists(people.filter(Exists(people.filter(pk__lt=OuterRef("pk"))))),
    }
    named = {f"is_{step.value}": found for step, found in told.items()}
    open_here = Conversation.objects.filter(state=State.OPEN, account__in=answerable)
    waits = open_here.order_by("id").values("public_id")[:1]
    found = Organisation.objects.filter(pk=1).annotate(wrote=Subquery(waits), **named)
    row = found.values("hours", "wrote", *named).first() or {}
    done = {step for step in told if row.get(f"is_{step.value}")}
    return Steps(frozenset(done | ({Step.HOURS} if row.get("hours") else set())), row.get("wrote") or "")
