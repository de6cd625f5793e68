"""E-mail: a mailbox is read by IMAP, answers go out by SMTP. Sources: RFC 3501, 2177, 6154, 5321, 5322, 3464, 3834; Dovecot 2.3 and
aiosmtpd, against which the tests run.

* Nothing in the mailbox is marked, moved or deleted; the only thing that is written is a copy of what we sent, into the folder of
  sent mails, unless the server does that itself.
* Reading goes by uid. The first look takes what nobody answered in the last 14 days; when the server numbers its mails anew
  (UIDVALIDITY), all of the last 14 days once more: a Message-ID is never stored twice.
* What colleagues answered from their own mail programs is read from the folder of sent mails, as ours.
* A mail that says it was written by a machine never waits for an answer. A report that one of ours did not arrive names that
  one (`bounce_of`). What a list passes on was written by people; only machines must not answer it.
* A mail comes within seconds: the worker keeps a connection that waits (`wait`, IDLE) beside the looks every minute. It only
  says that there is something to read, so nothing hangs on it.
* After an unknown outcome it is looked up in the folder of sent mails. Where that does not know, because it is we who put mails
  there, nobody can tell, and a person decides. That is more honest than to send twice.
* Of a mail at most the first megabyte is read. Attachments are named, not kept.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from zuruf.channels import _mail_words as words
from zuruf.channels._base import SAYS, Base, characters
from zuruf.channels._http import Http
from zuruf.core.capabilities import Capabilities, Field, Group, Receive, Repeat, TriedAgainst
from zuruf.core.channel import ChannelError, Check, Link, NotConnected, Outgoing, Receipt, Refused
from zuruf.core.mail_header import is_address
from zuruf.core.message import Batch

if TYPE_CHECKING:
    from zuruf.channels._mail_imap import Mailbox
    from zuruf.channels._mail_pages import Page
    from zuruf.channels._mail_smtp import Outbox

LONGEST = 100_000
RAW = 100_000  # bytes of one mail that are kept with the arrival
INBOX = "INBOX"
# Servers that put a copy of what they send into the folder of sent mails of these mailboxes. Both have to be theirs: what another
# server sends, a mailbox knows nothing of. Microsoft gives it a Message-ID of its own, so that it is not found by ours.
_GOOGLE, _MICROSOFT = (
    ("imap.gmail.com", "imap.googlemail.com"),
    ("outlook.office365.com", "imap-mail.outlook.com"),
)
KEEPERS = {
    "smtp.gmail.com": _GOOGLE,
    "smtp.googlemail.com": _GOOGLE,
    "smtp.office365.com": _MICROSOFT,
    "smtp-mail.outlook.com": _MICROSOFT,
}
length = characters(LONGEST)


class Mail(Base):
    """One mailbox with the address that answers go out from."""

    name = "mail"
    can = Capabilities(
        group=Group.MESSAGES,
        title="E-mail",
        lead="Mails to one address come in; your answers go out from it.",
        receive=Receive.POLL,
        reply=True,
        addressed=True,
        private=True,
        length=length,
        repeat=Repeat.TRACEABLE,
        settles_within=timedelta(
            minutes=10
        ),  # so long a server may take over a mail it has (RFC 5321, 4.5.3.2.6)
        poll_every=timedelta(seconds=60),
        waits=True,
        tried_against=TriedAgainst.REAL_SERVER,
        says=(*SAYS, *words.SAYS),
        guide=(
            "Have the names and ports of the mailbox's two servers at hand: one for reading (IMAP), one for sending (SMTP). Your provider's help names them.",
            "Where signing in takes a second factor, make an app password for Zuruf; many providers take nothing else.",
            "See that the mailbox has a folder for sent mails: there Zuruf looks whether an answer went out.",
        ),
        fields=(
            Field("address", "Address", "Whom people write to, and whom answers come from."),
            Field("name", "Name beside the address", "For example your organisation.", required=False),
            Field("user", "User name", "Often the address itself."),
            Field(
                "password",
                "Password",
                "Many providers want an app password made for this.",
                secret=True,
                kind="password",
            ),
            Field("imap", "Server for reading (IMAP)", "As in imap.example.org."),
            Field("imap_port", "Port for reading", "993 is encrypted from the start.", default="993"),
            Field("smtp", "Server for sending (SMTP)", "As in smtp.example.org."),
            Field(
                "smtp_port",
                "Port for sending",
                "465 is encrypted from the start, 587 at once after.",
                default="465",
            ),
            Field("folder", "Folder", "What is read.", default=INBOX, required=False),
        ),
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        told = {key: value.strip() for key, value in link.settings.items()}
        self._told = told
        self._own = told.get("address", "").lower()
        self._user = told.get("user", "") or self._own
        self._folder = told.get("folder", "") or INBOX

    def check(self) -> Check:
        """Signs in at both servers. Raises when neither works; one that works alone is told in `problem`."""
        read = self._try(self._look)
        send = self._try(self._greet)
        if read and send:
            raise read
        problem = str(read or send or "")
        return Check(
            can_read=read is None,
            can_publish=send is None,
            name=self._told.get("name", "") or self._own,
            handle=self._own,
            remote_id=self._own,
            limits=(f"{LONGEST:,} characters",),
            problem=problem,
        )

    @staticmethod
    def _try(look: Callable[[], None]) -> ChannelError | None:
        try:
            look()
        except ChannelError as error:
            return error
        return None

    def _look(self) -> None:
        with self._mailbox() as box:
            box.look_into(self._folder)

    def _greet(self) -> None:
        with self._outbox():
            pass

    # --- what comes in

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """The next mails of the folder; when there are none, of the folder of sent mails. See `_mail_pages` for the cursor."""
        from zuruf.channels import _mail_pages as pages

        now, problem = datetime.now(UTC), ""
        known = dict(cursor or {})
        with self._mailbox() as box:
            page = pages.read(box, self._folder, known.get("folder"), now, unanswered=True)
            known["folder"] = page.place
            other = "" if page.mails else box.sent_folder()
            if sent := other not in ("", self._folder):
                try:
                    page = pages.read(box, other, known.get("sent"), now, unanswered=False)
                    known["sent"] = page.place
                except Refused as error:  # what comes in is not to suffer from it
                    problem = str(error)
            if page.mails or page.more:
                return self._batch(box, page, known, sent=sent)
        return Batch(cursor=None if known == dict(cursor or {}) else known, problem=problem)

    def _batch(self, box: "Mailbox", page: "Page", known: Mapping[str, object], *, sent: bool) -> Batch:
        from zuruf.channels import _mail_message as letters

        made = [
            letters.incoming(m.body, m.at, own=self._own, sent=sent, size=m.size, known=box.sent)
            for m in page.mails
            if m.body  # else somebody deleted it a moment ago
        ]
        raw = "\n\n".join(m.body[:RAW].decode("utf-8", "replace") for m in page.mails)
        # The folder of sent mails is looked into when this one has nothing more, which is at once.
        return Batch(tuple(m for m in made if m), cursor=known, raw=raw, more=page.more or not sent)

    def wait(self, cursor: Mapping[str, object] | None, seconds: float, stopped: Callable[[], bool]) -> bool:
        """Keep a connection that waits until something comes in, or came in since *cursor* (True), for at most *seconds* or until
        *stopped*. Raises Refused where the server cannot do that."""
        from zuruf.channels import _mail_pages as pages

        with self._mailbox() as box:
            folder = box.look_into(self._folder)
            if not box.idles:
                raise Refused(f"{self._told.get('imap', '')} does not say when a mail comes in.")
            if pages.behind(folder, (cursor or {}).get("folder")):
                return True
            return box.idle(seconds, stopped)

    # --- what goes out

    def record_key(self, key: str, created_at: datetime) -> str:
        """What stands before the @ of the answer's Message-ID."""
        from zuruf.channels._mail_message import local_part

        return local_part(key)

    def publish(self, reply: Outgoing) -> Receipt:
        """One mail to one person. Then a copy among the sent ones; that it fails is no reason to doubt the mail itself."""
        from zuruf.channels import _mail_message as letters

        self._must_fit(reply.text)
        mail = letters.written(reply, self._own, self._told.get("name", ""))
        with self._outbox() as out:
            out.send(self._own, letters.addressee(reply), mail)
        receipt = letters.receipt(reply, self._own)
        with suppress(ChannelError):
            self._keep(receipt.remote_id, mail, reply.created_at)
        return receipt

    def _keep(self, message_id: str, mail: bytes, at: datetime) -> None:
        """Put a copy among the sent mails, unless it is there."""
        if self._kept_there():
            return
        with self._mailbox() as box:
            folder = box.sent_folder()
            if not folder:
                return
            box.look_into(folder)
            if not box.by_id(message_id):
                box.append(folder, mail, at)

    def find(self, reply: Outgoing) -> Receipt | None:
        """Looks among the sent mails. None, "it is not there", only where the server itself puts there what it sent; raises Refused
        where nobody can tell."""
        from zuruf.channels import _mail_message as letters

        with self._mailbox() as box:
            folder = box.sent_folder()
            if folder:
                box.look_into(folder)
                if box.by_id(letters.message_id(reply, self._own)):
                    return letters.receipt(reply, self._own)
                if self._kept_there() and self._told.get("imap", "").lower() in _GOOGLE:
                    return None
        raise Refused(words.UNSURE)

    def _kept_there(self) -> bool:
        """Whether the provider itself puts what it sends into the folder of sent mails."""
        smtp, imap = (self._told.get(name, "").lower().rstrip(".") for name in ("smtp", "imap"))
        return imap in KEEPERS.get(smtp, ())

    # --- the two servers

    def _mailbox(self) -> AbstractContextManager["Mailbox"]:
        from zuruf.channels import _mail_imap as imap
        from zuruf.channels import _mail_wire as wire

        to = wire.place(self._http, *self._server("imap"), always_tls=993)
        return imap.mailbox(to, self._user, self._password, self._http.deadline)

    def _outbox(self) -> AbstractContextManager["Outbox"]:
        from zuruf.channels import _mail_smtp as smtp
        from zuruf.channels import _mail_wire as wire

        to = wire.place(self._http, *self._server("smtp"), always_tls=465)
        return smtp.outbox(to, self._user, self._password, self._http.deadline)

    def _server(self, which: str) -> tuple[str, str]:
        default = str(next(f.default for f in self.can.fields if f.name == f"{which}_port"))
        missing = (
            not is_address(self._own) or not self._password or not _one_line(self._user + self._password)
        )
        if missing:
            raise NotConnected(words.NEEDED)
        return self._told.get(which, ""), self._told.get(f"{which}_port", "") or default

    @property
    def _password(self) -> str:
        return self._link.secrets.get("password", "")


def _one_line(text: str) -> bool:
    return not any(c in text for c in "\r\n\0")
