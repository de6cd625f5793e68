"""Posts: what we say on our own accounts, to nobody in particular. Knows no clock."""

from collections.abc import Iterable

from zuruf.core.guideline import Verdict

AHEAD = "post:"


def root_ahead(key: str) -> str:
    """The root of a post's conversation until the network gives it one. *key*: unique, ours."""
    return AHEAD + key


def is_ahead(root_id: str) -> bool:
    """Whether this is the conversation of a post that is not out yet."""
    return root_id.startswith(AHEAD)


_STRICTEST = (Verdict.STOP, Verdict.ASK, Verdict.LOOK, Verdict.GO)


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """What happens to a post that goes to several accounts: the strictest of their verdicts; without one it stops."""
    found = set(verdicts)
    return next((v for v in _STRICTEST if v in found), Verdict.STOP)
