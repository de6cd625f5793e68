"""A real mail server of our own: Dovecot holds the mailboxes (IMAP with IDLE), aiosmtpd takes what is sent and hands it over by LMTP.

Everything on loopback, on free ports, in a folder of its own, ended by its process ids. Dovecot is a system package
(`apt-get install dovecot-imapd dovecot-lmtpd`; `make test` does that where it may); where it is missing the tests say so.
"""

import grp
import imaplib
import os
import pwd
import shutil
import signal
import smtplib
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session

from tests.servers.ports import free_port
from zuruf.core.channel import Link

PASSWORD = "very-secret-password-1"
HERE = "127.0.0.1"
PLACES = ("/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot")


@dataclass(slots=True)
class MailServer:
    """`script` may answer in the server's place: an SMTP line for a command (MAIL, RCPT, DATA), or "" for the usual one.
    `handed_in` are (sender, addressees, mail) of what was accepted; `asked` counts the commands."""

    imap_port: int
    smtp_port: int
    folder: Path
    script: dict[str, str] = field(default_factory=dict)
    handed_in: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)

    def link(self, address: str, **more: str) -> Link:
        """How an account is connected with it."""
        settings = {
            "address": address, "user": address, "imap": HERE, "imap_port": str(self.imap_port),
            "smtp": HERE, "smtp_port": str(self.smtp_port), "folder": "INBOX", "name": "Wasserwerk",
        }  # fmt: skip
        return Link({**settings, **more}, {"password": PASSWORD})

    def deliver(self, to: str, mail: bytes, sender: str = "someone@home.example") -> None:
        """Somebody from outside writes to *to*."""
        with smtplib.LMTP(str(self.folder / "lmtp")) as client:
            client.sendmail(sender, [to], mail)

    def box(self, user: str) -> imaplib.IMAP4:
        """The mailbox of *user*, as her own mail program sees it."""
        client = imaplib.IMAP4(HERE, self.imap_port)
        client.login(user, PASSWORD)
        return client

    def make_users(self) -> None:
        for user in USERS:
            home = self.folder / "home" / user
            home.mkdir(parents=True, exist_ok=True)
            os.chown(home, _owner().pw_uid, _owner().pw_gid)
        lines = [f"{user}:{{PLAIN}}{PASSWORD}::::::" for user in USERS]
        (self.folder / "users").write_text("\n".join(lines) + "\n")


USERS = ("hilfe@wasserwerk.example", "zwei@wasserwerk.example", "frage@home.example")


def _owner() -> pwd.struct_passwd:
    """Whose the mails are: Dovecot gives none to root."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


class _Handler:
    """What is sent to one of our mailboxes arrives there; what is sent elsewhere is only kept."""

    def __init__(self, server: MailServer) -> None:
        self.server = server

    def _scripted(self, command: str, usual: str) -> str:
        return self.server.script.get(command) or usual

    async def handle_MAIL(
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.server.asked["MAIL"] += 1
        if not session.authenticated:
            return "530 sign in first"
        if "MAIL" in self.server.script:
            return self.server.script["MAIL"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: Server, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.server.asked["RCPT"] += 1
        if "RCPT" in self.server.script:
            return self.server.script["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:
        self.server.asked["DATA"] += 1
        said = self._scripted("DATA", "250 taken")
        if said == "cut":
            if server.transport is not None:
                server.transport.close()
            return "250 taken"
        if not said.startswith("2"):
            return said
        mail = envelope.content if isinstance(envelope.content, bytes) else b""
        self.server.handed_in.append((envelope.mail_from or "", list(envelope.rcpt_tos), mail))
        for to in envelope.rcpt_tos:
            if to in USERS:
                self.server.deliver(to, mail, envelope.mail_from or "")
        return said


def program() -> str:
    """Dovecot's program, "" where it is not installed."""
    return shutil.which("dovecot") or next((p for p in PLACES if Path(p).is_file()), "")


@contextmanager
def server() -> Iterator[MailServer]:
    """Starts both, and ends them."""
    found = program()
    if not found:
        pytest.skip("Dovecot is not installed: apt-get install dovecot-imapd dovecot-lmtpd")
    with TemporaryDirectory(prefix="mail", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        running = MailServer(free_port(), free_port(), folder)
        running.make_users()
        (folder / "dovecot.conf").write_text(_config(running))
        process = subprocess.Popen(
            [found, "-F", "-c", str(folder / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait(running, process)
            with _smtp(running):
                yield running
        finally:
            with suppress(ProcessLookupError):  # its own group, so that its children end with it, at once
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def _smtp(running: MailServer) -> Iterator[None]:
    def sign_in(
        server: Server, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        right = isinstance(data, LoginPassword) and data.password.decode() == PASSWORD
        return AuthResult(success=right, handled=False)

    controller = Controller(
        _Handler(running), hostname=HERE, port=running.smtp_port,
        authenticator=sign_in, auth_require_tls=False, enable_SMTPUTF8=True, ready_timeout=100.0,
    )  # fmt: skip
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def _wait(running: MailServer, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 100
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError, imaplib.IMAP4.error):
            running.box(USERS[0]).logout()
            return
        time.sleep(0.05)
    log = running.folder / "log"
    raise AssertionError(f"Dovecot did not start: {log.read_text()[-800:] if log.is_file() else ''}")


def _config(running: MailServer) -> str:
    """Dovecot in the foreground, by one user, without TLS: the tests are on loopback."""
    owner = _owner()
    me, group = pwd.getpwuid(owner.pw_uid).pw_name, grp.getgrgid(owner.pw_gid).gr_name
    # As root Dovecot wants its own users for what faces the network; else everything is the one who runs the tests.
    login, internal = ("dovenull", "dovecot") if os.getuid() == 0 else (me, me)
    f = running.folder
    return f"""
protocols = imap lmtp
listen = {HERE}
base_dir = {f}/run
state_dir = {f}/state
log_path = {f}/log
instance_name = zuruf-{f.name}
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_internal_user = {internal}
default_internal_group = {internal if os.getuid() == 0 else group}
default_login_user = {login}
mail_location = maildir:~/Maildir
mail_uid = {owner.pw_uid}
mail_gid = {owner.pw_gid}
first_valid_uid = 0
first_valid_gid = 0
mailbox_idle_check_interval = 1s
imap_idle_notify_interval = 2 mins
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Gesendet {{
    auto = create
    special_use = \\Sent
  }}
}}
passdb {{
  driver = passwd-file
  args = username_format=%u {f}/users
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={f}/home/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = {HERE}
    port = {running.imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  unix_listener {f}/lmtp {{
    mode = 0666
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
"""


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    with server() as running:
        yield running
