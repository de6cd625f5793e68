"""Meta's Graph API, as Facebook and Instagram share it: requests, errors, and calls of the network.

Sources, on developers.facebook.com: docs/graph-api/changelog/versions (read with the state of 29 July 2026: v25.0 is answered until
29 July 2028), docs/graph-api/guides/error-handling, docs/graph-api/overview/rate-limiting, docs/graph-api/guides/secure-requests,
docs/graph-api/webhooks/getting-started, docs/messenger-platform/error-codes,
docs/instagram-platform/instagram-graph-api/reference/error-codes,
docs/whatsapp/cloud-api/support/error-codes.

* The token goes into the Authorization header, never into an address; what we keep of an answer is freed of it, since Meta writes it
  into the addresses of further pages. We never follow those: we build our own from the cursor.
* Every request carries the proof that we know the app's secret (`appsecret_proof`).
* What a request came to is told by the number in the answer's `error`, not by its status.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from zuruf.channels import _json as js
from zuruf.channels._http import Answer, Http, address
from zuruf.channels._oauth import ONLY_HTTPS, UNGIVEN
from zuruf.core.capabilities import Version
from zuruf.core.channel import ChannelError, Link, NotConnected, Refused, TryLater, Unknown

VERSION = Version("v25.0", date(2028, 7, 29))
SERVER = "https://graph.facebook.com"
JUDGED = range(400, 600)  # statuses whose answer we read before we say what they mean
A_DAY = timedelta(days=1)
LOOKED_THROUGH = 5  # pages of a list in which one of ours is looked for
BLOCKED_FOR = timedelta(hours=6)  # then we ask again; Meta does not say how long it lasts

NOT_OURS = frozenset({102, 190, 463, 467})  # the token has ended or was taken back
TOO_MANY = frozenset({4, 9, 17, 32, 341, 613, *range(80000, 80015), 130429, 131048, 131056})
UNSURE = frozenset(
    {-2, -1, 1, 2, 1200, 131000, 131016}
)  # "unknown", "server error", "try again later": nobody says what became of it
RIGHTS = frozenset({3, 10, 230, 283, 298, *range(200, 300)})
LATE = frozenset({2018278, 2534022})  # subcodes of 10: outside of the time in which one may write
UNREACHED = frozenset({551, 10901, 10903, 131026, 131030})
UNREACHED_SUB = frozenset({1545041, 2018001, 2018108})
ANSWERED = frozenset({10900})  # a private reply is there already
GONE = frozenset({803})
GONE_SUB = frozenset({33})  # of 100

RIGHT = "The network wants the right %(right)s for this. See the steps for connecting."
OVER = "The time in which the network takes an answer to this person is over."
NOBODY = "This person takes no messages from this account."
TWICE = "This comment has been answered privately already; the network takes one private answer to each."
BLOCKED = "The network has blocked this for a while because of its rules."
THERE_NO_MORE = "What this is about is not there any more, or this access may not see it."
NO_PROOF = "The app secret does not belong to this access token."
NOT_GREETED = "This greeting does not know our verify token."
NO_CALL = "The network sent a call that cannot be understood."
MANY_BELOW = "Below a post there are more new comments than could be read; see there."
TOO_MANY_NEWER = "There are too many newer ones to see whether it is there."
SAYS = (
    MANY_BELOW,
    TOO_MANY_NEWER,
    UNGIVEN,
    ONLY_HTTPS,
    RIGHT,
    OVER,
    NOBODY,
    TWICE,
    BLOCKED,
    THERE_NO_MORE,
    NO_PROOF,
    NOT_GREETED,
    NO_CALL,
)

_RIGHT = re.compile(
    r"\b(?:pages|instagram|business|read|publish)_[a-z_]{3,40}\b|\bhuman_agent\b", re.IGNORECASE
)


class Missing(Refused):
    """What a request was about is not there, or this access may not see it: Meta does not tell the two apart."""


class Graph:
    """Requests for one account, with the secrets `access_token` and `app_secret`."""

    def __init__(self, http: Http, link: Link) -> None:
        self.http = http
        self._server = link.settings.get("server") or SERVER
        self._token = link.secrets.get("access_token", "").strip()
        self._app_secret = link.secrets.get("app_secret", "").strip()
        self._proof = _hmac(self._app_secret, self._token) if self._app_secret else ""
        http.hide(self._token, self._app_secret, self._proof)

    def __repr__(self) -> str:
        return "<Graph>"

    def read(self, path: str, fields: str, **params: object) -> Answer:
        """GET of *fields* of what lies at *path* ("123" or "123/comments"). Raises a ChannelError; `Missing` where nothing lies."""
        said = {"fields": fields} | {k: v for k, v in params.items() if v != ""} | self._signed()
        return self._judged(self.http.read(self._url(path), params=said, headers=self._head(), accept=JUDGED))

    def form(self, path: str, **form: object) -> Answer:
        """POST of a form."""
        sent = {**form, **self._signed()}
        return self._judged(self.http.post(self._url(path), form=sent, headers=self._head(), accept=JUDGED))

    def json(self, path: str, body: Mapping[str, object]) -> Answer:
        """POST of a JSON object."""
        sent = {**body, **self._signed()}
        return self._judged(self.http.post(self._url(path), json=sent, headers=self._head(), accept=JUDGED))

    def delete(self, path: str, **params: object) -> Answer:
        """DELETE. Raises `Missing` where nothing lies (any more)."""
        url, head = address(self._url(path), {**params, **self._signed()}), self._head()
        return self._judged(self.http.post(url, data=b"", headers=head, accept=JUDGED, method="DELETE"))

    def kept(self, answer: Answer) -> str:
        """The answer's body as it may be kept: without our secrets."""
        raw = answer.raw
        for secret in (self._token, self._app_secret, self._proof):
            raw = raw.replace(secret, "…") if secret else raw
        return raw

    def _url(self, path: str) -> str:
        return f"{self._server.rstrip('/')}/{VERSION.name}/{path}"

    def _head(self) -> dict[str, str]:
        if not self._token:
            raise NotConnected(UNGIVEN)
        if not self.http.trusts(self._server):
            raise Refused(ONLY_HTTPS)
        return {"authorization": f"Bearer {self._token}"}

    def _signed(self) -> dict[str, object]:
        return {"appsecret_proof": self._proof} if self._proof else {}

    def _judged(self, answer: Answer) -> Answer:
        if answer.status < 400 and b'"error"' not in answer.body[:2000]:
            return answer
        error = self._error(answer)
        if error is None:
            return answer
        raise error

    def _error(self, answer: Answer) -> ChannelError | None:
        """What an answer stands for; None: it is well."""
        error = js.value(js.parsed(answer.body), "error")
        code = js.value(error, "code")
        plain = str(self.http.refusal(answer))
        if not isinstance(code, int):
            return self.http.refusal(answer) if answer.status >= 400 else None
        sub, said = js.value(error, "error_subcode"), js.text(error, "message")
        if code in NOT_OURS:
            return NotConnected(plain)
        if "appsecret_proof" in said:
            return NotConnected(NO_PROOF)
        if code in TOO_MANY or answer.status == 429:
            return TryLater(plain, regained(answer.headers))
        if sub not in UNREACHED_SUB and (code in UNSURE or _passing(error, code, answer.status)):
            return Unknown(plain) if answer.writes else TryLater(plain, regained(answer.headers))
        if code == 368:
            return TryLater(BLOCKED, regained(answer.headers) or BLOCKED_FOR)
        return _refusal(code, sub, said, plain)


