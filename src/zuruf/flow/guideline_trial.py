"""Trying a guideline while it is edited: its examples, the linter, and a look at last month's answers."""

from dataclasses import dataclass

from zuruf.core.guideline import Guideline
from zuruf.core.guideline_examples import Tried
from zuruf.core.guideline_lint import Smell
from zuruf.flow import guideline, guideline_lint, what_if


@dataclass(frozen=True, slots=True)
class Trial:
    """`hits` of the newest `answers` of last month would have been hit."""

    guideline: Guideline
    tried: tuple[Tried, ...]
    smells: tuple[Smell, ...]
    hits: int
    answers: int


def trial(toml: str) -> Trial:
    """What this text would do, saving nothing. Raises guideline_file.Unreadable."""
    made, tried = guideline.trial(toml)
    hits, answers = what_if.sample(made)
    return Trial(made, tried, guideline_lint.linted_with(made, hits, answers), hits, answers)
