"""What intake must know before it writes: a handful of statements for up to 50 messages, whatever their number."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Min

from zuruf.core.desk import State
from zuruf.core.outbox import ON_ITS_WAY
from zuruf.store import bulk, turns
from zuruf.store.models import Account, AuditEntry, Conversation, Delivery, Message


@dataclass(slots=True)
class Thread:
    """A conversation as intake works on it; `id` 0 is one to be made. `answered_at`: see `last_of_ours`."""

    id: int
    public_id: str
    root_id: str
    account_id: int
    contact_id: int | None
    public: bool
    permalink: str
    state: State
    waiting_since: datetime | None
    due_at: datetime | None
    last_at: datetime
    preview: str
    message_count: int
    language: str
    question: bool
    urgent: bool
    answer_seq: int
    owner_id: int | None = None
    team_id: int | None = None
    weighs: str = ""  # core.pressing
    unsure: bool = False
    answered_at: datetime | None = None
    placed_by_id: int | None = None  # the responsibility by which it gets its owner in this step
    merged_into_id: int | None = None  # people joined it with that one: whatever belongs here goes there


_THREAD = (
    "id", "public_id", "root_id", "account_id", "contact_id", "public", "permalink", "state", "waiting_since",
    "due_at", "last_at", "preview", "message_count", "language", "question", "urgent", "answer_seq", "owner_id", "team_id",
    "weighs", "unsure",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A message that is stored already."""

    id: int
    public_id: str
    conversation_id: int
    order_at: datetime
    ours: bool
    edited_at: datetime | None
    gone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Home:
    """The account that receives."""

    account_id: int
    public_id: str
    realm: str
    channel: str


def home(account_id: int) -> Home:
    """Raises Account.DoesNotExist."""
    account = Account.objects.only("public_id", "realm", "channel").get(pk=account_id)
    return Home(account_id, account.public_id, account.realm, account.channel)


def one_at_a_time(realm: str) -> None:
    """Nobody else takes in this realm until the transaction ends. SQLite has one writer anyway; on PostgreSQL a lock
    keeps two workers from building the same thread at once. (That no message is stored twice does not hang on it.)"""
    turns.one_at_a_time(_INTAKE, realm)


_INTAKE = 0x5A55


def known(realm: str, remote_ids: Collection[str]) -> dict[str, Known]:
    """Those of *remote_ids* that are stored."""
    rows = bulk.select(
        "SELECT remote_id, id, public_id, conversation_id, order_at, ours, edited_at, gone_at FROM store_message "
        "WHERE realm = %s AND remote_id IN %s",
        [realm, list(remote_ids)],
    )
    return {row[0]: Known(*row[1:]) for row in rows}


def said_to_us(realm: str, remote_ids: Collection[str]) -> dict[str, bool]:
    """Those of *remote_ids* of which somebody said whether they were written to us, and what."""
    rows = Message.objects.filter(realm=realm, remote_id__in=remote_ids).values_list("remote_id", "to_us")
    return {remote_id: said for remote_id, said in rows if said is not None}


def under_way(conversation_ids: Collection[int]) -> set[int]:
    """Conversations with an answer of ours on its way out: an echo of it says nothing new."""
    found = Delivery.objects.filter(conversation_id__in=conversation_ids, state__in=ON_ITS_WAY)
    return set(found.values_list("conversation_id", flat=True))


def gone_early(realm: str, remote_ids: Collection[str]) -> dict[str, datetime]:
    """Deletions that came before their messages."""
    sql = "SELECT remote_id, at FROM store_goneearly WHERE realm = %s AND remote_id IN %s"
    return {row[0]: row[1] for row in bulk.select(sql, [realm, list(remote_ids)])}


