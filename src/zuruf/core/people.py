"""Who somebody is, as the rules need to know it."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    OWNER = "owner"  # everything, also accounts, people and guidelines
    DESK = "desk"  # reads and answers
    GUEST = "guest"  # from elsewhere: reads


class May(StrEnum):
    READ = "read"
    ANSWER = "answer"
    RUN = "run"  # connect accounts, invite people, switch guidelines


_CAN = {
    Role.OWNER: frozenset(May),
    Role.DESK: frozenset({May.READ, May.ANSWER}),
    Role.GUEST: frozenset({May.READ}),
}


@dataclass(frozen=True, slots=True)
class Who:
    """The person who acts. `alias` is her pseudonym in the audit."""

    id: int
    public_id: str
    alias: str
    name: str
    initials: str
    role: Role
    second_pair: bool = False
    language: str = ""
    teams: tuple[int, ...] = ()

    def may(self, what: May) -> bool:
        return what in _CAN[self.role]
