"""What a language model wrote into a draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zuruf.core.library_prompt import drawn_from
from zuruf.store.models import MachineText, Member


@dataclass(frozen=True, slots=True)
class Machine:
    """Words of a model for one draft. `offered`: they came when it was changed already, so they were not put in. `read`: a person
    said that she read them."""

    kind: str
    model: str
    text: str
    made_at: datetime
    read: bool
    offered: bool = False

    def wrote(self, text: str) -> bool:
        """Do its words stand, or did they stand, in what became *text*? What was only offered is looked for."""
        return not self.offered or drawn_from(self.text, text)


OFFERED = "offered"  # the `kind` of what was not put into the draft


def of_draft(draft: int | None) -> list[Machine]:
    """All that models wrote for it, the newest first. One statement."""
    return [_machine(row) for row in MachineText.objects.filter(draft=draft).order_by("-pk")] if draft else []


def in_open_draft(draft: str) -> Machine | None:
    """The newest words that stand in the draft with this public id. One statement."""
    rows = MachineText.objects.filter(draft__public_id=draft).select_related("draft").order_by("-pk")
    return next((m for row in rows if (m := _machine(row)).wrote(row.draft.text)), None)


def wrote(texts: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Draft → the model that wrote in it, of (draft, what it says). One statement."""
    said = dict(texts)
    rows = MachineText.objects.filter(draft__in=said).order_by("pk")
    return {row.draft_id: row.model for row in rows if _machine(row).wrote(said[row.draft_id])}


def _machine(row: MachineText) -> Machine:
    return Machine(row.kind, row.model, row.text, row.made_at, row.read_at is not None, row.kind == OFFERED)


def names() -> tuple[str, ...]:
    """Names and addresses of our people. One statement."""
    rows = Member.objects.values_list("name", "email")
    return tuple(n for pair in rows for n in pair if n)
