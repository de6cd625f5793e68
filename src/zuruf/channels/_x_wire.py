"""Requests to the X API v2 as one account, and what its refusals mean.

Sources: docs.x.com, x-api/fundamentals/response-codes-and-errors and rate-limits, resources/fundamentals/authentication (OAuth 2.0 with
PKCE: a token lasts two hours; the one for renewal is taken once and comes with the scope offline.access); and for what only shows in
use, the threads github.com/xdevplatform/xdk/issues/25 (429 with the title UsageCapExceeded) and many who ran out of credits (402 with
the title CreditsDepleted).
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Collection, Mapping
from datetime import timedelta

from zuruf.channels import _json as js
from zuruf.channels._http import Answer, Http
from zuruf.channels._oauth import ONLY_HTTPS, Bearer, refresh
from zuruf.core.channel import ChannelError, Link, Refused, TryLater

SERVER = "https://api.x.com"
SCOPES = frozenset({"tweet.read", "tweet.write", "users.read", "offline.access"})
NO_CREDITS_FOR, CAPPED_FOR = timedelta(hours=1), timedelta(hours=6)

NO_CREDITS = "X says that the app has no credits left (402). Buy some in X's developer console; it is tried again every hour."
CAPPED = "X says that the app has used up what it may in this month (429). Raise the limit in X's developer console."
UNASKED = (
    "X refuses this answer (403): an app like yours may answer only who mentioned or quoted this account, "
    "or the author limits who may answer."
)
TWICE = "X refuses this text (403): the account has posted it already, word for word."
HIDDEN = (
    "X refuses this answer (403): what is answered was deleted, or its author keeps it from this account."
)
NO_RIGHT = "X refuses this (403): the app lacks a right. It needs: %(rights)s."
UNSIGNED = "This call does not come from X."
SAYS = (NO_CREDITS, CAPPED, UNASKED, TWICE, HIDDEN, NO_RIGHT, UNSIGNED)
_REASONS = (
    ("mentioned or otherwise engaged", UNASKED),
    ("mentioned or are the author", UNASKED),
    ("duplicate content", TWICE),
    ("deleted or not visible", HIDDEN),
    ("app permissions", NO_RIGHT % {"rights": ", ".join(sorted(SCOPES))}),
)


class Wire:
    """One app on one account."""

    def __init__(self, http: Http, link: Link) -> None:
        told = {name: value.strip() for name, value in link.settings.items()}
        self._http = http
        self._server = (told.get("server") or SERVER).rstrip("/")
        secret = link.secrets.get("client_secret", "").strip()
        ask = refresh(
            http, f"{self._server}/2/oauth2/token", told.get("client_id", ""), secret, by_header=bool(secret)
        )
        self.bearer = Bearer(http, link, ask)

    def read(self, path: str, params: Mapping[str, object]) -> Answer:
        url = self._url(path)
        return self._judged(
            self.bearer.asked(
                lambda head: self._http.read(url, params=params, headers=head, accept=_LOOKED_AT)
            )
        )

    def write(
        self,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        method: str = "POST",
        accept: Collection[int] = (),
    ) -> Answer:
        """Statuses in *accept* are handed back."""
        url = self._url(path)
        return self._judged(
            self.bearer.asked(
                lambda head: self._http.post(
                    url, json=body, headers=head, accept={*_LOOKED_AT, *accept}, method=method
                )
            ),
            accept,
        )

    def _url(self, path: str) -> str:
        if not self._http.trusts(self._server):
            raise Refused(ONLY_HTTPS)
        return f"{self._server}/2/{path}"

    def _judged(self, answer: Answer, accept: Collection[int] = ()) -> Answer:
        if answer.status < 400 or answer.status in accept:
            return answer
        raise self.refusal(answer)

    def refusal(self, answer: Answer) -> ChannelError:
        """What an answer other than success means."""
        return _refusal(self._http, answer)


_LOOKED_AT = frozenset({401, 402, 403, 429})


def _refusal(http: Http, answer: Answer) -> ChannelError:
    try:
        told: object = answer.json()
    except ChannelError:
        told = None
    said = f"{js.text(told, 'title')} {js.text(told, 'type')} {js.text(told, 'detail')}".lower()
    if answer.status == 402:
        return TryLater(NO_CREDITS, NO_CREDITS_FOR)
    if answer.status == 429 and ("usagecap" in said or "usage-cap" in said):
        return TryLater(CAPPED, CAPPED_FOR)
    if answer.status == 403:
        for sign, words in _REASONS:
            if sign in said:
                return Refused(words)
    return http.refusal(answer)


# Never a JSON object or list, which each call is.
CRC_TOKEN = re.compile(r"[A-Za-z0-9_.~+/=:-]{1,200}")


def proof(secret: str, message: bytes) -> str:
    """What shows that one knows *secret*: for the question whether our address is ours, and before each call."""
    made = hmac.new(secret.encode(errors="replace"), message, hashlib.sha256).digest()
    return "sha256=" + base64.b64encode(made).decode()


def verify(headers: Mapping[str, str], body: bytes, secret: str) -> None:
    """Raises Refused for what was not signed with the app's *secret*."""
    said = headers.get("x-twitter-webhooks-signature", "").encode(errors="replace")
    if not secret or not hmac.compare_digest(proof(secret, body).encode(), said):
        raise Refused(UNSIGNED)
