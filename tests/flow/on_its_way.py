"""What tests of the outbox need: replies on their way, and a worker that does what is due."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import Network
from zuruf.core.desk import State
from zuruf.core.reply import DraftState, Kind
from zuruf.flow import outbox
from zuruf.store.models import Account, Conversation, Delivery, Member

OUT = NOW + timedelta(seconds=20)  # the end of the recall window
Queued = Callable[..., Delivery]


def queue(answers: Member, kind: str = "harmless", *, account: Account | None = None, **how: Any) -> Delivery:
    """Queue a reply on a network of some kind, as flow.reply does. *how*: as `outbox.queue` takes it, and `what`, `to`."""
    conversation = how.pop("to", None) or builders.conversation(account or builders.account(kind))
    what = how.pop("what", Kind.REPLY)
    text = "\n\n".join(how.get("parts", ())) or "Es ist unterwegs."
    draft = builders.draft(conversation, answers, state=DraftState.SENT, kind=what, text=text)
    waited = conversation.waiting_since
    Conversation.objects.filter(pk=conversation.pk).update(
        state=State.WAITING, waiting_since=None, due_at=None, answer_seq=1
    )
    conversation.refresh_from_db()
    sent = {"now": NOW, "waited_since": waited, **how}
    return outbox.queue(builders.who(answers), draft, text=text, kind=what, **sent)


def work(network: Network | None, at: datetime) -> int:
    """Let a worker do all that is due *at*; how much it was. *network* None: only our own page is in it."""
    if network is not None:
        network.now = at
    done = 0
    while outbox.work("w", now=at):
        done += 1
        assert done < 50, "the worker goes round in circles"
    return done


def again(row: Delivery) -> Delivery:
    row.refresh_from_db()
    row.conversation.refresh_from_db()
    row.draft.refresh_from_db()
    return row
