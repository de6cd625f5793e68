"""Reading a mailbox by IMAP (RFC 3501, IDLE by RFC 2177, special folders by RFC 6154), with the library's `imaplib` on our own wire.

Folders are only examined: nothing is marked as seen, moved or deleted. Of each mail at most the first megabyte is fetched.
"""

import imaplib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from zuruf.channels import _mail_folders as folders
from zuruf.channels import _mail_wire as wire
from zuruf.channels._guard import steady
from zuruf.channels._mail_wire import Line, Place
from zuruf.core.channel import ChannelError, Refused, TryLater

CAP = 1_000_000  # bytes of one mail that are fetched
AT_ONCE = 50  # mails of one page
PAGE = 3_000_000  # bytes of one page, so that one comes within the deadline over a slow line too
FIRST = timedelta(days=14)  # so far back the first look goes
_LATER = re.compile(rb"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN|OVERQUOTA|EXPIRED)\b", re.IGNORECASE)
SLICE = 0.5  # seconds between two looks whether to stop
LEAVE = 5.0  # seconds for a goodbye


@dataclass(frozen=True, slots=True)
class Raw:
    """One mail as it lies in its folder. `size` in bytes; `at`: when the server got it."""

    uid: int
    size: int
    at: datetime | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is looked into. `validity`: uids mean something only together with it; `next`: the uid that comes next."""

    name: str
    validity: int
    next: int


class _Client(imaplib.IMAP4):
    """imaplib on a connection that stands already."""

    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__("")

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.sock = self._line  # type: ignore[assignment]
        self.file = self._line  # type: ignore[assignment]

    def read(self, size: int) -> bytes:
        if size > 4 * CAP:
            raise self.abort("too much")
        return self._line.read(size)

    def readline(self) -> bytes:
        return self._line.readline()

    def send(self, data: Any) -> None:
        self._line.sendall(bytes(data))

    def shutdown(self) -> None:
        self._line.close()

    def encrypt(self, to: Place) -> None:
        typ, _ = self._simple_command("STARTTLS")
        if typ != "OK":
            raise wire.unencrypted(to)
        wire.encrypt(self._line, to)
        self._get_capabilities()


class Mailbox:
    """A signed-in connection to one account's mailbox."""

    def __init__(self, client: _Client, line: Line) -> None:
        self._client, self._line = client, line
        self._among_sent = False

    @property
    def idles(self) -> bool:
        return "IDLE" in self._client.capabilities

    def look_into(self, folder: str) -> Folder:
        """Examine *folder*. Raises Refused when it is not there."""
        self._among_sent = False
        typ, told = self._client.select(folders.quoted(folder), readonly=True)
        if typ != "OK":
            words = told[-1] if told and isinstance(told[-1], bytes) else b""
            if _LATER.search(words):
                raise TryLater(f"{self._line.host} answered{wire.said(words)}.")
            raise Refused(f"There is no folder {folder} in this mailbox.")
        return Folder(folder, self._number("UIDVALIDITY"), self._number("UIDNEXT"))

    def _number(self, code: str) -> int:
        _, told = self._client.response(code)
        found = told[0] if told else None
        return int(found) if isinstance(found, bytes) and found.isdigit() else 0

    def newer(self, first: int) -> list[int]:
        """Uids from *first* on, in order."""
        return [uid for uid in self._search("UID", f"{first}:*") if uid >= first]

    def recent(self, now: datetime, *, unanswered: bool) -> list[int]:
        """Uids of what came in lately."""
        since = now - FIRST
        day = f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        return self._search("SINCE", day, *(["UNANSWERED"] if unanswered else []))

    def last(self) -> int:
        """The highest uid there is; 0 in an empty folder."""
        return max(self._search("UID", "*"), default=0)

    def sent(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID lies in the folder of sent mails, which is looked into from the first time on."""
        if not self._among_sent and (folder := self.sent_folder()):
            with suppress(Refused):
                self.look_into(folder)
                self._among_sent = True
        return self._among_sent and bool(self.by_id(message_id))

    def by_id(self, message_id: str) -> list[int]:
        """Uids of the mails with this Message-ID in the folder that was looked into."""
        if not re.fullmatch(r"[!#-\[\]-~]+", message_id):  # a stranger may have chosen it
            return []
        return self._search("HEADER", "Message-ID", f'"{message_id.strip("<>")}"')

    def _search(self, *criteria: str) -> list[int]:
        typ, told = self._client.uid("SEARCH", *criteria)
        if typ != "OK":
            raise self._not_understood()
        found = b" ".join(part for part in told if isinstance(part, bytes)).split()
        return sorted({int(one) for one in found if one.isdigit()})

    def page(self, uids: Sequence[int]) -> list[Raw]:
        """As many of *uids*, from the first on, as make one page."""
        wanted = list(uids[:AT_ONCE])
        if not wanted:
            return []
        sizes = {raw.uid: raw.size for raw in self._fetch(wanted, "(UID RFC822.SIZE)")}
        taken: list[int] = []
        total = 0
        for uid in wanted:
            total += min(sizes.get(uid, 0), CAP)
            if taken and total > PAGE:
                break
            taken.append(uid)
        found = {
            raw.uid: raw for raw in self._fetch(taken, f"(UID RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.{CAP}>)")
        }
        return [found.get(uid) or Raw(uid, 0, None, b"") for uid in taken]

    def _fetch(self, uids: Sequence[int], what: str) -> Iterator[Raw]:
        typ, told = self._client.uid("FETCH", ",".join(map(str, uids)), what)
        if typ != "OK":
            raise self._not_understood()
        said, body = b"", b""
        for part in [*told, b")"]:
            if isinstance(part, tuple):
                said, body = said + part[0], part[1]
            elif isinstance(part, bytes):
                said += part
                if found := re.search(rb"\bUID (\d+)", said):
                    size = re.search(rb"RFC822\.SIZE (\d+)", said)
                    yield Raw(int(found[1]), int(size[1]) if size else len(body), _date(said), body)
                said, body = b"", b""

    def sent_folder(self) -> str:
        """The folder of sent mails: the one marked so, else one that is called so; "" when there is none."""
        typ, told = self._client.list()
        return folders.sent(told) if typ == "OK" else ""

    def append(self, folder: str, mail: bytes, at: datetime) -> bool:
        """Put *mail* into *folder*, as read. False when the server does not want it."""
        typ, _ = self._client.append(folders.quoted(folder), "(\\Seen)", imaplib.Time2Internaldate(at), mail)
        return typ == "OK"

    def idle(self, seconds: float, stopped: Callable[[], bool]) -> bool:
        """Wait until the server says that something came in: True. False after *seconds*, or when *stopped*."""
        tag = self._client._new_tag()
        self._client.send(tag + b" IDLE\r\n")
        until, came = steady() + seconds, False
        while not (told := self._line.readline()).startswith(b"+"):
            if not told.startswith(b"* ") or told.startswith(b"* BYE"):
                raise self._not_understood()
            came = came or re.match(rb"\* \d+ EXISTS", told) is not None
        while not came and steady() < until and not stopped():
            self._line.patient(SLICE)
            with suppress(TimeoutError):
                told = self._line.readline()
                if not told or told.startswith(b"* BYE"):
                    raise EOFError
                came = re.match(rb"\* \d+ EXISTS", told) is not None
        self._line.patient(LEAVE)
        self._client.send(b"DONE\r\n")
        while (told := self._line.readline()) and not told.startswith(tag):
            pass
        return came

    def _not_understood(self) -> ChannelError:
        return TryLater(wire.not_understood(self._line.host))


@contextmanager
def mailbox(to: Place, user: str, password: str, deadline: float) -> Iterator[Mailbox]:
    """The mailbox of *user*, signed in. What goes wrong becomes TryLater, NotConnected or Refused."""
    words = ""
    with wire.dial(to, deadline) as line:
        try:
            client = _Client(line)
            if not to.tls and "STARTTLS" in client.capabilities:
                client.encrypt(to)
            elif not to.tls and not to.trusted:
                raise wire.unencrypted(to)
            _sign_in(client, to, user, password)
            yield Mailbox(client, line)
            with suppress(Exception):  # all that was wanted is done
                client.logout()
        except ChannelError:
            raise
        except Exception as error:  # imaplib raises a dozen kinds at answers that are none
            words = wire.failure(to.host, error)
    if words:
        raise TryLater(words)


def _sign_in(client: _Client, to: Place, user: str, password: str) -> None:
    """Raises NotConnected when the server does not accept it, TryLater when it cannot say now."""
    try:
        if "AUTH=PLAIN" in client.capabilities:
            client.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
        else:
            client.login(user, password)
        return
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        said = str(error).encode("utf-8", "replace")
    except UnicodeEncodeError:
        said = b""  # this server takes plain letters only, so this password is none of its
    if _LATER.search(said):
        raise TryLater(f"{to.host} answered{wire.said(said, user, password)}.")
    raise wire.not_let_in(to)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _date(said: bytes) -> datetime | None:
    found = imaplib.Internaldate2tuple(said)
    if found is None:
        return None
    try:
        return datetime(*found[:6]).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
