"""What the tone check reads: the message answered and who wrote it, our earlier answers, the organisation's own texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import Kind
from zuruf.store.models import Account, Contact, Conversation, Delivery, Message, Organisation

BEFORE = 6
"""Our earlier answers of a thread that are read."""
HABIT = 20
"""Answers of an account in which its habit shows."""
POSTS = 40
"""Our last posts that count as print."""
MOST = 5000
"""Characters of each that are read."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """An answer's surroundings. `ours`: our earlier answers here, the oldest first; `account_tone`, `house_tone` as stored."""

    conversation: str
    language: str
    account_id: int
    account_tone: dict[str, object]
    house_tone: dict[str, object]
    asked: str
    asker: str
    ours: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()  # how one may sign there


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account on the settings page."""

    public_id: str
    name: str
    channel: str
    tone: dict[str, object] = field(default_factory=dict)


def surroundings(conversation: str) -> Surroundings | None:
    """None when there is no such conversation. Four statements."""
    c = Conversation.objects.filter(public_id=conversation).select_related("account").first()
    if c is None:
        return None
    said = Message.objects.filter(conversation=c, gone_at__isnull=True)
    asked = (
        said.filter(ours=False).order_by("-order_at", "-id").values("title", "text", "contact__name").first()
    )
    ours = said.filter(ours=True).order_by("order_at", "id").values_list("text", flat=True)[:BEFORE]
    return Surroundings(
        c.public_id,
        c.language,
        c.account_id,
        c.account.tone,
        house_tone(),
        f"{asked['title']}\n{asked['text']}".strip()[:MOST] if asked else "",
        (asked["contact__name"] or "") if asked else "",
        tuple(text[:MOST] for text in ours),
        tuple(c.account.signs),
    )


def house_tone() -> dict[str, object]:
    """What the organisation has set. One statement."""
    return Organisation.objects.filter(pk=1).values_list("tone", flat=True).first() or {}


def last_answer(account: int) -> int:
    """Changes with every answer of this account: when to read its habit anew. One statement."""
    row = _answers(account).order_by("-pk").values_list("pk", flat=True).first()
    return row or 0


def last_answers(account: int) -> tuple[tuple[str, str], ...]:
    """(text, name of the one who was answered) of the account's last answers. Two statements."""
    rows = list(_answers(account).order_by("-pk").values_list("payload", "conversation__contact")[:HABIT])
    names = dict(Contact.objects.filter(pk__in=[c for _p, c in rows if c]).values_list("pk", "name"))
    return tuple((_text(payload), names.get(contact or 0, "")) for payload, contact in rows)


def print_stamp() -> tuple[object, ...]:
    """Changes when the organisation's own texts do. Two statements."""
    row = Organisation.objects.filter(pk=1).values_list("house_rules", "tone").first() or ({}, {})
    return (
        repr(row),
        Delivery.objects.filter(kind=Kind.POST).order_by("-pk").values_list("pk", flat=True).first(),
    )


def own_texts() -> tuple[str, ...]:
    """House rules, what was pasted in, and our last posts. Two statements."""
    row = Organisation.objects.filter(pk=1).values("house_rules", "tone").first()
    pasted = row["tone"].get("texts", "") if row else ""
    rules = [t for t in row["house_rules"].values() if isinstance(t, str)] if row else []
    posts = Delivery.objects.filter(kind=Kind.POST, state=DeliveryState.PUBLISHED).order_by("-pk")
    written = [_text(p) for p in posts.values_list("payload", flat=True)[:POSTS]]
    return tuple(t for t in (pasted if isinstance(pasted, str) else "", *rules, *written) if t)


def accounts() -> tuple[AccountRow, ...]:
    """The accounts that are connected, by name. One statement."""
    rows = Account.objects.filter(disconnected_at__isnull=True).order_by("name", "pk")
    return tuple(AccountRow(a.public_id, a.name, a.channel, a.tone) for a in rows)


def _answers(account: int) -> QuerySet[Delivery]:
    return Delivery.objects.filter(account=account, kind=Kind.REPLY, state=DeliveryState.PUBLISHED)


def _text(payload: Mapping[str, object]) -> str:
    text = payload.get("text", "")
    return text[:MOST] if isinstance(text, str) else ""
