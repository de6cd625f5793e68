"""Examples that triage learns from: kept, and gone with the words that they are about."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from zuruf.store.models import Example, Organisation


def keep(
    message_id: int, said: Mapping[str, Sequence[str]], was: Mapping[str, Sequence[str] | None], now: datetime
) -> None:
    """What a person *said* of a message, label → values. What judges had said at first stays as it was."""
    for label, values in said.items():
        told = {"values": list(values), "made_at": now}
        first = was.get(label)
        Example.objects.update_or_create(
            message_id=message_id,
            label=label,
            defaults=told,
            create_defaults={**told, "was": None if first is None else list(first)},
        )
    if said:
        changed()


def forget(message_id: int) -> None:
    """The words changed or went: nothing is learned from them any more."""
    gone, _ = Example.objects.filter(message_id=message_id).delete()
    if gone:
        changed()


def changed() -> None:
    """Every process reads the examples anew before it judges again."""
    state = secrets.randbelow(2**31 - 2) + 1 if Example.objects.exists() else 0
    Organisation.objects.filter(pk=1).update(taught=state)
