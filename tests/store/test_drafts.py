"""The moves of a draft: what the code does and what the table allows are the same."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import zuruf
from tests import builders
from zuruf.core.moves import NotAllowed
from zuruf.core.reply import DRAFT_MOVES, DraftState
from zuruf.store import drafts
from zuruf.store.models import Draft, Member


def calls() -> Iterator[tuple[Path, ast.Call]]:
    for path in Path(zuruf.__file__).parent.rglob("*.py"):
        if "migrations" not in path.parts and "Draft" in (source := path.read_text(encoding="utf-8")):
            yield from ((path, node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))


def states(node: ast.AST) -> list[DraftState]:
    """Those that are named in *node*: DraftState.SENT."""
    said = (one for one in ast.walk(node) if isinstance(one, ast.Attribute))
    return [DraftState[one.attr] for one in said if ast.unparse(one.value) == "DraftState"]


def test_the_table_has_the_moves_that_the_code_makes_and_no_others() -> None:
    """A move that nobody makes any more is not left in the table, where it would allow what nobody thought through."""
    made = set()
    for _, call in calls():
        if ast.unparse(call.func) == "drafts.move":
            (here,), (there,) = states(call.args[1]), states(call.args[2])
            made.add((here, there))
    assert made == {(here, there) for here, all_there in DRAFT_MOVES.items() for there in all_there}


def test_nobody_changes_the_state_of_a_draft_past_the_table() -> None:
    past = [
        f"{path.name}:{call.lineno}"
        for path, call in calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"update", "bulk_update", "dict"}
        for word in call.keywords
        if word.arg == "state" and states(word.value)
    ]
    assert past == []


def test_a_draft_moves_once_whoever_asks(answers: Member) -> None:
    made = builders.draft(builders.conversation(), answers)
    mine = Draft.objects.filter(pk=made.pk)
    assert drafts.move(mine, DraftState.WRITING, DraftState.SENT, text="Ja") == 1
    assert drafts.move(mine, DraftState.WRITING, DraftState.SENT, text="Nein") == 0
    assert mine.get().text == "Ja"


def test_a_move_that_the_table_does_not_have_is_a_fault_of_the_program(answers: Member) -> None:
    made = builders.draft(builders.conversation(), answers, state=DraftState.SENT)
    with pytest.raises(NotAllowed):
        drafts.move(Draft.objects.filter(pk=made.pk), DraftState.SENT, DraftState.ASKED)
    assert Draft.objects.get(pk=made.pk).state == DraftState.SENT