def _passing(error: object, code: int, status: int) -> bool:
    """Whether it may go well later: Meta says so, or something broke there and the number is none that says more."""
    if js.value(error, "is_transient") is True:
        return True
    return status >= 500 and code not in {100, 368, *RIGHTS, *UNREACHED, *ANSWERED, *GONE}


def _refusal(code: int, sub: object, said: str, plain: str) -> Refused:
    if sub in LATE or code == 131047:
        return Refused(OVER)
    if code in UNREACHED or sub in UNREACHED_SUB:
        return Refused(NOBODY)
    if code in ANSWERED:
        return Refused(TWICE)
    if code in GONE or (code == 100 and sub in GONE_SUB):
        return Missing(THERE_NO_MORE)
    right = _RIGHT.search(said) if code in RIGHTS else None
    return Refused(RIGHT % {"right": right[0]} if right else plain)


def regained(headers: Mapping[str, str]) -> timedelta | None:
    """How long until we may ask again, from `x-business-use-case-usage` (minutes), else from Retry-After (seconds); None: not said."""
    told = js.parsed(headers.get("x-business-use-case-usage", "").encode())
    uses = [use for one in (told if isinstance(told, dict) else {}) for use in js.objects(told, one)]
    waits = [m for use in uses if isinstance(m := use.get("estimated_time_to_regain_access"), int)]
    if minutes := max((m for m in waits if not isinstance(m, bool)), default=0):
        return min(timedelta(minutes=max(1, min(minutes, 100_000))), A_DAY)
    seconds = headers.get("retry-after", "").strip()
    return (
        min(timedelta(seconds=int(seconds[:9])), A_DAY) if seconds.isascii() and seconds.isdigit() else None
    )


