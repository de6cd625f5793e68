"""What the tone check can say about an answer. Each is a hint with a way out; none keeps an answer back."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    OFFICIALESE = "officialese"
    PR = "pr"
    NOMINAL = "nominal"
    EMPTY_REGRET = "empty_regret"
    PASSIVE = "passive"
    BROCHURE = "brochure"
    UNANSWERED = "unanswered"
    GREETING = "greeting"
    JOKE = "joke"
    ADDRESS = "address"
    GENDER = "gender"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Finding:
    """One hint. (`start`, `end`) in code points; empty where something is missing. `why`: the reason as a code of its
    kind; `about`: the words that the reason names; `instead`: what could stand there, in the language of the text."""

    kind: Kind
    start: int
    end: int
    why: str
    about: str = ""
    instead: tuple[str, ...] = ()
