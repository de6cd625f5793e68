"""Accounts: looked at before they are kept, secret where they must be, and honest about how they are."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels._http import Http
from zuruf.channels.feed import Feed
from zuruf.core.channel import ChannelError, Check, NotConnected, Refused, TryLater, Unknown
from zuruf.core.people import Who
from zuruf.flow import accounts, tokens
from zuruf.flow.errors import Declined
from zuruf.store import keys
from zuruf.store.models import Account, AuditEntry, Delivery, Member
from zuruf.store.queries import accounts as reading

pytestmark = pytest.mark.django_db

PASSWORD = "abcd-efgh-ijkl-mnop"
FEED = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Presse</title><id>tag:x</id>
<updated>2026-03-01T00:00:00Z</updated></feed>"""


@pytest.fixture
def owner(second_pair: Member) -> Who:
    return builders.who(second_pair)


@pytest.fixture
def network(settings: Any, tmp_path: Path) -> Iterator[Loopback]:
    """A server on loopback that an operator allowed, and keys of this test's own."""
    with loopback() as running:
        settings.ALLOW_PRIVATE = ("127.0.0.1",)
        settings.DATA = tmp_path
        yield running


def as_feed(_: Request) -> Reply:
    return Reply(body=FEED, headers={"content-type": "application/atom+xml"})


def as_pds(request: Request) -> Reply:
    """The three answers of the AT Protocol's documentation that a check needs."""
    if request.path.endswith("createSession"):
        if json.loads(request.body)["password"] != PASSWORD:
            return Reply(
                401, b'{"error":"AuthenticationRequired","message":"Invalid identifier or password"}'
            )
        found = {
            "did": "did:plc:abc",
            "handle": "radwerk.example",
            "accessJwt": "a.b.c",
            "refreshJwt": "d.e.f",
        }
        return Reply(body=json.dumps(found).encode(), headers={"content-type": "application/json"})
    return Reply(body=b'{"notifications":[]}', headers={"content-type": "application/json"})


def bluesky(owner: Who, network: Loopback, password: str = PASSWORD) -> str:
    given = {"handle": "radwerk.example", "server": network.url}
    return accounts.connect(owner, "bluesky", given, {"password": password}, now=NOW)


def test_an_account_is_kept_when_it_works(owner: Who, network: Loopback) -> None:
    network.script = as_feed
    public_id = accounts.connect(owner, "feed", {"url": f"{network.url}/feed"}, {}, now=NOW)
    shown = reading.one(public_id)
    assert shown is not None
    assert (shown.name, shown.state, shown.check["can_read"], shown.next_fetch_at) == (
        "Presse",
        "ok",
        True,
        NOW,
    )


def test_nothing_is_kept_of_an_account_that_does_not_work(owner: Who, network: Loopback) -> None:
    network.script = as_pds
    with pytest.raises(Declined, match="check_failed") as said:
        bluesky(owner, network, password="wrong")
    check = said.value.data["check"]
    assert isinstance(check, Check)
    assert check.problem
    assert "wrong" not in check.problem
    assert not Account.objects.exists()


def test_a_password_is_never_stored_as_it_is(owner: Who, network: Loopback) -> None:
    network.script = as_pds
    row = Account.objects.get(public_id=bluesky(owner, network))
    assert PASSWORD not in str(vars(row))
    assert not any(PASSWORD in str(vars(entry)) for entry in AuditEntry.objects.all())
    shown = reading.one(row.public_id)
    assert PASSWORD not in repr(shown)
    assert PASSWORD not in repr(accounts.open_channel(row))


