"""What a guideline may ask about: the text, what was found in it, whom it answers, and the hour it is written in."""

from collections.abc import Callable
from dataclasses import dataclass, field

from zuruf.core.phrases import Word

KINDS = (
    "iban", "bic", "card", "phone", "email", "address", "person", "customer", "order", "invoice",
    "money", "percent", "date", "promise", "commitment", "legal", "competitor", "link",
)  # fmt: skip
"""What `contains` may name; classifiers/facts.py finds them."""

FINDINGS = ("topic", "intent", "sentiment", "risk")
"""The findings of triage that a guideline may ask about, by their labels. A message without one never hits."""


@dataclass(frozen=True, slots=True)
class House:
    """What the organisation told us about itself. `customer_numbers` are masks: "#" a digit, "@" a letter, all else
    stands for itself. `competitors` are names; they are found in all their forms."""

    customer_numbers: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()

    def __or__(self, other: "House") -> "House":
        """What either of both knows."""
        return House(
            tuple(dict.fromkeys(self.customer_numbers + other.customer_numbers)),
            tuple(dict.fromkeys(self.competitors + other.competitors)),
        )


NOTHING_TOLD = House()


@dataclass(frozen=True, slots=True)
class Found:
    """Something found in the draft: `kind` (one of KINDS), the words as written, where (offsets in code points), and
    `value` in one spelling (a link's host, an IBAN without blanks, a person's name in small letters)."""

    kind: str
    text: str
    start: int
    end: int
    value: str = ""


Find = Callable[[str, House], tuple[tuple[Word, ...], tuple[Found, ...]]]
"""What a text says: its words with stems, and what was found in it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a guideline may ask about.

    `asked_words` are the stemmed words of the message being answered; `topic`, `intent`, `sentiment`, `risk` what
    triage found in it. `minute` of the day (0 to 1439) in the organisation's zone, None when nobody knows. `crisis`: it
    belongs to an open incident. `known`: the words of each name that may stand in the answer (the asker's, our people's), in small
    letters. `author_role`: "owner" or "desk".
    """

    text: str
    words: tuple[Word, ...]
    found: tuple[Found, ...]
    channel: str
    public: bool
    language: str = ""
    asked_words: tuple[Word, ...] = ()
    asked_urgent: bool = False
    asked_question: bool = False
    topic: tuple[str, ...] = ()
    intent: tuple[str, ...] = ()
    sentiment: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    author_role: str = ""
    crisis: bool = False
    minute: int | None = None
    attachments_without_alt: int = 0
    known: tuple[frozenset[str], ...] = field(default=())


def name_words(name: str) -> frozenset[str]:
    """The words of a name as `Facts.known` holds them: "Jana Kern (she)" → {"jana", "kern", "she"}."""
    return frozenset("".join(c if c.isalpha() else " " for c in name.casefold()).split())