def missing_right(error: ChannelError) -> str:
    """The right that *error* says we lack; "" when it is about something else."""
    found = _RIGHT.search(str(error))
    return found[0].lower() if found and isinstance(error, Refused) else ""


def after(told: object) -> str:
    """The cursor of the next page; "" on the last one."""
    return js.text(told, "paging", "cursors", "after") if js.text(told, "paging", "next") else ""


def listed(answer: Answer) -> dict[str, object]:
    """An answer that is a list. Raises what `not_understood` says."""
    told = answer.json()
    if not isinstance(told.get("data"), list):
        raise answer.not_understood()
    return told


def pages(ask: Callable[[str], Answer]) -> Iterator[dict[str, object]]:
    """A list page by page; *ask* gets the one behind a cursor. Raises Refused where it goes on after `LOOKED_THROUGH` pages: it only
    gets more."""
    page = ""
    for _ in range(LOOKED_THROUGH):
        yield (told := listed(ask(page)))
        if not (page := after(told)):
            return
    raise Refused(TOO_MANY_NEWER)


def done(answer: Answer) -> None:
    """Raises what `not_understood` says unless the network says that it is done."""
    if answer.json().get("success") is not True:
        raise answer.not_understood()


def seconds(said: object) -> datetime | None:
    """A moment in seconds or milliseconds since 1970, or in ISO 8601; None where it is none."""
    if isinstance(said, str) and not said.isdigit():
        return js.moment(said)
    try:
        number = float(said) if isinstance(said, int | float | str) and not isinstance(said, bool) else -1.0
        return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC) if number > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


# --- calls of the network


def entries(body: bytes, kind: str, own: str | None) -> list[dict[str, object]]:
    """The entries of a call that are about our account *own* (None: about any); none when it is about another kind of thing. Raises Unknown."""
    told = js.parsed(body)
    named = js.text(told, "object")
    if not named or (named == kind and not isinstance(js.value(told, "entry"), list)):
        raise Unknown(NO_CALL)
    if named != kind:
        return []
    return [e for e in js.objects(told, "entry") if own is None or js.text(e, "id") == own]


def _hmac(secret: str, text: str) -> str:
    key, said = (one.encode("utf-8", "surrogatepass") for one in (secret, text))
    return hmac.new(key, said, hashlib.sha256).hexdigest()