def test_the_same_account_again_goes_on_where_it_was(owner: Who, network: Loopback) -> None:
    network.script = as_pds
    first = bluesky(owner, network)
    builders.conversation(Account.objects.get())
    accounts.disconnect(owner, first, now=NOW)
    assert bluesky(owner, network) == first
    shown = reading.one(first)
    assert shown is not None
    assert (shown.conversations, shown.state, shown.enabled, shown.disconnected_at) == (1, "ok", True, None)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500, b"oops"),
        Reply(502),
        Reply(how="close"),
        Reply(body=b'{"did":"did:plc:abc","handle"', how="cut"),
        Reply(body=b"<html>not json", headers={"content-type": "application/json"}),
        Reply(body=b"[]", headers={"content-type": "application/json"}),
        Reply(how="hang"),
        Reply(429, headers={"retry-after": "7"}),
    ],
    ids=["500", "502", "close", "cut", "html", "wrong shape", "hang", "429"],
)
def test_a_network_in_trouble_gives_a_clear_state_and_loses_nothing(
    reply: Reply, owner: Who, network: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.script = as_pds
    public_id = bluesky(owner, network)
    before = Account.objects.get()
    defaults = Http.__init__.__kwdefaults__
    assert defaults
    monkeypatch.setitem(defaults, "deadline", 0.5)
    network.script = lambda _: reply
    seen = accounts.check(owner, public_id, now=NOW + timedelta(hours=1))
    after = Account.objects.get()
    assert not seen.can_read
    assert seen.problem
    assert after.state in ("later", "unknown")
    assert after.state_since == NOW + timedelta(hours=1)
    assert after.next_fetch_at is not None
    assert after.next_fetch_at > NOW + timedelta(hours=1)
    assert (after.secrets, after.cursor, after.enabled) == (before.secrets, before.cursor, True)


def test_a_changed_password_says_connect_again(owner: Who, network: Loopback) -> None:
    network.script = as_pds
    public_id = bluesky(owner, network)
    network.script = lambda _: Reply(401, b'{"error":"AuthenticationRequired"}')
    accounts.check(owner, public_id, now=NOW)
    assert Account.objects.get().state == "not_connected"


def test_an_address_on_a_private_network_is_refused_unless_an_operator_allows_it(
    owner: Who, network: Loopback, settings: Any
) -> None:
    settings.ALLOW_PRIVATE = ()
    network.script = as_feed
    with pytest.raises(Declined, match="check_failed"):
        accounts.connect(owner, "feed", {"url": f"{network.url}/feed"}, {}, now=NOW)
    assert network.seen == []


def test_a_lost_key_means_connect_again_and_nothing_else_is_lost(
    owner: Who, network: Loopback, settings: Any
) -> None:
    network.script = as_pds
    public_id = bluesky(owner, network)
    for key in (settings.DATA / "keys" / "tokens").iterdir():
        key.unlink()
    with pytest.raises(NotConnected, match="Connect the account again"):
        accounts.open_channel(Account.objects.get())
    seen = accounts.check(owner, public_id, now=NOW)
    assert "not on this machine" in seen.problem
    assert Account.objects.get().state == "not_connected"


def test_after_a_rotation_old_keys_are_no_longer_needed(owner: Who, network: Loopback, settings: Any) -> None:
    network.script = as_pds
    bluesky(owner, network)
    old = set((settings.DATA / "keys" / "tokens").iterdir())
    assert tokens.rotate(NOW) == 1
    for key in old:
        key.unlink()
    row = Account.objects.get()
    assert json.loads(keys.decrypt(settings.DATA / "keys", row.secrets)) == {"password": PASSWORD}
    assert accounts.open_channel(row).check().can_read


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (TryLater("later"), "later"),
        (NotConnected("no"), "not_connected"),
        (Refused("never"), "refused"),
        (Unknown("?"), "unknown"),
    ],
)
def test_each_answer_of_a_network_is_a_state_with_its_beginning(error: ChannelError, state: str) -> None:
    account = builders.account("bluesky")
    again = NOW + timedelta(minutes=1)
    accounts.note_trouble(account.pk, error, NOW, again)
    accounts.note_trouble(account.pk, error, again, again + timedelta(minutes=1))
    account.refresh_from_db()
    assert (account.state, account.state_since, account.failures) == (state, NOW, 2)
    assert AuditEntry.objects.filter(verb="account.trouble").count() == 1
    accounts.note_ok(account.pk, again)
    account.refresh_from_db()
    assert (account.state, account.state_since, account.failures, account.state_why) == ("ok", again, 0, "")


