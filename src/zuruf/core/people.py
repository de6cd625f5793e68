"""Who somebody is, as the rules need to know it."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

LONGEST_INITIALS = 6  # when somebody writes her own: "J.-P."
MADE_INITIALS = 3  # when they are made from a name


class Role(StrEnum):
    OWNER = "owner"  # everything, also accounts, people and guidelines
    DESK = "desk"  # reads and answers
    PARTNER = "partner"  # an agency: drafts and advises, and never answers for anything
    GUEST = "guest"  # from elsewhere: reads

    def may(self, what: "May") -> bool:
        return what in _CAN[self]


class May(StrEnum):
    READ = "read"
    DRAFT = "draft"  # write what somebody else may send, and notes
    ANSWER = "answer"
    INSIDE = "inside"  # see what is only for our own: who did what, who is who, figures about people
    RUN = "run"  # connect accounts, invite people, switch guidelines


_CAN = {
    Role.OWNER: frozenset(May),
    Role.DESK: frozenset({May.READ, May.DRAFT, May.ANSWER, May.INSIDE}),
    Role.PARTNER: frozenset({May.READ, May.DRAFT}),
    Role.GUEST: frozenset({May.READ}),
}


OURS = tuple(role for role, can in _CAN.items() if May.ANSWER in can)
"""The roles of those who can answer for what the public reads: nobody from another house."""


@dataclass(frozen=True, slots=True)
class Who:
    """The person who acts. `alias` is her pseudonym in the audit; `signs`: what she wants the public to see of her
    (zuruf.core.signing.Signs)."""

    id: int
    public_id: str
    alias: str
    name: str
    initials: str
    role: Role
    second_pair: bool = False
    language: str = ""
    teams: tuple[int, ...] = ()
    lifts_holds: bool = False
    signs: str = "initials"
    sorts: str = "pressing"  # zuruf.core.pressing.Sort
    unveiled: bool = False  # sees abusive messages without a veil

    def may(self, what: May) -> bool:
        return self.role.may(what)


def initials_of(name: str) -> str:
    """The first letters of a name's words: "Jana Kern" → "JK". What begins with no letter is passed over."""
    return "".join(word[0] for word in name.split() if word[0].isalpha()).upper()[:MADE_INITIALS]


def are_initials(text: str) -> bool:
    """Letters, digits, dots and hyphens, with at least one letter or digit: the public reads them under answers."""
    plain = [unicodedata.category(c)[0] == "L" or unicodedata.category(c) == "Nd" for c in text]
    return any(plain) and all(ok or c in ".-" for c, ok in zip(text, plain, strict=True))
