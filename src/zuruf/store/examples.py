"""Examples that triage learns from: kept, and gone with the words that they are about."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from zuruf.store.models import Example, Organisation


def keep(
    message_id: int, said: Mapping[str, Sequence[str]], was: Mapping[str, Sequence[str] | None], now: datetime
) -> None:
    """What a person *said* of a message, label → values. What judges had said at first stays as it was."""
    for label, values in said.items():
        told = {"values": list(values), "made_at": now}
        Example.objects.update_or_create(
            message_id=message_id,
            label=label,
            defaults=told,
            create_defaults={**told, "was": _list(was.get(label))},
        )
    if said:
        changed()


def keep_each(
    said: Mapping[int, Sequence[str]], was: Mapping[int, Sequence[str] | None], label: str, now: datetime
) -> None:
    """The same of many: message → values under *label*, and what judges had said at first. One statement for all, and one that says so."""
    rows = [
        Example(message_id=m, label=label, values=list(values), was=_list(was.get(m)), made_at=now)
        for m, values in said.items()
    ]
    if not rows:
        return
    Example.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["message", "label"], update_fields=["values", "made_at"]
    )
    changed()


def _list(values: Sequence[str] | None) -> list[str] | None:
    return None if values is None else list(values)


def take_back(messages: Iterable[int], label: str) -> None:
    """Of these messages nobody said anything under *label* after all."""
    gone, _ = Example.objects.filter(message_id__in=list(messages), label=label).delete()
    if gone:
        changed()


def forget(message_id: int) -> None:
    """The words changed or went: nothing is learned from them any more."""
    forget_each([message_id])


def forget_each(messages: Iterable[int]) -> None:
    """The same of many."""
    gone, _ = Example.objects.filter(message_id__in=list(messages)).delete()
    if gone:
        changed()


def changed() -> None:
    """Every process reads the examples anew before it judges again."""
    state = secrets.randbelow(2**31 - 2) + 1 if Example.objects.exists() else 0
    Organisation.objects.filter(pk=1).update(taught=state)
