"""From an empty house to the first real answer: what was done already, and what comes next."""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """In the order in which they are told."""

    WRITE = "write"  # somebody wrote where she can be answered
    ANSWER = "answer"  # an answer of ours is out
    HOURS = "hours"  # when we are there
    ACCOUNT = "account"  # an account at a network
    PERSON = "person"  # a second person


@dataclass(frozen=True, slots=True)
class Steps:
    """`done`: those that are done, in any order; somebody may begin with the last. `wrote`: the public id of the conversation that
    waits longest and can be answered, "" when none does."""

    done: frozenset[Step]
    wrote: str = ""

    @property
    def next(self) -> Step | None:
        return next((step for step in Step if step not in self.done), None)

    @property
    def all(self) -> tuple[tuple[Step, bool], ...]:
        """Each step, and whether it is done."""
        return tuple((step, step in self.done) for step in Step)
