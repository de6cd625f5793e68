"""Calls to a server of the AT Protocol as a signed-in account (XRPC over HTTP).

The session lives in memory for as long as the process does, shared by all objects of one account, because
createSession is limited to 30 in 5 minutes and 300 a day. Access tokens last about two hours; one that ran out is
renewed by refreshSession, and when that is refused, by signing in.
"""

import hashlib
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from zuruf.channels._http import UNSAFE, Answer, Http
from zuruf.core.channel import NotConnected, Refused

NEEDED = "Handle and app password are needed."


@dataclass(slots=True)
class Session:
    """A signed-in account. The lock keeps two threads from signing in at once."""

    did: str = ""
    handle: str = ""
    access: str = field(default="", repr=False)
    renew: str = field(default="", repr=False)
    active: bool = True
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)


_SESSIONS: dict[str, Session] = {}


def forget_sessions() -> None:
    """As after a restart of the process."""
    _SESSIONS.clear()


class Xrpc:
    """One account on one server."""

    def __init__(self, http: Http, server: str, handle: str, password: str) -> None:
        self.http = http
        self._server = server.strip().rstrip("/")
        self._handle = handle.strip().lstrip("@").lower()
        self._password = password
        key = hashlib.sha256("\0".join((self._server, self._handle, password)).encode()).hexdigest()
        self.session = _SESSIONS.setdefault(key, Session())
        http.hide(self.session.access, self.session.renew)

    def read(self, method: str, params: Mapping[str, object], accept: Collection[int] = ()) -> Answer:
        """A query. Statuses in *accept* are handed back."""
        url = self._url(method)
        return self._as_us(
            lambda head: self.http.read(url, params=params, headers=head, accept={400, 401, *accept}), accept
        )

    def record(self, place: Mapping[str, object]) -> Answer | None:
        """The record at *place* (repo, collection, rkey), by one `getRecord`; None when there is none."""
        answer = self.read("com.atproto.repo.getRecord", place, accept={400, 404})
        if answer.status == 200:
            return answer
        if answer.json().get("error") == "RecordNotFound":
            return None
        raise self.http.refusal(answer)

    def write(self, method: str, body: Mapping[str, object], accept: Collection[int] = ()) -> Answer:
        """A procedure that changes something. Statuses in *accept* are handed back."""
        url = self._url(method)
        return self._as_us(
            lambda head: self.http.post(url, json=body, headers=head, accept={400, 401, *accept}), accept
        )

    def upload(self, data: bytes, mime: str) -> Answer:
        """A blob. Doing it twice is doing it once: its reference is made of what is in it."""
        url, kind = self._url("com.atproto.repo.uploadBlob"), {"content-type": mime}
        return self._as_us(
            lambda head: self.http.post(
                url, data=data, headers={**head, **kind}, accept={400, 401}, writes=False
            ),
            (),
        )

    def sign_in(self, *, anew: bool = False) -> Session:
        """The session, opened when there is none. Raises NotConnected, TryLater, Refused."""
        with self.session.lock:
            if anew or not self.session.access:
                self._open()
            return self.session

    def _as_us(self, ask: Callable[[Mapping[str, str]], Answer], accept: Collection[int]) -> Answer:
        """Asks with our token. When it had run out, the question was refused for certain, and is asked once more."""
        used = self.sign_in().access
        answer = ask({"authorization": f"Bearer {used}"})
        if answer.status == 400 and answer.json().get("error") in ("ExpiredToken", "InvalidToken"):
            answer = ask({"authorization": f"Bearer {self._renewed(used)}"})
        if answer.status == 401:
            self.session.access = ""
        if answer.status in (400, 401) and answer.status not in accept:
            raise self.http.refusal(answer)
        return answer

    def _renewed(self, used: str) -> str:
        """A token other than *used*; another thread may have it already."""
        with self.session.lock:
            if self.session.access == used:
                head = {"authorization": f"Bearer {self.session.renew}"}
                url = self._url("com.atproto.server.refreshSession")
                answer = self.http.post(url, headers=head, accept={400, 401}, writes=False)
                if answer.status == 200:
                    self._keep(answer)
                else:
                    self._open()
            return self.session.access

    def _open(self) -> None:
        """createSession. The caller holds the lock."""
        if not self._handle or not self._password:
            raise NotConnected(NEEDED)
        if not self.http.trusts(self._server):
            raise Refused(UNSAFE)
        body = {"identifier": self._handle, "password": self._password}
        self._keep(self.http.post(self._url("com.atproto.server.createSession"), json=body, writes=False))

    def _keep(self, answer: Answer) -> None:
        access, renew, did = (answer.text(k) for k in ("accessJwt", "refreshJwt", "did"))
        self.http.hide(access, renew)
        found, session = answer.json(), self.session
        session.access, session.renew, session.did = access, renew, did
        session.handle = handle if isinstance(handle := found.get("handle"), str) else self._handle
        session.active = found.get("active") is not False

    def _url(self, method: str) -> str:
        return f"{self._server}/xrpc/{method}"
