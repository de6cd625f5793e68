"""Whether an imprint and a privacy notice are linked from a profile, by the words and addresses that stand on it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Named(StrEnum):
    """How something stands on a profile."""

    LINKED = "linked"
    WITHOUT_ADDRESS = "without_address"  # its name is there, and no address anywhere
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Linked:
    imprint: Named
    privacy: Named

    @property
    def both(self) -> bool:
        return self.imprint is self.privacy is Named.LINKED


# What German, Austrian, Swiss, English, French and Italian pages call them, in texts and in addresses alike.
_WORDS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"(?<![a-zà-ÿ])(?:{words})", re.IGNORECASE)
    for name, words in {
        "imprint": r"impressum|imprint|anbieterkennzeichnung|legal[\W_]?(?:notice|disclosure)|"
        r"mentions[\W_]l[ée]gales|note[\W_]legali|offenlegung",
        "privacy": r"datenschutz|privacy|data[\W_]?protection|dsgvo|gdpr|protection[\W_]des[\W_]donn[ée]es|"
        r"politique[\W_]de[\W_]confidentialit[ée]|informativa[\W_]sulla[\W_]privacy",
    }.items()
}
_ADDRESS = re.compile(r"https?://\S|\bwww\.\w|\b[\w-]+\.[a-z]{2,24}(?:/|\b)", re.IGNORECASE)


def linked(shown: Iterable[str]) -> Linked:
    """What stands on a profile (texts, names of fields, addresses) says where an imprint and a privacy notice are. One page can be
    both, if it is called so."""
    lines = [line for line in shown if line.strip()]
    somewhere = any(_ADDRESS.search(line) for line in lines)

    def named(what: str) -> Named:
        if not any(_WORDS[what].search(line) for line in lines):
            return Named.MISSING
        return Named.LINKED if somewhere else Named.WITHOUT_ADDRESS

    return Linked(named("imprint"), named("privacy"))
