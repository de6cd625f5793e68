"""Asking a server that speaks the Mastodon API: its address, the token, and answers that are lists."""

import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from zuruf.channels import _json as js
from zuruf.channels._http import Answer, Http
from zuruf.core.channel import NotConnected, Refused

NO_HTTPS = "The server's address must begin with https://."
NO_ACCESS = "An access token is needed."
NOT_ONE = "This is not an access token."
NO_ID = "This is not a post of this server."
NO_STREAM = "This server has no stream; it is asked every minute."
BROKE_OFF = "The stream of %(host)s broke off."
ONLY_SERVER = "Give the server's address alone, without what follows its name."
SAYS = (NO_HTTPS, ONLY_SERVER, NO_ACCESS, NOT_ONE, NO_ID, NO_STREAM, BROKE_OFF)
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # numbers at Mastodon, ULIDs and other words at its relatives


class Wire:
    """One account on one server. One request per call."""

    def __init__(self, http: Http, server: str, token: str) -> None:
        self.http = http
        self.server = address(server)
        self.alone = server.strip().rstrip("/").lower() in (
            self.server.lower(),
            self.server.partition("://")[2].lower(),
        )
        self._token = token.strip()
        self.http.hide(self._token)

    @property
    def host(self) -> str:
        return urlsplit(self.server).hostname or ""

    def read(
        self, path: str, params: Mapping[str, object] | None = None, accept: Collection[int] = ()
    ) -> Answer:
        return self.http.read(self._url(path), params=params, headers=self.heads(self.server), accept=accept)

    def write(
        self,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        method: str = "POST",
        key: str = "",
        accept: Collection[int] = (),
        writes: bool = True,
    ) -> Answer:
        heads = self.heads(self.server) | ({"idempotency-key": key} if key else {})
        return self.http.post(
            self._url(path), json=body, headers=heads, accept=accept, method=method, writes=writes
        )

    def upload(self, path: str, form: bytes, kind: str) -> Answer:
        """A multipart *form* whose content type is *kind*. What is uploaded twice is only there twice, unseen."""
        heads = self.heads(self.server) | {"content-type": kind}
        return self.http.post(self._url(path), data=form, headers=heads, writes=False)

    def heads(self, url: str) -> dict[str, str]:
        """What shows who we are, for *url* only. Raises Refused where a token must not be sent, NotConnected where there is none."""
        if not self._token:
            raise NotConnected(NO_ACCESS)
        if not self._token.isascii() or not self._token.isprintable():
            raise NotConnected(NOT_ONE)
        if not self.http.trusts(url):
            raise Refused(NO_HTTPS)
        return {"authorization": f"Bearer {self._token}"}

    def _url(self, path: str) -> str:
        return self.server + path


def address(server: str) -> str:
    """Scheme and host of what a person wrote: "mastodon.example", "https://mastodon.example/about"."""
    said = server.strip()
    try:
        parts = urlsplit(said if "://" in said else f"https://{said}")
    except ValueError:
        return "https://"  # no address: whoever asks there is refused
    return f"{parts.scheme}://{parts.netloc}"


def place(remote_id: str) -> str:
    """An id as a piece of a path. Raises Refused when it is none."""
    if not _ID.fullmatch(remote_id):
        raise Refused(NO_ID)
    return quote(remote_id)


def rows(answer: Answer) -> list[dict[str, Any]]:
    """The objects of a list. Raises TryLater (Unknown after a write) when the answer is none."""
    found = js.parsed(answer.body)
    if not isinstance(found, list):
        raise answer.not_understood()
    return [one for one in found if isinstance(one, dict)]


def missing(answer: Answer) -> bool:
    """Whether a 404 is the server's word that the thing is not there, and not that of somebody in between."""
    found = js.parsed(answer.body[:10_000])
    return answer.status in (404, 410) and "not found" in js.text(found, "error").lower()
