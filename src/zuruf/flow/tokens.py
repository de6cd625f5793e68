"""What networks gave us to come in with: kept encrypted, renewed by one process at a time, put under a new key."""

import json
import logging
import secrets
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings as conf
from django.db import DatabaseError, InterfaceError
from django.db.models import Q

from zuruf.core.channel import NotConnected, Secrets, TryLater
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.insisting import insist
from zuruf.store import keys
from zuruf.store.models import Account

HOLD = timedelta(
    seconds=90
)  # outlives every deadline of a request; whose process died is asked for by the next one
HELD = 0.8 * HOLD.total_seconds()  # so long the claim is ours for certain
LOOK = 0.1  # seconds between two looks whether another process has done it
LONGEST_WAIT = 60.0  # seconds for another process to do it
BY_ANOTHER = "Another process is renewing the access to this account."
NOT_STORED = "The access could not be renewed, since our own database did not answer."

Ask = Callable[[Secrets], Secrets]
log = logging.getLogger(__name__)


def plain(account: Account) -> dict[str, str]:
    """The account's secrets. Raises NotConnected when their key is not on this machine."""
    return _read(account.secrets)


def agreed(public_id: str, names: Collection[str]) -> dict[str, str]:
    """Those secrets of a connected account that were made here for both sides (*names*), as far as they can be read: the other side goes
    on with them, so that they outlive a new token."""
    row = Account.objects.filter(public_id=public_id, disconnected_at=None).first() if names else None
    try:
        told = plain(row) if row else {}
    except NotConnected:
        return {}
    return {name: told[name] for name in names if told.get(name)}


def kept(told: Secrets) -> str:
    """*told* as it is stored."""
    return keys.encrypt(folder(), json.dumps(dict(told))) if told else ""


def renewer(account_id: int) -> Callable[[Secrets, Ask], Secrets]:
    """What an account's `Link.renew` does: the secrets to go on with, stored before anybody uses them.

    At most one process asks the network; the others wait for what it got. Raises what *ask* raises, NotConnected when the account
    was disconnected, and TryLater when somebody else takes too long or our own database is away: the request for which it was wanted has
    not been sent, or was turned away.
    """

    def renew(used: Secrets, ask: Ask) -> Secrets:
        try:
            return _renewed(account_id, used, ask)
        except (DatabaseError, InterfaceError) as error:
            log.warning("the access to account %s could not be renewed: %s", account_id, type(error).__name__)
            raise TryLater(NOT_STORED) from error

    return renew


def _renewed(account_id: int, used: Secrets, ask: Ask) -> Secrets:
    token, over = secrets.token_hex(12), time.monotonic() + LONGEST_WAIT
    while time.monotonic() < over:
        stored = _stored(account_id)
        if stored != dict(used):
            return stored  # somebody was faster, or connected it anew
        if _claim(account_id, token):
            return _asked(account_id, token, stored, ask)
        time.sleep(LOOK)
    raise TryLater(BY_ANOTHER)


def _asked(account_id: int, token: str, used: dict[str, str], ask: Ask) -> Secrets:
    mine, over = Account.objects.filter(pk=account_id, renew_token=token), time.monotonic() + HELD
    if (stored := _stored(account_id)) != used:  # it was done between our look and our claim
        mine.update(renew_token="", renew_until=None)
        return stored
    try:
        fresh = {**used, **ask(used)}
    except Exception:
        mine.update(renew_token="", renew_until=None)
        raise
    new: dict[str, object] = {"secrets": kept(fresh), "renew_token": "", "renew_until": None}

    def keep() -> Secrets:
        if mine.filter(disconnected_at=None).update(**new) or _late(account_id, used, new):
            _ends(account_id, fresh)
            return fresh
        return _stored(account_id)  # connected anew while we asked

    return insist(keep, over - time.monotonic())  # the network gives it once


def _late(account_id: int, used: dict[str, str], new: dict[str, object]) -> bool:
    """Our claim ran out while we asked: what we got is kept all the same, unless what we have has changed since."""
    row = Account.objects.get(pk=account_id)
    if row.disconnected_at is not None or not row.secrets or plain(row) != used:
        return False
    return bool(Account.objects.filter(pk=account_id, secrets=row.secrets).update(**new))


def _ends(account_id: int, fresh: Secrets) -> None:
    """Of access that ends for good unless it is renewed: when it ends now, if the network said so."""
    try:
        ends: datetime | None = datetime.fromisoformat(fresh.get("expires_at", ""))
    except ValueError:
        ends = None
    if ends is not None and ends.tzinfo is None:
        ends = None
    Account.objects.filter(pk=account_id, expires_at__isnull=False).update(expires_at=ends)


def _claim(account_id: int, token: str) -> bool:
    now = clock()
    free = Q(renew_until=None) | Q(renew_until__lt=now)
    return bool(Account.objects.filter(free, pk=account_id).update(renew_token=token, renew_until=now + HOLD))


def _stored(account_id: int) -> dict[str, str]:
    row = Account.objects.filter(pk=account_id).values_list("secrets", "disconnected_at").first()
    if row is None or row[1] is not None:
        raise NotConnected("This account was disconnected.")
    return _read(row[0])


def _read(cipher: str) -> dict[str, str]:
    try:
        told: dict[str, str] = json.loads(keys.decrypt(folder(), cipher)) if cipher else {}
    except keys.KeyMissing:
        raise NotConnected(
            "The key for this account's password is not on this machine. Connect the account again."
        ) from None
    return told


def rotate(now: datetime | None = None) -> int:
    """Make a new key and put every stored password under it; how many. Old key files may then be removed."""
    now = now or clock()
    keys.add(folder())
    done = 0
    for account in Account.objects.exclude(secrets="").order_by("pk"):
        try:
            again = keys.encrypt(folder(), keys.decrypt(folder(), account.secrets))
        except keys.KeyMissing:
            continue  # its page says so; connecting it again puts it under the new key
        done += Account.objects.filter(pk=account.pk, secrets=account.secrets).update(secrets=again)
    record("account.keys_rotated", "account", "", now=now, data={"accounts": done})
    return done


def folder() -> Path:
    """Where the keys lie."""
    return Path(conf.DATA) / "keys"
