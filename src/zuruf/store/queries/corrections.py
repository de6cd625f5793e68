"""Reading what may be done with an answer that is out: whether anybody reacted, what is about to change it, and what
its author has written already."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from zuruf.core.outbox import ON_ITS_WAY
from zuruf.core.reply import BACK, CORRECTIONS, DECIDABLE, AskState, DraftState, Kind, unsigned
from zuruf.store.models import Delivery, Draft, Message, SecondPair
from zuruf.store.queries.signing import kept_mark


@dataclass(frozen=True, slots=True)
class Begun:
    """What somebody wrote to correct an answer, and where that stands. `asked_until`: it lies with the second pair of
    eyes, as the question `ask`. `remark`: what she said when she gave it back. `late`: the deadline by which nobody had
    looked. `unseen`: the question that came back, as long as its author has not read so."""

    text: str = ""
    asked_until: datetime | None = None
    ask: str = ""
    author: str = ""
    remark: str = ""
    late: datetime | None = None
    unseen: str = ""
    by: str = ""


def answered() -> Exists:
    """For deliveries: whether anybody outside wrote in the conversation after this was out."""
    later = Message.objects.filter(conversation=OuterRef("conversation"), ours=False, gone_at=None)
    return Exists(
        later.filter(Q(parent_id_remote=OuterRef("remote_id")) | Q(received_at__gt=OuterRef("published_at")))
    )


def reacted(pk: int) -> bool:
    """Whether anybody answered, liked or shared it, as far as we know. One statement."""
    rows = Delivery.objects.filter(pk=pk).annotate(answered=answered())
    return rows.filter(Q(reactions__gt=0) | Q(answered=True)).exists()


def on_its_way(remote_id: str, account_id: int) -> bool:
    """Whether an edit of this publication is queued, being sent or unclear. One statement."""
    return edits(remote_id, account_id).filter(state__in=ON_ITS_WAY).exists()


def lock(remote_id: str, account_id: int) -> list[Delivery]:
    """Every delivery that is this publication, the original and its edits, held still until the end of the transaction:
    whoever corrects it and whoever withdraws it wait for one another here, whichever of the rows they mean.

    They are locked in the order of their keys. Without a *remote_id* nobody knows of any: none.
    """
    if not remote_id:
        return []
    same = Delivery.objects.filter(account_id=account_id, remote_id=remote_id)
    return list(same.select_for_update().order_by("pk"))


def edits(remote_id: str, account_id: int) -> QuerySet[Delivery]:
    """The edits of a publication, whatever became of them."""
    return Delivery.objects.filter(
        corrects__remote_id=remote_id, corrects__account_id=account_id, kind=Kind.EDIT
    )


def begun(delivery: str, author_id: int) -> Begun:
    """What was written to correct the answer with this public id: what anybody has handed to a second pair of eyes, else
    the last text of *author_id* that never went out. Three statements."""
    row = Delivery.objects.filter(public_id=delivery).select_related("account").first()
    if row is None or not row.remote_id:
        return Begun()
    drafts = Draft.objects.filter(
        kind__in=CORRECTIONS, answers__remote_id=row.remote_id, conversation_id=row.conversation_id
    )
    asks = SecondPair.objects.filter(draft__in=drafts).select_related("draft__author", "decided_by")
    waiting = asks.filter(state__in=DECIDABLE, draft__state=DraftState.ASKED).order_by("-pk").first()
    if waiting is not None:
        return Begun(waiting.draft.text, waiting.deadline, waiting.public_id, waiting.draft.author.name)
    last = drafts.filter(author_id=author_id).exclude(state=DraftState.ASKED).order_by("-pk").first()
    if last is None or last.state != DraftState.DISCARDED:
        return Begun()
    back = asks.filter(draft=last, state__in=BACK).order_by("-pk").first()
    who = back.decided_by if back else None
    return Begun(
        last.text,
        remark=back.remark if back else "",
        by=who.name if who else "",
        late=back.deadline if back and back.state == AskState.LATE_RETURNED else None,
        unseen=back.public_id if back and back.author_saw_at is None else "",
    )


def signed_by(remote_id: str, account_id: int, text: str) -> str:
    """What stands in the brackets below a publication, "" for nothing: the mark of who answered, which is not always who
    edited it last. *text*: as it stands now. One statement."""
    same = Delivery.objects.filter(remote_id=remote_id, account_id=account_id).exclude(remote_id="")
    marks = (kept_mark(row) for row in same.order_by("pk").select_related("author"))
    return next((one for one in marks if unsigned(text, one) != text), "")


def signed_with(delivery: str) -> str:
    """`signed_by` of the answer with this public id. Two statements."""
    row = Delivery.objects.filter(public_id=delivery).first()
    return signed_by(row.remote_id, row.account_id, str(row.payload.get("text", ""))) if row else ""


def asked(remote_id: str, conversation_id: int) -> bool:
    """Whether a correction of this publication lies with a second pair of eyes. One statement."""
    drafts = Draft.objects.filter(
        kind__in=CORRECTIONS, state=DraftState.ASKED, conversation_id=conversation_id
    )
    return drafts.filter(answers__remote_id=remote_id).exists()
