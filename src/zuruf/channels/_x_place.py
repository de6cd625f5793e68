"""How far the mentions of an account on X have been read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from zuruf.channels import _json as js
from zuruf.channels._x_posts import is_id
from zuruf.core.message import Incoming

RECENT = 300  # threads that are remembered


@dataclass(frozen=True, slots=True)
class Place:
    """How far we have read: `since` is the newest post of the looks that are over, `top` of the one that goes on at `page`; `own` our own
    newest; `threads`: in which somebody wrote to us lately."""

    me: str = ""
    handle: str = ""
    since: str = ""
    top: str = ""
    page: str = ""
    pages: int = 0
    own: str = ""
    threads: tuple[str, ...] = ()

    @staticmethod
    def of(cursor: Mapping[str, object] | None) -> "Place":
        told = {name: js.text(cursor, name) for name in ("me", "handle", "since", "top", "page", "own")}
        pages = js.text(cursor, "pages")
        return Place(
            **told,
            pages=int(pages[:4]) if pages.isdecimal() else 0,
            threads=tuple(js.strings(cursor, "threads")),
        )

    def cursor(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__} | {"threads": list(self.threads)}

    def with_threads(self, fresh: list[Incoming]) -> tuple[str, ...]:
        """The threads that are known after *fresh*, the newest last."""
        named = dict.fromkeys(
            [*self.threads, *(name for m in fresh for name in (m.remote_id, m.root) if name)]
        )
        return tuple(named)[-RECENT:]


def belonging(ours: list[Incoming], threads: tuple[str, ...]) -> list[Incoming]:
    """Those of *ours* that answer in a thread where somebody wrote to us."""
    return [m for m in ours if m.parent in threads or m.root in threads]


def newer(one: str, than: str) -> bool:
    """Whether a post was written after another: X counts them."""
    return rank(one) > rank(than)


def rank(said: str) -> int:
    """0 for what is no post."""
    return int(said) if is_id(said) else 0
