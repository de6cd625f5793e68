"""Access that ends is renewed by one process at a time, and kept before anybody uses it."""

import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections

from tests import builders
from tests.builders import NOW
from tests.flow.caller import Caller
from zuruf import channels
from zuruf.core.channel import Check, NotConnected, Outgoing, Receipt, Refused, TryLater
from zuruf.core.people import Who
from zuruf.flow import accounts, asking, tokens
from zuruf.flow.clock import clock
from zuruf.store.models import Account, Member

OLD = {"access": "a1", "refresh": "r1", "app": "x"}
NEW = {"access": "a2", "refresh": "r2"}


class Endpoint:
    """A network that takes each token for renewal once."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self._lock = threading.Lock()

    def __call__(self, used: Mapping[str, str]) -> Mapping[str, str]:
        with self._lock:
            self.asked.append(used["refresh"])
        self.meanwhile()
        if self.asked.count(used["refresh"]) > 1:
            raise NotConnected("This token was used before.")
        return NEW


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint()


def connected(settings: Any, tmp_path: Path, **more: Any) -> Account:
    settings.DATA = tmp_path
    return builders.account("feed", secrets=tokens.kept(OLD), **more)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_asks_and_all_go_on_with_what_it_got(
    settings: Any, tmp_path: Path, endpoint: Endpoint
) -> None:
    account = connected(settings, tmp_path)
    found: list[Mapping[str, str]] = []
    together = threading.Barrier(4)

    def one() -> None:
        together.wait()
        try:
            found.append(tokens.renewer(account.pk)(OLD, endpoint))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert endpoint.asked == ["r1"]
    assert found == [{**OLD, **NEW}] * 4
    account.refresh_from_db()
    assert tokens.plain(account) == {**OLD, **NEW}
    # With its quotes: two letters alone are in some ciphertexts by chance.
    assert '"r2"' not in account.secrets
    assert (account.renew_token, account.renew_until) == ("", None)


@pytest.mark.django_db
@pytest.mark.both
def test_whose_process_died_is_asked_for_by_the_next_one(
    settings: Any, tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = connected(settings, tmp_path, renew_token="dead", renew_until=clock() + timedelta(minutes=1))
    monkeypatch.setattr(tokens, "LONGEST_WAIT", 0.2)
    with pytest.raises(TryLater):
        tokens.renewer(account.pk)(OLD, endpoint)
    Account.objects.update(renew_until=NOW)
    assert tokens.renewer(account.pk)(OLD, endpoint) == {**OLD, **NEW}


@pytest.mark.django_db
@pytest.mark.both
def test_a_refusal_lets_the_next_one_ask_and_keeps_what_was_there(settings: Any, tmp_path: Path) -> None:
    account = connected(settings, tmp_path)

    def refuses(_: Mapping[str, str]) -> Mapping[str, str]:
        raise Refused("no")

    with pytest.raises(Refused):
        tokens.renewer(account.pk)(OLD, refuses)
    account.refresh_from_db()
    assert (tokens.plain(account), account.renew_token) == (OLD, "")


@pytest.mark.django_db
@pytest.mark.both
def test_what_came_while_others_changed_the_row_is_kept_or_gives_way(
    settings: Any, tmp_path: Path, endpoint: Endpoint
) -> None:
    account = connected(settings, tmp_path)
    endpoint.meanwhile = tokens.rotate  # a new key, the same secrets
    assert tokens.renewer(account.pk)(OLD, endpoint)["refresh"] == "r2"
    account.refresh_from_db()
    assert tokens.plain(account)["refresh"] == "r2"

    late = builders.account("feed", secrets=tokens.kept(OLD))
    endpoint.asked.clear()
    endpoint.meanwhile = lambda: Account.objects.filter(pk=late.pk).update(renew_token="another")
    assert (
        tokens.renewer(late.pk)(OLD, endpoint)["refresh"] == "r2"
    )  # our claim ran out, nothing else changed

    anew = builders.account("feed", secrets=tokens.kept(OLD))
    by_hand = {"access": "a9", "refresh": "r9"}
    endpoint.asked.clear()
    endpoint.meanwhile = lambda: Account.objects.filter(pk=anew.pk).update(
        secrets=tokens.kept(by_hand), renew_token=""
    )
    assert tokens.renewer(anew.pk)(OLD, endpoint) == by_hand  # connected anew by a person

    gone = builders.account("feed", secrets=tokens.kept(OLD))
    endpoint.asked.clear()
    endpoint.meanwhile = lambda: Account.objects.filter(pk=gone.pk).update(
        disconnected_at=NOW, secrets="", renew_token=""
    )
    with pytest.raises(NotConnected):
        tokens.renewer(gone.pk)(OLD, endpoint)
    gone.refresh_from_db()
    assert gone.secrets == ""


@pytest.mark.django_db(transaction=True)
def test_what_the_network_gives_once_is_kept_although_the_database_is_busy(
    settings: Any, tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = connected(settings, tmp_path)
    busy, ended = ["once"], tokens._ends

    def once_more(*told: Any) -> None:
        if busy:
            busy.clear()
            raise OperationalError("database is locked")
        ended(*told)

    monkeypatch.setattr(tokens, "_ends", once_more)
    assert tokens.renewer(account.pk)(OLD, endpoint) == {**OLD, **NEW}
    assert (busy, endpoint.asked) == ([], ["r1"])


@pytest.mark.django_db
def test_a_database_that_is_away_leaves_no_doubt_about_an_answer(
    settings: Any, tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Renews(Caller):
        def publish(self, reply: Outgoing) -> Receipt:
            self._link.renew(self._link.secrets, endpoint)
            raise AssertionError("nothing may be sent without access")

    def away(_: int) -> dict[str, str]:
        raise OperationalError("server closed the connection unexpectedly")

    kinds = {**channels.kinds(), "caller": Renews}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    settings.DATA = tmp_path
    account = builders.account("caller", secrets=tokens.kept(OLD))
    monkeypatch.setattr(tokens, "_stored", away)

    said = asking.ask(account, lambda channel: channel.publish(Outgoing("k", "Hello", NOW)))

    assert isinstance(said, TryLater)
    assert endpoint.asked == []


@pytest.mark.django_db
@pytest.mark.both
def test_what_is_renewed_while_an_account_is_looked_at_is_what_is_saved(
    settings: Any, tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, second_pair: Member
) -> None:
    class Renews(Caller):
        def check(self) -> Check:
            held = self._link.renew(self._link.secrets, endpoint)
            ends = NOW + timedelta(days=9)
            return Check(held["access"] in ("a2", "a3"), False, remote_id="c1", expires_at=ends)

    kinds = {**channels.kinds(), "caller": Renews}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    settings.DATA = tmp_path
    owner: Who = builders.who(second_pair)
    public_id = accounts.connect(owner, "caller", {}, OLD, now=NOW)

    account = Account.objects.get(public_id=public_id)
    assert tokens.plain(account) == {**OLD, **NEW}
    assert account.expires_at == NOW + timedelta(days=9)
    assert account.check_result["expires_at"] == (NOW + timedelta(days=9)).isoformat()

    assert accounts.check(owner, public_id, now=NOW).can_read
    assert endpoint.asked == ["r1", "r2"]