def test_replies_that_waited_for_an_account_go_on_when_it_works_again(answers: Member) -> None:
    account = builders.account("bluesky", state="not_connected")
    conversation = builders.conversation(account)
    Delivery.objects.create(
        draft=builders.draft(conversation, answers),
        conversation=conversation,
        account=account,
        author=answers,
        payload={},
        queued_at=NOW,
        not_before=NOW,
        recall_until=NOW,
        wait_for_account=True,
    )
    accounts.note_ok(account.pk, NOW)
    assert not Delivery.objects.get().wait_for_account


def test_paused_means_nothing_is_read_and_going_on_reads_at_once(owner: Who) -> None:
    account = builders.account("feed", next_fetch_at=NOW + timedelta(hours=1))
    accounts.pause(owner, account.public_id, now=NOW)
    account.refresh_from_db()
    assert not account.enabled
    accounts.resume(owner, account.public_id, now=NOW)
    account.refresh_from_db()
    assert (account.enabled, account.next_fetch_at) == (True, NOW)


@pytest.mark.parametrize("seconds", [-1, 601])
def test_a_recall_time_has_bounds(owner: Who, seconds: int) -> None:
    account = builders.account()
    with pytest.raises(Declined, match="recall_seconds"):
        accounts.set_recall(owner, account.public_id, seconds, now=NOW)
    accounts.set_recall(owner, account.public_id, 0, now=NOW)
    account.refresh_from_db()
    assert account.recall_seconds == 0


def test_our_own_page_cannot_be_disconnected(owner: Who) -> None:
    talk = accounts.ensure_talk(NOW)
    assert accounts.ensure_talk(NOW) == talk
    with pytest.raises(Declined, match="talk_stays"):
        accounts.disconnect(owner, talk.public_id, now=NOW)


def test_a_disconnected_account_forgets_its_password(owner: Who, network: Loopback) -> None:
    network.script = as_pds
    public_id = bluesky(owner, network)
    accounts.disconnect(owner, public_id, now=NOW)
    row = Account.objects.get()
    assert (row.secrets, row.state, row.enabled) == ("", "not_connected", False)
    with pytest.raises(NotConnected):
        accounts.open_channel(row)


@pytest.mark.parametrize("role", ["desk", "guest"])
def test_only_an_owner_touches_accounts(role: str) -> None:
    who = builders.who(builders.member(role=role))
    account = builders.account("feed").public_id
    acts: list[Callable[[], object]] = [
        lambda: accounts.connect(who, "feed", {"url": "https://example.org"}, {}, now=NOW),
        lambda: accounts.check(who, account, now=NOW),
        lambda: accounts.pause(who, account, now=NOW),
        lambda: accounts.resume(who, account, now=NOW),
        lambda: accounts.set_recall(who, account, 1, now=NOW),
        lambda: accounts.disconnect(who, account, now=NOW),
    ]
    for act in acts:
        with pytest.raises(Declined, match="not_allowed"):
            act()


def test_every_feed_is_a_world_of_its_own() -> None:
    one = accounts.realm_of("feed", {"url": "https://example.org/a.xml"})
    two = accounts.realm_of("feed", {"url": "https://example.org/b.xml"})
    assert one != two
    assert one.startswith("feed:example.org:")
    assert accounts.realm_of("bluesky", {}) == "bluesky"


@pytest.mark.both
def test_whatever_a_network_puts_into_its_answer_is_kept_and_told(
    owner: Who, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path
    odd = "Rad\x00werk\ud800" * 60
    seen = Check(True, True, odd, odd, odd, limits=(odd,), problem=odd, profile=(odd,), measures={"link": 23})
    monkeypatch.setattr(Feed, "check", lambda self: seen)
    public_id = accounts.connect(owner, "feed", {"url": "https://example.org/"}, {}, now=NOW)
    accounts.check(owner, public_id, now=NOW)
    accounts.note_trouble(Account.objects.get().pk, Refused(odd), NOW, None)

    account = Account.objects.get()
    assert account.name.startswith("Rad\ufffdwerk?Rad")
    assert (account.check_result["measures"], account.state_why[:4]) == ({"link": 23}, "Rad\ufffd")
    assert account.check_result["profile"][0].startswith("Rad\ufffdwerk?")
