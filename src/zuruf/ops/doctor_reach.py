"""What `zuruf doctor` has to try: whether the mail server answers, whether the accounts' stored passwords open with the keys that are here,
and whether the model that ships and sentence embeddings can be had."""

import smtplib
import socket
from pathlib import Path

from django.conf import settings

from zuruf.classifiers import embedding, learned
from zuruf.ops.finding import Findings, bad, look, ok
from zuruf.store import keys
from zuruf.store.models import Account

PATIENCE = 3.0  # seconds until a mail server that says nothing counts as away


def mail() -> Findings:
    """Whether a mail server is set, takes a connection, and offers STARTTLS where we insist on it. Nothing is sent, nobody signs in."""
    if not settings.EMAIL_HOST:
        yield look("no mail server is set", "Set EMAIL_URL, or hand people their sign-in links yourself.")
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        locks = _takes_a_connection()
    except OSError as error:
        yield look(
            f"the mail server {where} does not answer ({error.strerror or error})",
            "Look at EMAIL_URL and at the firewall; until then hand people their sign-in links yourself.",
        )
        return
    if locks:
        encrypted = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
        yield ok(f"mail goes through {where}, {'encrypted' if encrypted else 'not encrypted'}")
    else:
        yield bad(
            f"the mail server {where} offers no encryption (STARTTLS), so no mail goes out",
            "Write its port with TLS into EMAIL_URL (mostly 465), or ?tls=none behind the port where you trust the line.",
        )


def _takes_a_connection() -> bool:
    """Whether what answers can be locked as we want it. Raises OSError where nothing does."""
    if not settings.EMAIL_USE_TLS:
        socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), PATIENCE).close()
        return True
    with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, "localhost", PATIENCE) as server:
        server.ehlo()
        return server.has_extn("starttls")


def model() -> Findings:
    """Whether the model that ships can be loaded."""
    if learned.shipped() is None:
        yield look(
            "the small model that ships cannot be loaded, so rules judge alone",
            "Install Zuruf anew (docs/run/install.md); the log says what is missing.",
        )
        return
    day = learned.taught_on(learned.version())
    yield ok(f"rules and the small model that ships{f' (of {day})' if day else ''} judge what comes in")


def embeddings() -> Findings:
    """Whether the extra is on, as far as it is installed. What this command says of on and off is its own environment's."""
    if settings.EMBEDDINGS and not embedding.available():
        yield look(
            "sentence embeddings are on, but cannot run on this processor",
            "Leave ZURUF_EMBEDDINGS out; everything works without them.",
        )
    elif settings.EMBEDDINGS:
        yield ok("sentence embeddings are on")
    elif embedding.available():
        yield ok("sentence embeddings are installed, and off here (ZURUF_EMBEDDINGS=on switches them on)")


def passwords() -> Findings:
    """Whether every account's stored password opens. After a restore without the keys none does."""
    folder = Path(settings.DATA) / "keys"
    stored = Account.objects.filter(disconnected_at=None).exclude(secrets="").order_by("pk")
    shut = [account.name for account in stored if not _opens(folder, account.secrets)]
    if shut:
        named = ", ".join(shut[:3]) + (" …" if len(shut) > 3 else "")
        yield bad(
            f"the stored passwords of {len(shut)} {'account' if len(shut) == 1 else 'accounts'} cannot be opened ({named})",
            f"Put the keys that belong to this database back into {folder}, or connect again under Accounts.",
        )


def _opens(folder: Path, cipher: str) -> bool:
    try:
        keys.decrypt(folder, cipher)
    except keys.KeyMissing:
        return False
    return True
