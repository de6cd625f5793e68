"""What a language model wrote into a draft."""

from dataclasses import dataclass
from datetime import datetime

from zuruf.store.models import MachineText, Member


@dataclass(frozen=True, slots=True)
class Machine:
    """The newest words of a model in one draft. `read`: a person said that she read them."""

    kind: str
    model: str
    text: str
    made_at: datetime
    read: bool


def in_draft(draft: int | None) -> Machine | None:
    """One statement; None where no model wrote into it."""
    row = MachineText.objects.filter(draft=draft).order_by("-pk").first() if draft else None
    return Machine(row.kind, row.model, row.text, row.made_at, row.read_at is not None) if row else None


def in_open_draft(draft: str) -> Machine | None:
    """In the draft with this public id. One statement."""
    row = MachineText.objects.filter(draft__public_id=draft).order_by("-pk").first()
    return Machine(row.kind, row.model, row.text, row.made_at, row.read_at is not None) if row else None


def names() -> tuple[str, ...]:
    """Names and addresses of our people. One statement."""
    rows = Member.objects.values_list("name", "email")
    return tuple(n for pair in rows for n in pair if n)
