"""A network calls: whoever it says it is has to prove it before a byte is kept, and every byte is kept before it reads "thank you".

It is read by the worker, not while the network waits: networks give up after a few seconds, and what is stored is read whoever dies.
"""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from zuruf import channels
from zuruf.core.calling import Door
from zuruf.core.channel import Channel, ChannelError
from zuruf.core.clean import storable
from zuruf.core.talk import network_of
from zuruf.flow import accounts
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Account, RawArrival

log = logging.getLogger(__name__)
_door = Door()
_nobody = secrets.token_bytes(32)


def greeting(public_id: str, query: Mapping[str, str]) -> str:
    """What to answer a network that asks whether this address is ours. Nobody is shut out: it is little work, and a network that
    gets no answer calls no more. Declined: "nobody", "not_ready", "refused"."""
    account = _account(public_id)
    if account is None:
        raise Declined("nobody")
    channel = _open(account)
    try:
        return channel.greet(query)
    except Exception as error:
        _stumbled(account, error, "greeted")
        raise Declined("refused") from None


def admit(sender: str, *, now: datetime | None = None) -> None:
    """May *sender* knock, before its call is looked at? Declined("too_often", after=timedelta)."""
    wait = _door.wait(network_of(sender), now or clock())
    if wait > timedelta():
        raise Declined("too_often", after=wait)


def called(
    public_id: str, headers: Mapping[str, str], body: bytes, *, sender: str = "", now: datetime | None = None
) -> None:
    """Keep a call whose signature is right. *headers*: names in lower case.

    Declined: "nobody" (no such account, or none that is called), "refused" (it is not the network), "not_ready" (we cannot look).
    """
    now, sender = now or clock(), network_of(sender)
    account = _account(public_id)
    if account is None:
        hmac.new(_nobody, body, hashlib.sha256).digest()  # about as long as looking at a signature takes
        _door.refused(sender, now)
        raise Declined("nobody")
    channel = _open(account)
    try:
        channel.verify(headers, body)
    except Exception as error:  # whatever it stumbles over came from outside
        _stumbled(account, error, "verified")
        _door.refused(sender, now)
        raise Declined("refused") from None
    _door.let_in(sender, now)
    text = storable(body.decode("utf-8", "replace"))
    with transaction.atomic():
        RawArrival.objects.create(
            account=account, received_at=now, kind="webhook", body=text, state="new", read_from=now
        )
        Account.objects.filter(pk=account.pk).update(called_at=now)
        announce("arrival", [account.public_id], now)


def _stumbled(account: Account, error: Exception, what: str) -> None:
    if not isinstance(error, ChannelError):
        log.warning("A call of account %s cannot be %s: %s", account.public_id, what, type(error).__name__)


def _account(public_id: str) -> Account | None:
    """An account that a network may call. While it is paused its calls are kept and not read: most networks hand nothing out again."""
    account = Account.objects.filter(public_id=public_id, disconnected_at=None).first()
    if account is None or (account.channel in channels.kinds() and not channels.can(account.channel).calls):
        return None  # one whose channel cannot be loaded is called again: `_open`
    return account


def _open(account: Account) -> Channel:
    try:
        return accounts.open_channel(account)
    except Exception as error:  # its key is not here, or the channel is broken: the network is to come again
        _stumbled(account, error, "taken")
        raise Declined("not_ready") from None
