"""Writing the audit: who did what to which thing, when and why. Ids and pseudonyms, never text."""

from collections.abc import Mapping
from datetime import datetime

from zuruf.core.people import Who
from zuruf.store.models import AuditEntry


def record(
    verb: str,
    thing: str,
    thing_id: str,
    *,
    now: datetime,
    who: Who | None = None,
    conversation: str = "",
    why: str = "",
    data: Mapping[str, object] | None = None,
) -> None:
    """One entry, in the transaction of the act itself. *who* None is the program."""
    AuditEntry.objects.create(
        at=now,
        verb=verb,
        thing=thing,
        thing_id=thing_id,
        conversation=conversation,
        actor=who.alias if who else "",
        why=why,
        data=dict(data or {}),
    )
