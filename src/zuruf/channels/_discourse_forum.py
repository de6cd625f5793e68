"""Asking a Discourse forum as one of its users. Source: discourse_api_docs (authentication by the headers Api-Key and Api-Username)."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from zuruf.channels import _discourse_posts as posts
from zuruf.channels import _json as told
from zuruf.channels._base import TOO_MUCH
from zuruf.channels._http import Answer, Http
from zuruf.core.channel import ChannelError, NotConnected, Refused

ANSWERS = 20  # in one answer to /posts/…/replies.json
PAGES = 10
NO_KEY = "The forum does not take this API key any more."
NEEDED = "User name and API key are needed."
ONLY_HTTPS = "A key is only sent over https."
REFUSED = "The forum refused it: %(reason)s"
SAYS = (NO_KEY, NEEDED, ONLY_HTTPS, REFUSED)


class Forum:
    """One forum, as one of its users sees it. `url` without a slash at its end."""

    def __init__(self, http: Http, url: str, user: str, key: str) -> None:
        self._http = http
        self.url = url.strip().rstrip("/")
        self._user, self._key = user.strip().lstrip("@"), key.strip()
        http.hide(self._key)
        self._ahead = timedelta(0)

    def read(
        self, path: str, params: Mapping[str, object] | None = None, accept: Collection[int] = ()
    ) -> Answer:
        """GET of *path*. Statuses in *accept* are handed back."""
        here, heads = f"{self.url}/{path}", self._heads()
        answer = self._http.read(here, params=params, headers=heads, accept={403, *accept})
        self._ahead = answer.served - datetime.now(UTC)
        return self._let_in(answer, accept)

    def write(
        self, path: str, body: Mapping[str, object], accept: Collection[int] = (), *, method: str = "POST"
    ) -> Answer:
        """A change. Statuses in *accept* are handed back."""
        here, heads = f"{self.url}/{path}", self._heads()
        answer = self._http.post(here, json=body, headers=heads, accept={403, *accept}, method=method)
        return self._let_in(answer, accept)

    def _let_in(self, answer: Answer, accept: Collection[int]) -> Answer:
        """*answer*, unless it is a 403 that was not asked for. Discourse says that of a key that it does not know (any more), too, in the
        same words as of a thing that is not for us; then it says so of who we are as well."""
        if answer.status != 403 or 403 in accept:
            return answer
        if kind(answer) == "invalid_access":
            who = self._http.read(
                f"{self.url}/session/current.json", headers=self._heads(), accept={403, 404}
            )
            if who.status == 403 and kind(who) == "invalid_access":
                raise NotConnected(NO_KEY)
        raise self._http.refusal(answer)

    def _heads(self) -> dict[str, str]:
        if not self._user or not self._key:
            raise NotConnected(NEEDED)
        if not self._http.trusts(self.url):
            raise Refused(ONLY_HTTPS)
        return {"api-key": self._key, "api-username": self._user, "accept": "application/json"}

    def ahead(self) -> timedelta:
        """By how much the forum's clock was ahead of ours in the last answer."""
        return self._ahead

    def post(self, own: int) -> Answer | None:
        """The post with this number; None where the forum says that there is none."""
        return self._there(f"posts/{own}.json")

    def post_at(self, topic: int, place: int) -> Answer | None:
        return self._there(f"posts/by_number/{topic}/{place}.json")

    def _there(self, path: str) -> Answer | None:
        answer = self.read(path, accept={404, 410})
        if answer.status == 200:
            return answer
        if kind(answer) == "not_found":
            return None
        raise self._http.refusal(answer)

    def answers_to(self, own: int, place: int) -> Iterator[dict[str, Any]]:
        """The answers to a post, the oldest first. Raises Refused where they go on after `PAGES`."""
        after = place or 1
        for _ in range(PAGES):
            page = self.read(f"posts/{own}/replies.json", {"after": after}).rows()
            yield from page
            last = max((posts.number(p, "post_number") for p in page), default=0)
            if len(page) < ANSWERS or last <= after:
                return
            after = last
        raise Refused(TOO_MUCH)

    def waiting(self) -> list[dict[str, Any]]:
        """Our posts that the forum's moderators have yet to let through; none where the forum does not say. Their words are `raw_text`."""
        answer = self.read(f"posts/{quote(self._user, safe='')}/pending.json", accept={403, 404})
        return told.objects(answer.json(), "pending_posts") if answer.status == 200 else []

    def delete(self, own: int) -> None:
        """What is gone already is done."""
        answer = self.write(f"posts/{own}.json", {}, accept={403, 404, 410}, method="DELETE")
        if answer.status < 400:
            if answer.body.strip() not in (b"", b"{}", b"null") and kind(answer) == "?":
                raise answer.not_understood()
            return
        there = self.post(own) if kind(answer) in ("not_found", "invalid_access") else answer
        if there is not None and (there is answer or not posts.gone(there.json())):
            raise self.refused(answer)

    def refused(self, answer: Answer) -> ChannelError:
        """With the forum's own reason, where it gives one."""
        try:
            reasons = told.value(answer.json(), "errors")
        except ChannelError:
            reasons = None
        first = (
            next((r for r in reasons if isinstance(r, str) and r), "") if isinstance(reasons, list) else ""
        )
        first, usual = self._http.fit(first), self._http.refusal(answer)
        return Refused(REFUSED % {"reason": first}) if first and isinstance(usual, Refused) else usual


def kind(answer: Answer) -> str:
    """Discourse's own word for what went wrong, as in "not_found"; "?" where it is no JSON."""
    try:
        return told.text(answer.json(), "error_type")
    except ChannelError:
        return "?"
