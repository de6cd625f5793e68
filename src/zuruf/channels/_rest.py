"""What channels start from whose network has a JSON interface behind a bearer token."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from zuruf.channels._base import TOO_MUCH, Base, may_be
from zuruf.channels._http import UNSAFE, Answer, Http
from zuruf.channels._json import text
from zuruf.core.channel import Link, Outgoing, Receipt, Refused

LOOKS = 5  # pages in which one of ours is looked for
Found = tuple[Receipt, datetime | None, str]
"""Something of ours that the network shows: where, since when (None: it does not say), and its words."""


class Rest(Base):
    """Paths lie below the account's setting `server`, else below `home`. The token is the secret `token`; `heads` go along with it."""

    home: ClassVar[str]
    heads: ClassVar[Mapping[str, str]] = {}

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        self._server = (self._setting("server") or self.home).rstrip("/")
        if not http.trusts(self._server):
            raise Refused(UNSAFE)

    def _get(self, path: str, **params: object) -> Answer:
        return self._http.read(f"{self._server}/{path}", params=params, headers=self._signed_in())

    def _write(self, method: str, path: str, told: Mapping[str, object]) -> dict[str, Any]:
        """What the network made of *told*. Raises Unknown where it names no id."""
        answer = self._http.post(
            f"{self._server}/{path}", json=told, method=method, headers=self._signed_in()
        )
        if not text(made := answer.json(), "id"):
            raise answer.not_understood()
        return made

    def _delete(self, path: str, beside: str) -> None:
        """What is gone already is deleted. A network may say 404 of what we have no right to as well: it is gone where it cannot be read
        and *beside*, the list in which it would stand, can."""
        gone, url = {404, 410}, f"{self._server}/{path}"
        answer = self._http.post(url, method="DELETE", headers=self._signed_in(), accept=gone)
        if answer.status in gone:
            if self._http.read(url, headers=self._signed_in(), accept=gone).status not in gone:
                raise self._http.refusal(answer)
            self._get(beside, per_page=1).rows()
        elif answer.status != 204:
            raise answer.not_understood()

    def _signed_in(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._secret('token')}", **self.heads}


def first(reply: Outgoing, found: Iterable[Found], skew: timedelta) -> Receipt | None:
    """The first of *found* that is *reply*: see `_base.may_be`."""
    return next((one for one, at, said in found if may_be(reply, one.remote_id, at, said, skew)), None)


def looked_through(ask: Callable[[int], Answer], size: int, stamp: str) -> Iterator[dict[str, Any]]:
    """The objects of a list in pages of *size*, from the first on, each with its *stamp*. Raises Refused where it goes on after `LOOKS`
    pages, since "not there" would have it sent again, and TryLater where one has no stamp."""
    for page in range(1, LOOKS + 1):
        answer = ask(page)
        rows = answer.rows()
        if not all(text(row, stamp) for row in rows):
            raise answer.not_understood()
        yield from rows
        if len(rows) < size:
            return
    raise Refused(TOO_MUCH)


def unseen(
    answer: Answer, had: Collection[list[str]], stamp: str
) -> tuple[list[dict[str, Any]], list[list[str]]]:
    """The objects of a list ordered by *stamp* that the look before did not have, and what the next look is to know: (time, id) of all
    that changed last, as many may change in one second. Raises TryLater where none says when it changed."""
    rows = [([text(row, stamp), text(row, "id")], row) for row in answer.rows()]
    last = max((mark[0] for mark, _ in rows), default="")
    if rows and not last:
        raise answer.not_understood()
    return [row for mark, row in rows if mark not in had], [mark for mark, _ in rows if mark[0] == last]
