"""Reading our accounts and how they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from zuruf.store.models import Account


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account as its page shows it; no secrets. `state`: new | ok | later | not_connected | unknown | refused.

    `check` is the last look as `core.channel.Check` fields, {} when nobody looked yet.
    """

    public_id: str
    channel: str
    name: str
    handle: str
    url: str
    settings: dict[str, str]
    enabled: bool
    state: str
    state_why: str
    state_since: datetime | None
    last_ok_at: datetime | None
    next_fetch_at: datetime | None
    failures: int
    recall_seconds: int
    checked_at: datetime | None
    check: dict[str, object]
    created_at: datetime
    disconnected_at: datetime | None
    signs: list[str]
    retention_days: int | None
    conversations: int = 0

    @property
    def trouble(self) -> bool:
        return self.disconnected_at is None and self.state not in ("ok", "new")


_FIELDS = tuple(n for n in AccountView.__dataclass_fields__ if n not in ("check", "conversations"))


def all_accounts() -> list[AccountView]:
    """Every account: connected ones first, by name. One statement."""
    rows = Account.objects.order_by("disconnected_at", "name", "pk").values(*_FIELDS, "check_result")
    views = [_view(row) for row in rows]
    return sorted(views, key=lambda a: (a.disconnected_at is not None, not a.trouble, a.name.casefold()))


def one(public_id: str) -> AccountView | None:
    """One account with the number of its conversations."""
    rows = Account.objects.filter(public_id=public_id).annotate(conversations=Count("conversation"))
    row = rows.values(*_FIELDS, "check_result", "conversations").first()
    return _view(row) if row else None


def measures(check: Mapping[str, Any]) -> dict[str, int]:
    """The numbers of an account's instance in what was kept of a look at it (`Account.check_result`)."""
    found = check.get("measures")
    return {k: n for k, n in found.items() if isinstance(n, int)} if isinstance(found, dict) else {}


def _view(row: dict[str, object]) -> AccountView:
    check = row.pop("check_result")
    return AccountView(check=check, **row)  # type: ignore[arg-type]
