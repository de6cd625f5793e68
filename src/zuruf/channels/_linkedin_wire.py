"""Requests to LinkedIn's versioned interface, and its calls. Sources, on learn.microsoft.com/linkedin: marketing/versioning (a version is
answered for at least a year), shared/api-guide/concepts/{protocol-version,error-handling}, shared/authentication/programmatic-refresh-tokens,
shared/api-guide/webhook-validation.

Rest.li 2.0 wants a URN in an address percent-encoded and its own brackets, commas and colons not, so addresses are put together here.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Mapping
from datetime import date
from urllib.parse import quote

from zuruf.channels._base import must_be_signed
from zuruf.channels._http import Answer, Http
from zuruf.channels._oauth import ONLY_HTTPS, Bearer, refresh
from zuruf.core.capabilities import Version
from zuruf.core.channel import Link, Refused

SERVER, TOKENS = "https://api.linkedin.com", "https://www.linkedin.com"
VERSION = Version("202607", date(2027, 7, 1))  # the newest that we found described; promised for a year

OUTDATED = "LinkedIn does not answer version %(version)s of its interface any more (426). This program has to be brought up to date."
UNSIGNED = "This call does not come from LinkedIn."
SAYS = (OUTDATED, UNSIGNED)
_CODE = re.compile(r"[0-9A-Za-z-]{8,64}", re.ASCII)


class Wire:
    """One app as one organisation's page."""

    def __init__(self, http: Http, link: Link) -> None:
        told = {name: value.strip() for name, value in link.settings.items()}
        self._http = http
        self._server = (told.get("server") or SERVER).rstrip("/")
        tokens = (told.get("server") or TOKENS).rstrip("/")
        ask = refresh(
            http,
            f"{tokens}/oauth/v2/accessToken",
            told.get("client_id", ""),
            link.secrets.get("client_secret", "").strip(),
        )
        self.bearer = Bearer(http, link, ask)

    def read(self, path: str, accept: Collection[int] = ()) -> Answer:
        """*path* with its query, as Rest.li wants it. Statuses in *accept* are handed back."""
        url = self._url(path)
        return self._judged(
            self.bearer.asked(
                lambda head: self._http.read(url, headers=_heads(head), accept={401, 426, *accept})
            )
        )

    def write(
        self,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        method: str = "POST",
        partly: bool = False,
        accept: Collection[int] = (),
    ) -> Answer:
        """*partly*: a partial update. Statuses in *accept* are handed back."""
        url = self._url(path)
        more = {"x-restli-method": "PARTIAL_UPDATE"} if partly else {}
        return self._judged(
            self.bearer.asked(
                lambda head: self._http.post(
                    url, json=body, headers=_heads(head) | more, accept={401, 426, *accept}, method=method
                )
            )
        )

    def _url(self, path: str) -> str:
        if not self._http.trusts(self._server):
            raise Refused(ONLY_HTTPS)
        return f"{self._server}/rest/{path}"

    def _judged(self, answer: Answer) -> Answer:
        if answer.status == 426:
            raise Refused(OUTDATED % {"version": VERSION.name})
        return answer


def _heads(head: Mapping[str, str]) -> dict[str, str]:
    return {**head, "linkedin-version": VERSION.name, "x-restli-protocol-version": "2.0.0"}


def coded(urn: str) -> str:
    """A URN as part of an address."""
    return quote(urn, safe="")


def greet(query: Mapping[str, str], secret: str) -> str:
    """The answer to LinkedIn's question whether our address is ours, which it asks every two hours. Raises Refused."""
    code = query.get("challengeCode", "")
    if not secret or not _CODE.fullmatch(code):
        raise Refused(UNSIGNED)
    proof = hmac.new(secret.encode(errors="replace"), code.encode(), hashlib.sha256).hexdigest()
    return f'{{"challengeCode": "{code}", "challengeResponse": "{proof}"}}'


def verify(headers: Mapping[str, str], body: bytes, secret: str) -> None:
    """Raises Refused for what was not signed with the app's *secret*: the signature is over `hmacsha256=` and the body."""
    said = headers.get("x-li-signature", "").removeprefix("hmacsha256=")
    must_be_signed(secret, b"hmacsha256=" + body, f"sha256={said}")
