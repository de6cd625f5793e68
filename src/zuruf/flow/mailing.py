"""What goes out as e-mail from the worker: claimed on its row by a conditional UPDATE, sent outside any transaction, tried again
with growing pauses. A mail whose sender died in the middle goes out again with the same Message-ID."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F

from zuruf.store.models import FactAsk, FactReply, Ring, Thanks

Write = Callable[[Any], EmailMessage | datetime | None]
log = logging.getLogger(__name__)
Rows = type[FactAsk] | type[FactReply] | type[Ring] | type[Thanks]
AT_ONCE = 20
STALE = timedelta(minutes=5)  # longer than a mail server may take
TRIES = 5


def send_due(rows: Rows, write: Write, now: datetime) -> int:
    """Send what is due of *rows* (with columns `mail`, `mail_at`, `mail_tries`); how many went out. *write* gives the mail of a
    row, None where none is needed any more, or the moment at which to ask it again."""
    due = rows._default_manager.filter(mail__in=("due", "sending"), mail_at__lte=now).order_by(
        "mail_at", "pk"
    )
    return sum(_send(rows, row, write, now) for row in due[:AT_ONCE])


def can_mail() -> bool:
    """Has anybody told us a mail server?"""
    return "console" not in settings.EMAIL_BACKEND


def message_id(kind: str, key: str) -> str:
    """<fact.KEY@host>: a reply names it in In-Reply-To, by which the mail channel finds the question."""
    return f"<{kind}.{key}@{urlsplit(settings.URL).hostname or 'localhost'}>"


def _send(rows: Rows, row: Any, write: Write, now: datetime) -> bool:
    same = rows._default_manager.filter(pk=row.pk, mail=row.mail, mail_at=row.mail_at)
    claimed = now + STALE
    if not same.update(mail="sending", mail_at=claimed, mail_tries=F("mail_tries") + 1):
        return False
    went = _went(row, write)
    mine = rows._default_manager.filter(pk=row.pk, mail="sending", mail_at=claimed)
    if isinstance(went, datetime):
        mine.update(mail="due", mail_at=went, mail_tries=row.mail_tries)
        return False
    after: dict[str, Any] = {"mail": "sent" if went else "", "mail_at": None}
    if went is None:
        again = can_mail() and row.mail_tries + 1 < TRIES
        after = {"mail": "due", "mail_at": now + timedelta(minutes=2**row.mail_tries)} if again else {
            "mail": "failed", "mail_at": None,
        }  # fmt: skip
    mine.update(**after)
    return bool(went)


def _went(row: Any, write: Write) -> datetime | bool | None:
    """True: it is out; False: none was needed; a moment: not before it; None: it could not be written or sent, whatever the
    reason, or its senders died `TRIES` times: one mail never holds up those behind it."""
    if row.mail_tries >= TRIES:
        return None
    try:
        mail = write(row)
        if mail is None or isinstance(mail, datetime):
            return mail or False
        if not can_mail():
            return None
        mail.send()
    except Exception as error:
        log.warning("A mail could not be sent: %s", type(error).__name__)
        return None
    return True
