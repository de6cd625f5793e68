"""How far the mentions of an account on X have been read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from zuruf.channels import _json as js
from zuruf.channels._x_posts import is_id


@dataclass(frozen=True, slots=True)
class Place:
    """How far we have read: `since` is the newest post of the looks that are over, `top` of the one that goes on at `page`."""

    me: str = ""
    handle: str = ""
    since: str = ""
    top: str = ""
    page: str = ""
    pages: int = 0

    @staticmethod
    def of(cursor: Mapping[str, object] | None) -> "Place":
        told = {name: js.text(cursor, name) for name in ("me", "handle", "since", "top", "page")}
        pages = js.text(cursor, "pages")
        return Place(**told, pages=int(pages[:4]) if pages.isdecimal() else 0)

    def cursor(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__slots__}


def newer(one: str, than: str) -> bool:
    """Whether a post was written after another: X counts them."""
    return rank(one) > rank(than)


def rank(said: str) -> int:
    """0 for what is no post."""
    return int(said) if is_id(said) else 0
