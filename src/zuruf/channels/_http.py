"""The one place where an HTTP answer becomes a channel's answer.

| what happens | a read says | a write says |
|---|---|---|
| 429, 425 | TryLater | TryLater |
| 503, 408 with Retry-After | TryLater | TryLater |
| 503, 408 without: often a door in front that waited too long for what stands behind it | TryLater | Unknown |
| 403 with Retry-After, or with a budget that it says is spent | TryLater | TryLater |
| 401 | NotConnected | NotConnected |
| 303, "see other": so a server answers that did what it was asked | Refused | Unknown |
| other 4xx, another redirect that is not followed, a private address | Refused | Refused |
| 5xx; no, broken, closed, over-long or unreadable answer | TryLater (over-long: Refused) | Unknown |
| a token or password that no header can carry | NotConnected | NotConnected |
| nothing was sent yet (name unknown, connection or TLS failed) | TryLater | TryLater |

How long to wait is read from Retry-After or a reset (`channels/_pace.py`). TryLater says that nothing happened, so a write of which that is not
certain is Unknown: it is looked up, or a person looks, before anything is sent again.
"""

import json as jsonlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit, urlunsplit

from zuruf.channels._json import parsed
from zuruf.channels._pace import budget, sent_at, spent, wait
from zuruf.core.channel import Budget, ChannelError, NotConnected, Refused, TryLater, Unknown

CAP = 5_000_000  # bytes of one answer
DEADLINE = 20.0  # seconds for one request, from the look-up of the name to the last byte; an outbox claim outlives five
LATER = frozenset({425, 429})  # not even begun
BUSY = frozenset({408, 503})
DONE_ELSEWHERE = 303
MOVED = frozenset({301, 302, 303, 307, 308})
MOVED_FOR_GOOD = frozenset({301, 308})

NO_ADDRESS = "This is not an address that can be read."
ONLY_HTTP = "Only addresses that start with http:// or https:// can be read."
NAMED = "The address must not contain a user name or password."
UNSAFE = "A password is only sent over https."
ODD = "The access has a character in it that cannot be sent. Copy it once more."
SAYS = (NO_ADDRESS, ONLY_HTTP, NAMED, UNSAFE, ODD)
PRIVATE = "%(host)s lies on a private address. An operator can allow it (ZURUF_ALLOW_PRIVATE)."


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer. `url` is where it came from; `moved_to` is set when every redirect on the way was permanent."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = field(repr=False)  # a token may be a part of it
    writes: bool = False
    moved_to: str = ""

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises Unknown after a write, TryLater after a read."""
        found = parsed(self.body)
        if not isinstance(found, dict):
            raise self.not_understood()
        return found

    def rows(self) -> list[dict[str, Any]]:
        """The objects of a JSON list; what else stands in it is left out. Else, and where it holds things but no object, as `json`."""
        found = parsed(self.body)
        rows = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        if not rows and found != []:
            raise self.not_understood()
        return rows

    def text(self, name: str) -> str:
        """The non-empty string *name* of the JSON object; else as `json`."""
        value = self.json().get(name)
        if not isinstance(value, str) or not value:
            raise self.not_understood()
        return value

    @property
    def served(self) -> datetime:
        """When the network says that it answered; our own clock where it does not."""
        return sent_at(self.headers)

    @property
    def raw(self) -> str:
        """The body as it is kept with what it brought."""
        return self.body.decode(errors="replace")

    def not_understood(self) -> ChannelError:
        """What to raise when the answer is not what the network's documentation promises."""
        words = f"{urlsplit(self.url).hostname} sent an answer that cannot be understood."
        return Unknown(words) if self.writes else TryLater(words)


