"""Accounts: connecting our presences on the channels, and keeping their state true."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings as conf
from django.db import transaction
from django.db.models import F

from zuruf import channels
from zuruf.core.channel import Channel, ChannelError, Check, Link, NotConnected, Refused, Secrets, TryLater
from zuruf.core.clean import storable
from zuruf.core.people import May, Who
from zuruf.core.realm import realm
from zuruf.core.talk import REALM
from zuruf.flow import tokens
from zuruf.flow.able import is_own, is_polled, must_be_there
from zuruf.flow.audit import record
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.store.changes import announce
from zuruf.store.models import Account, Delivery, Organisation
from zuruf.store.queries.accounts import measures

MOST_RECALL_SECONDS = 600


def open_channel(account: Account) -> Channel:
    """The network behind *account*. Raises NotConnected when it was disconnected or its key is not on this machine, TryLater while its
    channel's code cannot be loaded."""
    if account.disconnected_at is not None:
        raise NotConnected("This account was disconnected.")
    must_be_there(account.channel)
    numbers = measures(account.check_result)
    link = Link(account.settings, tokens.plain(account), tokens.renewer(account.pk), numbers)
    return channels.make(account.channel, link, conf.ALLOW_PRIVATE)


def connect(
    who: Who,
    channel: str,
    settings: Mapping[str, str],
    secrets: Mapping[str, str],
    *,
    public_id: str = "",
    now: datetime | None = None,
) -> str:
    """Look whether it works, then keep it; the account's public id. Nothing is saved unless it can read or publish.

    The same presence again renews its row, so its history goes on, also its id; else it gets *public_id*, if that is free. Of the account with that id the secrets made
    here are kept where none are given. Raises Declined("check_failed", check=Check).
    """
    now = now or clock()
    _must_run(who)
    if channel not in channels.kinds():
        raise Declined("unknown_channel", channel=channel)
    made = [f.name for f in channels.can(channel).fields if f.kind == "made"]
    kept = {**secrets, **tokens.agreed(public_id, [name for name in made if not secrets.get(name)])}

    def renew(used: Secrets, ask: Callable[[Secrets], Secrets]) -> Secrets:
        kept.update(
            {**used, **ask(used)}
        )  # a token for renewal often holds once: what came of it is what is saved
        return dict(kept)

    seen = _look(channel, Link(settings, dict(kept), renew))
    if not (seen.can_read or seen.can_publish):
        raise Declined("check_failed", check=seen)
    here, fields = realm_of(channel, settings), _connected(channel, settings, kept, seen, now)
    with transaction.atomic():
        account, new = Account.objects.update_or_create(
            channel=channel,
            realm=here,
            remote_id=storable(seen.remote_id)[:255] or here,
            defaults=fields,
            create_defaults={**fields, **_free(public_id), "created_at": now},
        )
        _go_on(account.pk)
        verb = "account.connected" if new else "account.reconnected"
        record(verb, "account", account.public_id, now=now, who=who, data={"channel": channel})
        announce("account", [account.public_id], now)
    return account.public_id


def _free(public_id: str) -> dict[str, str]:
    taken = not public_id or Account.objects.filter(public_id=public_id).exists()
    return {} if taken else {"public_id": public_id}


def _connected(
    channel: str, settings: Mapping[str, str], secrets: Mapping[str, str], seen: Check, now: datetime
) -> dict[str, object]:
    return {
        "name": storable(seen.name or seen.handle or channel)[:160],
        "handle": storable(seen.handle)[:255],
        "settings": dict(settings),
        "secrets": tokens.kept(secrets),
        "renew_token": "",
        "renew_until": None,
        "expires_at": seen.expires_at,
        "enabled": True,
        "disconnected_at": None,
        "state": "ok",
        "state_why": "",
        "state_since": now,
        "last_ok_at": now,
        "next_fetch_at": now if is_polled(channel) else None,
        "failures": 0,
        "checked_at": now,
        "check_result": told(seen),
    }


def check(who: Who, public_id: str, *, now: datetime | None = None) -> Check:
    """Look now whether a connected account can read and publish; its state follows from the answer."""
    now = now or clock()
    _must_run(who)
    account = _account(public_id)
    ends: dict[str, datetime | None] = {}  # who could not be asked has not said that it never ends
    try:
        seen = open_channel(account).check()
        ends = {"expires_at": seen.expires_at}
    except ChannelError as error:
        seen = Check(False, False, problem=str(error), measures=measures(account.check_result))
        note_trouble(account.pk, error, now, now + timedelta(minutes=1))
    else:
        if seen.can_read or seen.can_publish:
            note_ok(account.pk, now)
        else:
            note_trouble(account.pk, NotConnected(seen.problem), now, now + timedelta(minutes=15))
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(checked_at=now, check_result=told(seen), **ends)
        record("account.checked", "account", public_id, now=now, who=who, data={"read": seen.can_read})
        announce("account", [public_id], now)
    return seen


def note_ok(account_id: int, now: datetime, but: str = "") -> None:
    """The network answered. Deliveries that waited for this account go on. *but*: what its page should say all the same,
    such as a feed that is not well-formed."""
    with transaction.atomic():
        changed = (
            Account.objects.filter(pk=account_id).exclude(state="ok").update(state="ok", state_since=now)
        )
        Account.objects.filter(pk=account_id).update(
            last_ok_at=now, failures=0, state_why=storable(but)[:500]
        )
        if changed:
            _go_on(account_id)
            _tell(account_id, "account.works", now)


