"""Accounts that are due are read by one worker at a time; whatever a network does, the worker goes on."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf import channels
from zuruf.core.capabilities import Capabilities, Receive
from zuruf.core.channel import Budget, ChannelError, NotConnected, Refused, TryLater, Unknown
from zuruf.core.message import Author, Batch, Incoming
from zuruf.flow import intake, polling
from zuruf.store.models import Account, Message, RawArrival

pytestmark = pytest.mark.django_db
Script = Callable[[Mapping[str, object] | None], Batch]
EVERY = timedelta(minutes=2)


class Scripted:
    """A channel that reads what its script says."""

    budget: Budget | None = None
    name = "scripted"
    can = Capabilities(receive=Receive.POLL, reply=False, poll_every=EVERY)
    script: Script

    def __init__(self, link: object, http: object) -> None:
        pass

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        return type(self).script(cursor)


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch) -> type[Scripted]:
    kinds = {**channels.kinds(), "scripted": Scripted}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    return Scripted


def page(*ids: str, cursor: int | None = None, more: bool = False) -> Batch:
    messages = tuple(Incoming(i, Author("a"), "Hallo?", at=NOW) for i in ids)
    return Batch(messages, cursor=None if cursor is None else {"n": cursor}, raw=" ".join(ids), more=more)


def account(**over: object) -> Account:
    return builders.account("scripted", **over)


def test_what_is_due_is_read_and_comes_again_after_the_channels_interval(scripted: type[Scripted]) -> None:
    of = account(next_fetch_at=NOW)
    scripted.script = staticmethod(lambda cursor: page("1", cursor=7))

    assert intake.poll_due("w", now=NOW) == 1
    assert intake.poll_due("w", now=NOW) == 0

    of.refresh_from_db()
    assert (of.cursor, of.next_fetch_at, of.fetch_token, of.fetch_until) == ({"n": 7}, NOW + EVERY, "", None)
    assert (of.state, of.last_ok_at) == ("ok", NOW)
    assert Message.objects.count() == 1
    assert intake.poll_due("w", now=NOW + EVERY) == 1


def test_a_channel_that_knows_of_no_budget_is_read_all_the_same(
    scripted: type[Scripted], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Scripted, "budget")
    of = account(next_fetch_at=NOW)
    scripted.script = staticmethod(lambda cursor: page("1"))
    intake.poll_due("w", now=NOW)
    of.refresh_from_db()
    assert (of.state, of.failures) == ("ok", 0)


def test_page_follows_page_until_there_are_no_more(scripted: type[Scripted]) -> None:
    of = account()
    seen: list[object] = []

    def three(cursor: Mapping[str, object] | None) -> Batch:
        number = int(str((cursor or {"n": 0})["n"]))
        seen.append(number)
        return page(f"m{number}", cursor=number + 1, more=number < 2)

    scripted.script = staticmethod(three)
    intake.poll_due("w", now=NOW)

    of.refresh_from_db()
    assert (seen, of.cursor) == ([0, 1, 2], {"n": 3})
    assert RawArrival.objects.filter(kind="fetch", state="done").count() == 3


def test_a_network_without_end_gives_the_others_their_turn(scripted: type[Scripted]) -> None:
    of = account()
    scripted.script = staticmethod(lambda cursor: page(cursor=1, more=True))

    intake.poll_due("w", now=NOW)

    of.refresh_from_db()
    assert (of.next_fetch_at, of.fetch_token) == (NOW, "")


@pytest.mark.parametrize(
    ("error", "state", "wait"),
    [
        (TryLater("slow down", timedelta(seconds=90)), "later", timedelta(seconds=90)),
        (TryLater("slow down"), "later", EVERY),
        (NotConnected("the password was changed"), "not_connected", polling.ASK_AGAIN),
        (Refused("no such feed"), "refused", EVERY),
        (Unknown("no answer"), "unknown", EVERY),
        (ZeroDivisionError("secret=hunter2"), "unknown", EVERY),
        (RecursionError("deep"), "unknown", EVERY),
    ],
)
def test_every_way_to_fail_ends_in_a_state_and_a_time_to_try_again(
    scripted: type[Scripted], error: Exception, state: str, wait: timedelta
) -> None:
    of, other = account(cursor={"n": 3}), account(realm="other")

    def first_fails(cursor: Mapping[str, object] | None) -> Batch:
        if cursor:
            raise error
        return page("1", cursor=1)

    scripted.script = staticmethod(first_fails)
    assert intake.poll_due("w", now=NOW) == 2

    of.refresh_from_db()
    other.refresh_from_db()
    assert (of.state, of.next_fetch_at, of.failures, of.fetch_token) == (state, NOW + wait, 1, "")
    assert (of.cursor, other.cursor) == ({"n": 3}, {"n": 1})
    assert "hunter2" not in of.state_why


def test_pages_before_the_trouble_are_kept(scripted: type[Scripted]) -> None:
    of = account()

    def second_fails(cursor: Mapping[str, object] | None) -> Batch:
        if cursor:
            raise Unknown("closed in mid-answer")
        return page("1", cursor=1, more=True)

    scripted.script = staticmethod(second_fails)
    intake.poll_due("w", now=NOW)

    of.refresh_from_db()
    assert (of.cursor, of.state, Message.objects.count()) == ({"n": 1}, "unknown", 1)


def test_the_cursor_stands_still_when_a_page_cannot_be_stored(
    scripted: type[Scripted], monkeypatch: pytest.MonkeyPatch
) -> None:
    of = account()
    scripted.script = staticmethod(lambda cursor: page("1", cursor=9))

    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr(intake, "receive", broken)
    intake.poll_due("w", now=NOW)

    of.refresh_from_db()
    assert (of.cursor, of.state, of.failures) == ({}, "unknown", 1)
    assert RawArrival.objects.get().state == "broken"


def test_what_another_worker_reads_is_left_to_it_until_its_claim_runs_out(scripted: type[Scripted]) -> None:
    scripted.script = staticmethod(lambda cursor: page())
    account(fetch_token="other", fetch_until=NOW + timedelta(minutes=1))

    assert intake.poll_due("w", now=NOW) == 0
    assert intake.poll_due("w", now=NOW + timedelta(minutes=2)) == 1


def test_whoever_lost_the_claim_does_not_move_the_cursor(scripted: type[Scripted]) -> None:
    of = account()

    def overtaken(cursor: Mapping[str, object] | None) -> Batch:
        Account.objects.filter(pk=of.pk).update(fetch_token="somebody else", cursor={"n": 99})
        return page("1", cursor=1, more=True)

    scripted.script = staticmethod(overtaken)
    intake.poll_due("w", now=NOW)

    of.refresh_from_db()
    assert (of.cursor, of.fetch_token) == ({"n": 99}, "somebody else")


def test_paused_and_disconnected_accounts_and_those_that_cannot_be_polled_are_left_alone() -> None:
    account(enabled=False)
    account(disconnected_at=NOW)
    account(next_fetch_at=NOW + timedelta(seconds=1))
    builders.account("talk")
    builders.account("gone-channel")

    assert intake.poll_due("w", now=NOW) == 0


def test_waiting_doubles_with_every_failure_up_to_an_hour() -> None:
    waits = [polling.wait(Unknown("?"), n, timedelta(minutes=1)) for n in range(8)]
    assert waits == [timedelta(minutes=m) for m in (1, 2, 4, 8, 16, 32, 60, 60)]


def test_a_network_can_neither_hurry_us_nor_silence_us_for_ever() -> None:
    errors: list[ChannelError] = [TryLater("now", timedelta(0)), TryLater("past", timedelta(seconds=-5))]
    assert all(polling.wait(e, 0, EVERY) >= timedelta(seconds=1) for e in errors)
    assert polling.wait(TryLater("in ten years", timedelta(days=3650)), 0, EVERY) == timedelta(days=1)


def test_what_is_left_of_a_limit_is_kept_and_never_grows_within_its_window(
    scripted: type[Scripted], monkeypatch: pytest.MonkeyPatch
) -> None:
    of = account()
    scripted.script = staticmethod(lambda _: Batch())
    lefts = []
    for left, until in ((9_400, NOW + EVERY * 9), (9_900, NOW + EVERY * 9), (9_990, NOW + EVERY * 99)):
        monkeypatch.setattr(Scripted, "budget", Budget(10_000, left, until))
        Account.objects.update(next_fetch_at=None)
        intake.poll_due("w", now=NOW)
        of.refresh_from_db()
        lefts.append(of.budget_left)
    assert lefts == [9_400, 9_400, 9_990]
