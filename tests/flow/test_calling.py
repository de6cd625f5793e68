"""The door at which networks call: signed or nothing, kept before it is read, and read once however often it comes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from tests.flow.caller import SECRET, Caller, call, said, sign
from zuruf import channels
from zuruf.core import calling as rules
from zuruf.flow import accounts, arrivals, calling, intake
from zuruf.flow.clock import clock
from zuruf.store import keys
from zuruf.store.models import Account, Change, Message, RawArrival

pytestmark = [pytest.mark.django_db, pytest.mark.both]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Account:
    """An account at a network that calls; nobody has knocked yet."""
    kinds = {**channels.kinds(), "caller": Caller}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    monkeypatch.setattr(calling, "_door", rules.Door())
    settings.DATA = tmp_path
    secret = keys.encrypt(tmp_path / "keys", f'{{"secret": "{SECRET}"}}')
    return builders.account("caller", secrets=secret)


def deliver(of: Account, body: bytes, signature: str | None = None) -> Any:
    """A call as the network makes it, through all of the middleware; nobody has a cookie."""
    stamp = sign(body) if signature is None else signature
    return Client(enforce_csrf_checks=True).post(
        f"/hook/{of.public_id}/", body, content_type="application/json", headers={"x-signature": stamp}
    )


def texts() -> list[str]:
    return list(Message.objects.order_by("remote_id").values_list("text", flat=True))


def test_a_signed_call_is_kept_before_it_is_answered_and_read_by_the_worker(account: Account) -> None:
    body = call(said("1"))
    answer = deliver(account, body)

    assert (answer.status_code, answer.content) == (200, b"")
    arrival = RawArrival.objects.get()
    assert (arrival.state, arrival.kind, arrival.body) == ("new", "webhook", body.decode())
    assert not Message.objects.exists()
    assert Change.objects.filter(kind="arrival", thing=account.public_id).exists()  # wakes the worker
    assert Account.objects.get().called_at is not None

    assert (arrivals.read(), arrivals.read()) == (1, 0)
    assert texts() == ["Wann kommt mein Ersatzteil?"]


def test_a_call_that_is_not_signed_leaves_nothing_and_is_not_told_why(account: Account) -> None:
    body = call(said("1"))
    wrong = [sign(body, "guessed"), "", "ü", sign(body)[:-1], sign(body + b" ")]
    answers = [deliver(account, body, signature) for signature in wrong]

    assert {(a.status_code, a.content, a["content-type"]) for a in answers} == {
        (403, b"Not signed as agreed.", "text/plain; charset=utf-8")
    }
    assert not RawArrival.objects.exists()
    assert Account.objects.get().called_at is None


def test_nobody_tells_an_unknown_account_from_one_that_is_disconnected(account: Account) -> None:
    body = call(said("1"))
    gone = builders.account("caller", disconnected_at=NOW)
    uncalled = builders.account("talk")
    unknown = Account(public_id="2222222222")

    answers = [deliver(of, body) for of in (gone, uncalled, unknown)]
    answers += [Client().get(f"/hook/{of.public_id}/") for of in (gone, uncalled, unknown)]
    assert {(a.status_code, a.content) for a in answers} == {(404, b"Nobody is called here.")}
    assert not RawArrival.objects.exists()


def test_the_handshake_answers_what_the_network_asked_and_never_as_a_page(account: Account) -> None:
    path = f"/hook/{account.public_id}/"
    well = Client().get(path, {"token": SECRET, "challenge": "<script>1</script>"})
    assert (well.status_code, well.content) == (200, b"<script>1</script>")
    assert (well["content-type"], well["x-content-type-options"]) == ("text/plain; charset=utf-8", "nosniff")
    for wrong in ("guessed", "ü"):  # at the second one this channel stumbles
        assert Client().get(path, {"token": wrong, "challenge": "1"}).status_code == 403
    assert Client().put(path).status_code == 405


def test_ten_megabytes_are_taken_and_not_a_byte_more(account: Account) -> None:
    at_most = b"x" * rules.LARGEST
    assert deliver(account, at_most).status_code == 200
    assert deliver(account, at_most + b"x").status_code == 413
    assert RawArrival.objects.count() == 1


def test_the_same_call_again_and_calls_in_any_order_end_the_same(account: Account) -> None:
    hour = [(NOW - timedelta(hours=h)).isoformat() for h in range(3)]
    edited = call(said("1", "Wann kommt mein rotes Ersatzteil?", edited=hour[0]))
    first = call(said("1"), said("2", "Und meines?"))
    gone = call(gone=[{"id": "2", "at": hour[0]}])
    for body in (gone, edited, first, gone, first, edited, first):
        assert deliver(account, body).status_code == 200
        arrivals.read()

    assert Message.objects.count() == 2
    one, two = Message.objects.order_by("remote_id")
    assert one.text == "Wann kommt mein rotes Ersatzteil?"
    assert (two.text, two.gone_at is not None) == ("", True)
    assert not RawArrival.objects.exclude(state="done").exists()


class Killed(BaseException):
    """What no handler sees: the worker is gone."""


def test_a_worker_killed_while_it_reads_loses_nothing_and_no_two_read_at_once(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any, **__: Any) -> None:
        assert arrivals.read() == 0  # another worker looks in this very moment
        raise Killed

    deliver(account, call(said("1")))
    with monkeypatch.context() as crash:
        crash.setattr(intake, "receive", killed)
        with pytest.raises(Killed):
            arrivals.read()
    assert (arrivals.read(), RawArrival.objects.get().state) == (0, "new")

    assert arrivals.read(now=clock() + arrivals.HOLD + MINUTE) == 1
    assert texts() == ["Wann kommt mein Ersatzteil?"]


def test_a_call_that_kills_whoever_reads_it_is_left_alone_in_the_end_and_kept(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any, **__: Any) -> None:
        raise Killed

    deliver(account, call(said("1")))
    at = clock()
    with monkeypatch.context() as crash:
        crash.setattr(intake, "receive", killed)
        for _ in range(arrivals.MOST_TRIES):
            with pytest.raises(Killed):
                arrivals.read(now=at)
            at += arrivals.HOLD + MINUTE
        assert arrivals.read(now=at) == 1  # nobody tries it

    left = RawArrival.objects.get()
    assert (left.state, left.why, "Ersatzteil" in left.body) == ("broken", arrivals.GAVE_UP, True)


def test_a_database_that_is_away_is_no_fault_of_what_came_in(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError("the database system is shutting down")

    deliver(account, call(said("1")))
    at = clock()
    with monkeypatch.context() as outage:
        outage.setattr(intake, "receive", away)
        for _ in range(arrivals.MOST_TRIES + 1):
            with pytest.raises(OperationalError):
                arrivals.read(now=at)
            at += arrivals.HOLD + MINUTE
    assert (arrivals.read(now=at), texts()) == (1, ["Wann kommt mein Ersatzteil?"])


def test_a_claim_looks_at_its_own_row_alone_so_that_of_two_at_once_one_has_it(account: Account) -> None:
    deliver(account, call(said("1")))
    with CaptureQueriesContext(connection) as seen:
        arrivals.read()
    claim = next(q["sql"] for q in seen if q["sql"].startswith("UPDATE") and "tries" in q["sql"])
    assert "SELECT" not in claim


def test_what_a_paused_account_is_called_with_waits_until_it_goes_on(account: Account) -> None:
    Account.objects.update(enabled=False)
    assert deliver(account, call(said("1"))).status_code == 200
    assert (arrivals.read(), arrivals.resume(), RawArrival.objects.get().state) == (0, 0, "new")

    Account.objects.update(enabled=True)
    assert (arrivals.read(), texts()) == (1, ["Wann kommt mein Ersatzteil?"])


def test_what_only_a_connected_account_can_read_waits_until_it_is_connected_again(
    account: Account, settings: Any, tmp_path: Any
) -> None:
    deliver(account, call(said("1")))
    settings.DATA = tmp_path / "elsewhere"
    start = clock()
    assert arrivals.read(now=start) == 1
    assert (RawArrival.objects.get().state, Account.objects.get().state) == ("new", "not_connected")

    settings.DATA = tmp_path
    assert (arrivals.read(now=start + MINUTE), arrivals.read(now=start + arrivals.GIVE_UP)) == (0, 1)
    assert texts() == ["Wann kommt mein Ersatzteil?"]


@pytest.mark.parametrize("body", [b'{"items": [', b"[]", b"\xff\x00", b'{"items": [{"id": 1}]}', b""])
def test_what_cannot_be_read_is_kept_as_broken_and_holds_up_nothing(account: Account, body: bytes) -> None:
    assert deliver(account, body).status_code == 200
    deliver(account, call(said("1")))

    assert arrivals.read() == 2
    assert sorted(RawArrival.objects.values_list("state", flat=True)) == ["broken", "done"]
    assert texts() == ["Wann kommt mein Ersatzteil?"]


def test_what_is_of_no_use_to_us_is_done_with(account: Account) -> None:
    deliver(account, b'{"a kind of event": "that nobody knows"}')
    assert arrivals.read() == 1
    assert RawArrival.objects.get().state == "done"


def test_a_network_that_is_busy_is_asked_again_later_and_not_for_ever(account: Account) -> None:
    deliver(account, call(said("1"), busy=90))
    start = clock()
    assert (arrivals.read(), arrivals.read(now=start + MINUTE)) == (1, 0)
    assert RawArrival.objects.get().state == "new"

    assert arrivals.read(now=start + arrivals.GIVE_UP + MINUTE) == 1
    assert (RawArrival.objects.get().state, RawArrival.objects.get().why) == ("broken", "They are busy.")


def test_a_call_that_only_says_there_is_something_makes_reading_due(account: Account) -> None:
    Account.objects.update(next_fetch_at=clock() + timedelta(hours=1))
    deliver(account, call(more=True))
    arrivals.read()
    due = Account.objects.get().next_fetch_at
    assert due is not None
    assert due <= clock()


def test_who_knocks_in_vain_has_to_wait_and_a_network_at_the_same_address_does_not(account: Account) -> None:
    body = call(said("1"))
    for _ in range(rules.MOST_REFUSED):
        assert deliver(account, body, "guessed").status_code == 403
    shut = deliver(account, body, "guessed")
    assert (shut.status_code, 1 <= int(shut["retry-after"]) <= 61) == (429, True)

    greeted = Client().get(f"/hook/{account.public_id}/", {"token": SECRET, "challenge": "1"})
    assert greeted.status_code == 200, "who gets no answer to that calls no more"

    calling.called(account.public_id, {"x-signature": sign(body)}, body, sender="127.0.0.1")
    assert deliver(account, body).status_code == 200


def test_without_its_key_a_network_is_asked_to_call_again(
    account: Account, settings: Any, tmp_path: Any
) -> None:
    settings.DATA = tmp_path / "elsewhere"
    answer = deliver(account, call(said("1")))
    assert (answer.status_code, RawArrival.objects.exists()) == (503, False)
    with pytest.raises(Exception, match="key"):
        accounts.open_channel(account)


def test_a_channel_that_cannot_be_opened_is_our_fault_and_not_the_networks(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Account) -> None:
        raise KeyError("a setting that an older version did not have")

    monkeypatch.setattr(accounts, "open_channel", broken)
    assert deliver(account, call(said("1"))).status_code == 503
    assert Client().get(f"/hook/{account.public_id}/", {"token": SECRET}).status_code == 503