def note_trouble(account_id: int, error: ChannelError, now: datetime, retry_at: datetime | None) -> None:
    """The network did not answer as it should; *retry_at*: when we read again, None leaves that as it is."""
    state = _state(error)
    with transaction.atomic():
        changed = (
            Account.objects.filter(pk=account_id).exclude(state=state).update(state=state, state_since=now)
        )
        again = {"next_fetch_at": retry_at} if retry_at else {}
        told = {"state_why": storable(str(error))[:500], "failures": F("failures") + 1}
        Account.objects.filter(pk=account_id).update(**told, **again)
        if changed:
            _tell(account_id, "account.trouble", now, why=state)


def pause(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """Nothing is read any more; replies wait in the outbox' own order. Nothing is lost."""
    _switch(who, public_id, False, "account.paused", now or clock())


def resume(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """Reads again, at once."""
    _switch(who, public_id, True, "account.resumed", now or clock())


def set_recall(who: Who, public_id: str, seconds: int, *, now: datetime | None = None) -> None:
    """How long a reply through this account can be recalled before it goes out. 0 to 600 seconds."""
    now = now or clock()
    _must_run(who)
    if not 0 <= seconds <= MOST_RECALL_SECONDS:
        raise Declined("recall_seconds", most=MOST_RECALL_SECONDS)
    with transaction.atomic():
        account = _account(public_id)
        Account.objects.filter(pk=account.pk).update(recall_seconds=seconds)
        told = {"seconds": [account.recall_seconds, seconds]}
        record("account.recall_set", "account", public_id, now=now, who=who, data=told)
        announce("account", [public_id], now)


def disconnect(who: Who, public_id: str, *, now: datetime | None = None) -> None:
    """Forget the password; keep every conversation. Our own page cannot be disconnected, only paused."""
    now = now or clock()
    _must_run(who)
    with transaction.atomic():
        account = _account(public_id)
        if is_own(account.channel):
            raise Declined("talk_stays")
        done = Account.objects.filter(pk=account.pk, disconnected_at=None).update(
            disconnected_at=now,
            enabled=False,
            secrets="",
            renew_token="",
            renew_until=None,
            expires_at=None,
            state="not_connected",
            state_why="",
            state_since=now,
            next_fetch_at=None,
        )
        if not done:
            raise Declined("already_disconnected")
        record("account.disconnected", "account", public_id, now=now, who=who)
        announce("account", [public_id], now)


def ensure_talk(now: datetime | None = None) -> Account:
    """The account of our own public page; made once, named like the organisation."""
    now = now or clock()
    name = Organisation.objects.filter(pk=1).values_list("name", flat=True).first() or "Talk"
    new = {"name": name, "state": "ok", "state_since": now, "last_ok_at": now, "created_at": now}
    account, _ = Account.objects.get_or_create(channel=REALM, realm=REALM, remote_id=REALM, defaults=new)
    return account


def rename_talk(name: str, now: datetime) -> None:
    """Our own page is called like the organisation."""
    Account.objects.filter(pk=ensure_talk(now).pk).update(name=name)


def realm_of(channel: str, settings: Mapping[str, str]) -> str:
    """The network or instance whose message ids are unique. Every feed is a world of its own."""
    by = channels.can(channel).realm_by
    return realm(channel, settings.get(by, "")) if by else channel


def _look(channel: str, link: Link) -> Check:
    try:
        return channels.make(channel, link, conf.ALLOW_PRIVATE).check()
    except ChannelError as error:
        return Check(False, False, problem=str(error))


def told(seen: Check) -> dict[str, object]:
    """A look as an account keeps it, whatever characters a network puts into it."""
    kept = {**asdict(seen), "expires_at": seen.expires_at.isoformat() if seen.expires_at else None}
    return {name: _clean(value) for name, value in kept.items()}


def _clean(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return storable(value) if isinstance(value, str) else value


def _state(error: ChannelError) -> str:
    if isinstance(error, TryLater):
        return "later"
    if isinstance(error, NotConnected):
        return "not_connected"
    return "refused" if isinstance(error, Refused) else "unknown"


def _switch(who: Who, public_id: str, on: bool, verb: str, now: datetime) -> None:
    _must_run(who)
    with transaction.atomic():
        account = _account(public_id)
        if on and account.disconnected_at is not None:
            raise Declined("already_disconnected")
        fields: dict[str, object] = {"enabled": on}
        if on:
            fields |= {"failures": 0, **({"next_fetch_at": now} if is_polled(account.channel) else {})}
        if Account.objects.filter(pk=account.pk, enabled=not on).update(**fields):
            record(verb, "account", public_id, now=now, who=who)
            announce("account", [public_id], now)


def _go_on(account_id: int) -> None:
    Delivery.objects.filter(account_id=account_id, wait_for_account=True).update(wait_for_account=False)


def _tell(account_id: int, verb: str, now: datetime, why: str = "") -> None:
    public_id = Account.objects.values_list("public_id", flat=True).get(pk=account_id)
    record(verb, "account", public_id, now=now, why=why)
    announce("account", [public_id], now)


def _account(public_id: str) -> Account:
    account = Account.objects.filter(public_id=public_id).first()
    if account is None:
        raise Declined("unknown_account")
    return account


def _must_run(who: Who) -> None:
    if not who.may(May.RUN):
        raise Declined("not_allowed")