class Http:
    """Sends single requests for one account. `allow_private`: hosts (or host:port) that may lie on private addresses.

    Nothing given as a secret (also later, by `hide`) appears in an error.
    """

    def __init__(
        self,
        allow_private: Iterable[str] = (),
        secrets: Iterable[str] = (),
        *,
        deadline: float = DEADLINE,
        cap: int = CAP,
    ) -> None:
        self._allow_private = frozenset(h.strip().lower() for h in allow_private)
        self._secrets = {s for s in secrets if s}
        self.deadline, self._cap = deadline, cap
        self.budget: Budget | None = None  # as of the last answer to a write; reading has budgets of its own

    def hide(self, *secrets: str) -> None:
        """Keep these out of every error from now on."""
        self._secrets.update(s for s in secrets if s)

    def trusts(self, url: str) -> bool:
        """Whether a password may be sent there: over https, or to a host that is allowed to be private."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        names = {parts.hostname or "", parts.netloc.lower()}
        return parts.scheme == "https" or bool(names & self._allow_private)

    def read(
        self,
        url: str,
        *,
        params: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
        hops: int = 0,
    ) -> Answer:
        """GET. Statuses in *accept* are handed back like a 200. At most *hops* redirects, each checked like the first."""
        here = address(url, params)
        permanent = True
        for hop in range(hops + 1):
            answer = self._ask("GET", here, headers, None, {*accept, *(MOVED if hops else ())}, writes=False)
            if answer.status not in MOVED or not hops:
                moved = here if hop and permanent else ""
                return Answer(answer.status, answer.headers, answer.body, here, moved_to=moved)
            if not (location := answer.headers.get("location", "")):
                raise self.refusal(answer)
            permanent = permanent and answer.status in MOVED_FOR_GOOD
            here = address(joined(here, location))
        raise Refused(f"{urlsplit(url).hostname} redirects too often.")

    def post(
        self,
        url: str,
        *,
        json: Mapping[str, object] | None = None,
        data: bytes | None = None,
        form: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
        writes: bool = True,
        method: str = "POST",
    ) -> Answer:
        """POST (or PUT, PATCH, DELETE) of a JSON object, of a form, or of *data* as its `content-type` says. *writes* False: a
        repeat does no harm (e.g. a sign-in), errors are those of a read."""
        if form is not None:
            data = urlencode(form, doseq=True).encode()
            headers = {"content-type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._ask(method, address(url), headers, json if data is None else data, accept, writes=writes)

    def _ask(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        body: Mapping[str, object] | bytes | None,
        accept: Collection[int],
        *,
        writes: bool,
    ) -> Answer:
        from zuruf.channels import _guard  # 12 MB that the web process only needs when it checks an account

        host = urlsplit(url).hostname or ""
        trip = _guard.Trip(_guard.steady() + self.deadline, self._allow_private)
        content = jsonlib.dumps(body, ensure_ascii=False).encode() if isinstance(body, Mapping) else body
        sent = {"user-agent": "Zuruf", "accept-encoding": "gzip", **(headers or {})}
        if method != "GET":
            sent["content-length"] = str(len(content or b""))
        if isinstance(body, Mapping):
            sent["content-type"] = "application/json"
        failure: ChannelError
        if not all(map(_fits_a_header, sent.values())):
            raise NotConnected(ODD)
        try:
            raw = _guard.exchange(trip, method, url, sent, content, self._cap)
        except _guard.Forbidden:
            failure = Refused(PRIVATE % {"host": host})
        except _guard.TooMuch:
            words = f"{host} sent more than {self._cap / 1e6:g} MB; the answer was not read."
            failure = Unknown(words) if writes else Refused(words)
        except _guard.Broken as error:
            words = f"{host} {error}."
            failure = Unknown(words) if writes and trip.sent else TryLater(words)
        else:
            answer = Answer(raw.status, raw.headers, raw.body, url, writes)
            self.budget = (budget(raw.headers, datetime.now(UTC)) if writes else None) or self.budget
            if 200 <= raw.status < 300 or raw.status in accept:
                return answer
            failure = self.refusal(answer)
        raise failure

    def refusal(self, answer: Answer) -> ChannelError:
        """The error that an answer other than success stands for."""
        words = f"{urlsplit(answer.url).hostname} answered {answer.status}{self._said(answer.body)}."
        asked = bool(answer.headers.get("retry-after", "").strip())
        if answer.status in LATER or (answer.status == 403 and spent(answer.headers)):
            return TryLater(words, wait(answer.headers))
        if answer.status in BUSY and (asked or not answer.writes):
            return TryLater(words, wait(answer.headers))
        if answer.status == 401:
            return NotConnected(words)
        if answer.status == DONE_ELSEWHERE and answer.writes:
            return Unknown(words)
        if answer.status >= 500 or answer.status in BUSY:
            return Unknown(words) if answer.writes else TryLater(words, wait(answer.headers))
        return Refused(words)

    def _said(self, body: bytes) -> str:
        """What the network gives as its reason, in brackets: `error`, `message` and the like of a JSON object, or of the object in its `error`."""
        found = parsed(body[:10_000])
        if not isinstance(found, dict):
            return ""
        if isinstance(inner := found.get("error"), dict):
            found = inner
        said = ": ".join(
            v
            for k in ("error", "title", "message", "detail", "description")
            if isinstance(v := found.get(k), str) and v
        )
        said = self.fit(said)
        return f" ({said})" if said else ""

    def fit(self, said: str) -> str:
        """What a network says as its reason, fit to be shown and kept: on one line, at most 200 characters, without what is secret."""
        for secret in self._secrets:
            said = said.replace(secret, "…")
        return re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in said)).strip()[:200]


def _fits_a_header(value: str) -> bool:
    """RFC 9110, 5.5. What a network named before (an ETag) is Latin-1, as it came; anything else was filled in."""
    return not re.search(r"[\x00-\x08\x0a-\x1f\x7f]|[^\x00-\xff]", value)


def parts(link: str) -> SplitResult | None:
    """What somebody pasted as an address, taken apart; None where it is none of http(s)."""
    try:
        found = urlsplit(link.strip())
        return found if found.scheme in ("http", "https") and found.hostname else None
    except ValueError:
        return None


def joined(here: str, location: str) -> str:
    """*location* as seen from *here*. Raises Refused where it is no address."""
    try:
        return urljoin(here, location)
    except ValueError:
        raise Refused(NO_ADDRESS) from None


def address(url: str, params: Mapping[str, object] | None = None) -> str:
    """*url* in the ASCII form that goes over the wire. Raises Refused: not http(s), no host, or a password in it."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:  # covers UnicodeError
        raise Refused(NO_ADDRESS) from None
    if parts.scheme not in ("http", "https") or not host:
        raise Refused(ONLY_HTTP)
    if parts.username or parts.password:
        raise Refused(NAMED)
    netloc = (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~[]")
    if params:
        query = "&".join(filter(None, (query, urlencode(params, doseq=True))))
    return urlunsplit((parts.scheme, netloc, quote(parts.path or "/", safe="/%:@!$&'()*+,;=~"), query, ""))
