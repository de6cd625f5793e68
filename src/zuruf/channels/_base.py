"""What every channel starts from: how it measures and compares a text, verifies a call, and what it says of the doors it does not have."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from zuruf.channels import _http
from zuruf.channels._http import Http
from zuruf.core.capabilities import Capabilities, Length
from zuruf.core.channel import Budget, Link, Outgoing, Receipt, Refused, Seen
from zuruf.core.measure import Ordered
from zuruf.core.message import Batch, Gone, Incoming

EMPTY = "The answer is empty."
TOO_LONG = "The answer is too long: %(used)s characters; at most %(limit)s."
TOO_LARGE = "The answer is too long: %(used)s bytes; at most %(limit)s."
HALVES = "This text has characters that cannot be sent."
NOT_SIGNED = "The signature is not right."
NOT_OFFERED = "This network does not let us do that from here."
NO_AUTHOR = "This author's id at the network is not known."
TOO_MUCH = "Too much was posted since then to find this answer again; somebody has to look."
SAYS = (*_http.SAYS, EMPTY, TOO_LONG, TOO_LARGE, HALVES, NOT_SIGNED, NOT_OFFERED, NO_AUTHOR, TOO_MUCH)
_NO_CALLS = "This channel does not call us."  # told to nobody but who calls all the same


def characters(limit: int) -> Callable[[str], Length]:
    """A length in characters as Python counts them (code points)."""
    return lambda words: Length(len(words), limit)


def must_fit(words: str, measured: Length | None) -> None:
    """Raises Refused for an answer that is empty, too long as *measured* (None: there is no limit that we know), or has half a
    character."""
    if not words.strip():
        raise Refused(EMPTY)
    if measured and measured.left < 0:
        told = TOO_LARGE if measured.unit == "bytes" else TOO_LONG
        raise Refused(told % {"used": f"{measured.used:,}", "limit": f"{measured.limit:,}"})
    try:
        words.encode()
    except UnicodeEncodeError:
        raise Refused(HALVES) from None


def batch(found: Iterable[Incoming | Gone | None]) -> Batch:
    """What came in and what is gone."""
    known = list(found)
    return Batch(
        tuple(m for m in known if isinstance(m, Incoming)), tuple(m for m in known if isinstance(m, Gone))
    )


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same but for white space, which many networks tidy."""
    return one.split() == other.split()


def may_be(reply: Outgoing, remote_id: str, at: datetime | None, text: str, skew: timedelta) -> bool:
    """Whether something of ours that the network shows is *reply*: with its words, not another of our answers, and not from before it
    was queued. *at*: when the network had it, None = it does not say; *skew*: by which its clock and ours may differ."""
    soon = at is None or at >= reply.created_at - skew
    return bool(remote_id) and remote_id not in reply.taken and soon and same_words(text, reply.text)


def signature(secret: str, body: bytes) -> str:
    """ "sha256=" and the HMAC-SHA256 of *body* under *secret* in hexadecimal, as many networks sign their calls."""
    return "sha256=" + hmac.new(secret.encode(errors="replace"), body, hashlib.sha256).hexdigest()


def must_be_signed(secret: str, body: bytes, said: str) -> None:
    """Returns when *said* is the `signature` of *body*, compared in constant time. Raises Refused, also where no secret is set."""
    made = signature(secret, body)
    if not secret or not hmac.compare_digest(made.encode(), said.encode(errors="replace")):
        raise Refused(NOT_SIGNED)


class Base:
    """Start of a channel: override what the network offers; the rest refuses, without asking anybody."""

    can: Capabilities
    signed_with = "", ""
    """Where calls are signed by `signature`: the secret's name, and the header that has it, in lower case."""

    def __init__(self, link: Link, http: Http) -> None:
        self._link, self._http = link, http

    def _setting(self, name: str) -> str:
        """As filled in on the connect page, without white space around it; "" where it is not."""
        return self._link.settings.get(name, "").strip()

    def _secret(self, name: str) -> str:
        """A secret as filled in, without the white space that is easily copied along with one; "" where there is none."""
        return self._link.secrets.get(name, "").strip()

    @property
    def budget(self) -> Budget | None:
        return self._http.budget

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        raise Refused("This channel cannot be polled.")

    def greet(self, query: Mapping[str, str]) -> str:
        raise Refused(_NO_CALLS)

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        secret, header = self.signed_with
        if not header:
            raise Refused(_NO_CALLS)
        must_be_signed(self._secret(secret), body, headers.get(header, ""))

    def unpack(self, body: bytes) -> Batch:
        raise Refused(_NO_CALLS)

    def publish(self, reply: Outgoing) -> Receipt:
        raise Refused("This channel can only be read.")

    def find(self, reply: Outgoing) -> Receipt | None:
        raise Refused("This channel cannot look whether a reply is there.")  # None would mean: it is not

    def withdraw(self, receipt: Receipt) -> None:
        raise Refused("This channel cannot take anything back.")

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        raise Refused("This channel cannot change what is published.")

    def read_back(self, receipt: Receipt) -> Seen | None:
        raise Refused("This channel does not tell what the public sees.")  # None would mean: it is gone

    def locate(self, link: str) -> Receipt | None:
        """None: this channel cannot tell what lies behind an address."""
        return None

    def _must_fit(self, words: str) -> None:
        """Raises Refused for an answer that is empty, too long, or has half a character, before any request. Its sentences are in
        `SAYS`."""
        must_fit(words, self.can.length(words) if self.can.length else None)

    def record_key(self, key: str, created_at: datetime) -> str:
        """ "": the network chooses its ids itself."""
        return ""

    def search(self, words: str, since: datetime) -> Batch:
        raise Refused("This network offers no search.")

    def look_up(self, remote_id: str) -> Incoming | None:
        raise Refused("This channel cannot look up what others wrote.")

    def act(self, order: Ordered) -> None:
        raise Refused(NOT_OFFERED)