def threads(realm: str, roots: Collection[str], ids: Collection[int]) -> list[Thread]:
    """Conversations by root or by id, held until the transaction ends, so that no answer from the desk is overwritten."""
    rows = bulk.select(
        f"SELECT {', '.join(_THREAD)}, merged_into_id FROM store_conversation "  # noqa: S608 names are ours
        "WHERE (realm = %s AND root_id IN %s) OR id IN %s ORDER BY id"
        + (" FOR UPDATE" if connection.vendor == "postgresql" else ""),
        [realm, list(roots), list(ids)],
    )
    made = [Thread(*row[:-1]) for row in rows]
    answered = last_of_ours([t.id for t in made])
    for thread, row in zip(made, rows, strict=True):
        thread.state, thread.merged_into_id = State(thread.state), row[-1]
        thread.answered_at = answered.get(thread.id)
    return made


def threads_by_root(
    realm: str, roots: Collection[str], ids: Collection[int]
) -> tuple[list[Thread], dict[str, int], set[str]]:
    """As `threads`; then which root leads to which; then the roots of those that people joined with another one, which stands
    in their place."""
    found = threads(realm, roots, ids)
    begin = {t.root_id: t.merged_into_id or t.id for t in found}
    joined = {t.root_id for t in found if t.merged_into_id}
    if joined:
        found = threads(realm, (), {t.merged_into_id or t.id for t in found})
        begin |= {t.root_id: t.id for t in found}
    return found, begin, joined


def last_of_ours(ids: Collection[int]) -> dict[int, datetime]:
    """When we last wrote elsewhere, by conversation. Answers through the outbox do not count: the desk itself said
    then that nobody waits, and what comes in later was not seen by whoever answered."""
    rows = bulk.select(
        "SELECT conversation_id, order_at FROM store_message m WHERE ours AND conversation_id IN %s AND gone_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM store_delivery d "
        "WHERE d.conversation_id = m.conversation_id AND d.remote_id = m.remote_id) ORDER BY order_at",
        [list(ids)],
    )
    return {row[0]: row[1] for row in rows}  # the last one of each stays


def first_waiting(
    conversation_id: int, after: datetime | None, since: datetime | None = None
) -> datetime | None:
    """Their first message after *after* and not before *since*; for what a machine wrote nobody waits."""
    theirs = Message.objects.filter(conversation_id=conversation_id, ours=False, auto=False, gone_at=None)
    if after:
        theirs = theirs.filter(order_at__gt=after)
    if since:
        theirs = theirs.filter(order_at__gte=since)
    first: datetime | None = theirs.aggregate(first=Min("order_at"))["first"]
    return first


def latest(conversation_id: int) -> tuple[datetime, str, str] | None:
    """(order_at, title, text) of the last message that is not deleted."""
    rows = Message.objects.filter(conversation_id=conversation_id, gone_at=None).order_by("-order_at", "-id")
    return rows.values_list("order_at", "title", "text").first()


def count(conversation_id: int) -> int:
    """Messages that are not deleted."""
    return Message.objects.filter(conversation_id=conversation_id, gone_at=None).count()


def contacts(realm: str, remote_ids: Collection[str]) -> dict[str, tuple[int, str, str, str]]:
    """(id, handle, name, url) by remote id."""
    sql = "SELECT remote_id, id, handle, name, url FROM store_contact WHERE realm = %s AND remote_id IN %s"
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in bulk.select(sql, [realm, list(remote_ids)])}


def folded_into(public_id: str) -> str:
    """Where a conversation went that a late message or a person joined with another: its public id, or ""."""
    goal = ""
    for _ in range(20):  # a fold of a fold of a fold …
        here = Conversation.objects.filter(public_id=goal or public_id)
        into = here.values_list("merged_into__public_id", flat=True).first()
        if into is None:
            entry = AuditEntry.objects.filter(
                thing="conversation", thing_id=goal or public_id, verb__in=_WENT
            )
            into = None if here.exists() else entry.values_list("data__into", flat=True).first()
        if not into:
            break
        goal = str(into)
    return goal


_WENT = ("conversation.folded", "conversation.split_undone")
