"""How an organisation and its accounts speak, as it is stored: plain data that is read with care."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zuruf.core.tone import ADDRESSES, Habit
from zuruf.core.tone_gender import FORMS
from zuruf.core.tone_kinds import Kind
from zuruf.core.tone_manners import GREETS

USUAL = "usual"
"""Of greetings: as the account's last answers have it."""
LONGEST = 50_000
"""Characters of the organisation's own print."""
ENOUGH = 8
"""So many earlier answers make a habit."""


@dataclass(frozen=True, slots=True)
class AccountTone:
    """How one account speaks. `greets` of GREETS, "usual" or "" (not looked at)."""

    off: frozenset[Kind] = frozenset()
    address: str = ""
    gender: str = ""
    greets: str = USUAL

    def stored(self) -> dict[str, object]:
        return {
            "off": sorted(self.off),
            "address": self.address,
            "gender": self.gender,
            "greets": self.greets,
        }


def kinds(stored: object) -> frozenset[Kind]:
    """The kinds of a stored list; what this release does not know is passed over."""
    given = stored if isinstance(stored, Iterable) and not isinstance(stored, str) else ()
    known = set(Kind)
    return frozenset(Kind(k) for k in given if k in known)


def account_tone(stored: Mapping[str, object]) -> AccountTone:
    """What an account's row says; what it does not say is as usual."""
    return AccountTone(
        kinds(stored.get("off")),
        _one_of(stored.get("address"), ADDRESSES, ""),
        _one_of(stored.get("gender"), FORMS, ""),
        _one_of(stored.get("greets"), (*GREETS, USUAL, ""), USUAL),
    )


def habit(house_off: frozenset[Kind], account: AccountTone, usual: str) -> Habit:
    """What is looked at. *usual*: the greeting that the account's last answers have."""
    greets = usual if account.greets == USUAL else account.greets
    return Habit(house_off | account.off, account.address, account.gender, greets)


def usual_greeting(greeted: Iterable[bool], named: Iterable[bool]) -> str:
    """The habit of earlier answers: four of five that greet make one; "" when they are too few or differ."""
    has, by_name = list(greeted), list(named)
    if len(has) < ENOUGH:
        return ""
    share = sum(has) / len(has)
    if share >= 0.8:
        return "name" if sum(by_name) / len(by_name) >= 0.8 else "greeting"
    return "none" if share == 0 and len(has) >= 2 * ENOUGH else ""


def _one_of(value: object, allowed: Iterable[str], otherwise: str) -> str:
    return value if isinstance(value, str) and value in set(allowed) else otherwise
