"""Taking the words of others out of everything that holds them, in few statements. Called inside a transaction of
`flow.retention`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from zuruf.core.intake import preview
from zuruf.core.retention import of_words, without_quotes
from zuruf.store import examples
from zuruf.store.models import (
    Account,
    Act,
    BulkItem,
    Contact,
    Conversation,
    Delivery,
    EarlierStem,
    Heard,
    ManyAddressee,
    Message,
    MessageAssessment,
    Proof,
    RawArrival,
    Sighting,
)
from zuruf.store.queries.intake import one_at_a_time

AT_ONCE = 50  # pieces of evidence


def due(account: Account, before: datetime, most: int) -> list[Message]:
    """The oldest messages from outside that this account saw before *before* and whose words are still here. By the index of those
    that are: however many were emptied before, they are not looked at."""
    seen = Sighting.objects.filter(message=OuterRef("pk"), account=account)
    rows = Message.objects.filter(realm=account.realm, ours=False, emptied_at=None, received_at__lt=before)
    return list(rows.filter(Exists(seen)).order_by("received_at", "pk")[:most])


def empty(messages: Sequence[Message], days: int, now: datetime) -> tuple[int, set[str]]:
    """Their words go, also those that judges or we quoted or answers are found by; each row stays in its place, with what was decided
    on it. Of how many, as another worker may have been quicker, and the public ids of their conversations."""
    for realm in sorted({m.realm for m in messages}):
        one_at_a_time(realm)  # what intake read before and writes after would bring back what lists show
    keys = [m.pk for m in messages]
    whose = Message.objects.filter(pk__in=keys).values_list("conversation", flat=True)
    # Before anything else is held, as whoever corrects triage does: else one writes over the other, or each waits for the other.
    list(Conversation.objects.select_for_update().filter(pk__in=list(whose)).order_by("pk").values_list("pk"))
    rows = list(Message.objects.select_for_update().filter(pk__in=keys, emptied_at=None).order_by("pk"))
    if not rows:
        return 0, set()
    said = {preview(m.title, m.text) for m in rows} - {""}
    keys = [m.pk for m in rows]
    for m in rows:
        m.title = m.text = m.html = ""
        m.ref, m.emptied_at, m.emptied_after = _bare(m.ref), now, days
    Message.objects.bulk_update(rows, ["title", "text", "html", "ref", "emptied_at", "emptied_after"])
    judged = list(MessageAssessment.objects.filter(message__in=keys))
    for one in judged:
        one.findings = without_quotes(one.findings)
    MessageAssessment.objects.bulk_update(judged, ["findings"])
    examples.forget_each(keys)
    EarlierStem.objects.filter(answer__delivery__draft__answers__in=keys).delete()
    _decided(keys)
    for realm in {m.realm for m in rows}:
        gone = [m.remote_id for m in rows if m.realm == realm]
        Heard.objects.filter(realm=realm, remote_id__in=gone).delete()
    conversations = {m.conversation_id for m in rows}
    _shown(conversations, said)
    _frozen(conversations, keys, [m.ref for m in rows])
    _strangers({m.contact_id for m in rows if m.contact_id})
    public_ids = Conversation.objects.filter(pk__in=conversations).values_list("public_id", flat=True)
    return len(rows), set(public_ids)


def forget(message_id: int, at: datetime) -> bool:
    """Deleted at its source: the row stays in its place, the words go, also those that judges or we quoted or answers are found by.
    Only what is kept as evidence stays."""
    row = Message.objects.select_for_update().filter(pk=message_id, gone_at=None).first()
    if row is None:
        return False
    bare = _bare(row.ref)
    Message.objects.filter(pk=message_id).update(gone_at=at, title="", text="", html="", ref=bare)
    MessageAssessment.objects.filter(message_id=message_id).delete()
    examples.forget(message_id)
    EarlierStem.objects.filter(answer__delivery__draft__answers=message_id).delete()
    _acts([message_id])
    Heard.objects.filter(realm=row.realm, remote_id=row.remote_id).delete()
    _frozen({row.conversation_id}, [message_id], [bare])
    return True


def _shown(conversations: Collection[int], said: Collection[str]) -> None:
    """Lists show them no more, nor does what can be taken back bring them back."""
    Conversation.objects.filter(pk__in=conversations, preview__in=said).update(preview="")
    for item in BulkItem.objects.filter(conversation__in=conversations).exclude(was={}):
        BulkItem.objects.filter(pk=item.pk).update(was=_no_preview(item.was))


def _no_preview(told: Any) -> Any:
    if isinstance(told, dict):
        return {k: "" if k == "preview" else _no_preview(v) for k, v in told.items()}
    return [_no_preview(one) for one in told] if isinstance(told, list) else told


def _decided(messages: Collection[int]) -> None:
    """Measures and answers to many that were about them keep what was decided and nothing of what was said."""
    _acts(messages)
    for one in ManyAddressee.objects.filter(message__in=messages).exclude(said={}):
        said = {k: v for k, v in one.said.items() if k != "name"}
        ManyAddressee.objects.filter(pk=one.pk).update(said=said)


def _acts(messages: Collection[int]) -> None:
    for act in Act.objects.filter(message__in=messages):
        ref = act.payload.get("ref")
        bare = {**act.payload, "ref": _bare(ref)} if ref else act.payload
        Act.objects.filter(pk=act.pk).update(quote="", payload=bare)


def _frozen(
    conversations: Collection[int], messages: Collection[int], refs: Collection[dict[str, Any]]
) -> None:
    """What went out to them names what it answers, and what the thread began with; of that only ids and addresses stay. *refs*:
    what is left of theirs."""
    rows = Delivery.objects.filter(conversation__in=conversations)
    for pk, payload, answers in rows.values_list("pk", "payload", "draft__answers"):
        theirs = {
            k: _bare(ref)
            for k in ("parent", "root")
            if (ref := payload.get(k)) and (_bare(ref) in refs or (k == "parent" and answers in messages))
        }
        if any(payload[k] != ref for k, ref in theirs.items()):
            Delivery.objects.filter(pk=pk).update(payload={**payload, **theirs})


def _bare(ref: dict[str, Any]) -> dict[str, Any]:
    gone = of_words(ref)
    return {k: v for k, v in ref.items() if k not in gone}


def _strangers(contacts: Collection[int]) -> None:
    """Who has said nothing that is still here has no name here any more; writing again brings it back."""
    spoken = Message.objects.filter(contact=OuterRef("pk"), emptied_at=None)
    rows = Contact.objects.filter(~Exists(spoken), pk__in=contacts)
    rows.exclude(name="", handle="", url="").update(name="", handle="", url="")


def arrivals(account: int, before: datetime) -> QuerySet[RawArrival]:
    """What came in as it came in: what is read has served its time at once where words may not be kept, since the next page may
    bring again what is gone; the rest with the words themselves."""
    return RawArrival.objects.filter(Q(state="done") | Q(received_at__lt=before), account=account)


def heard(channel: str, before: datetime) -> QuerySet[Heard]:
    """What listening found on this network before *before*, also what somebody kept."""
    return Heard.objects.filter(channel=channel, heard_at__lt=before)


def proofs(channel: str, before: datetime) -> list[Proof]:
    """The next of what is kept as evidence of messages that came in on this network before *before*."""
    seen = Sighting.objects.filter(message=OuterRef("message"), account__channel=channel)
    rows = Proof.objects.filter(Exists(seen), ended_at=None, message__received_at__lt=before)
    return list(rows.order_by("pk")[:AT_ONCE])


def forget_in_index(pages: int, steps: int) -> None:
    """SQLite's full-text index keeps what was taken out of it until its parts are merged: do some of that, at most *pages* a step.
    PostgreSQL has nothing of the kind. Outside of any transaction."""
    if connection.vendor != "sqlite":
        return
    ask = "INSERT INTO store_searchindex(store_searchindex, rank) VALUES('merge', %s)"
    with connection.cursor() as cursor:
        for step in range(steps):
            cursor.execute("SELECT total_changes()")
            before = cursor.fetchone()[0]
            cursor.execute(ask, [pages if step else -pages])  # a negative number takes in all parts
            cursor.execute("SELECT total_changes()")
            if step and cursor.fetchone()[0] - before < 2:  # as SQLite's documentation says: then it is done
                return
