"""Lost access is noticed within a day, by one worker, and a network that cannot say changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.caller import Caller
from zuruf import channels
from zuruf.core.channel import Check, NotConnected, TryLater
from zuruf.flow import checking
from zuruf.store.models import Account, Change

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], Check]]:
    """What the network answers, the last one; and every look of ours at it."""
    answers: list[Callable[[], Check]] = [lambda: Check(True, True, expires_at=NOW + 9 * DAY)]

    class Asked(Caller):
        def check(self) -> Check:
            assert not checking.sweep(now=NOW)  # another worker, in this very moment
            return answers[-1]()

    kinds = {**channels.kinds(), "caller": Asked}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    return answers


def refuses(error: Exception) -> Callable[[], Any]:
    def raises() -> Any:
        raise error

    return raises


def test_each_account_is_looked_at_once_a_day(answer: list[Callable[[], Check]]) -> None:
    of = builders.account("caller", checked_at=NOW - DAY)
    builders.account("talk")
    builders.account("caller", enabled=False)
    assert (checking.sweep(now=NOW), checking.sweep(now=NOW)) == (True, False)
    of.refresh_from_db()
    assert (of.checked_at, of.expires_at, of.check_result["can_read"]) == (NOW, NOW + 9 * DAY, True)


def test_that_access_ends_soon_is_told_to_every_open_page_at_once(answer: list[Callable[[], Check]]) -> None:
    of = builders.account("caller")
    told = Change.objects.filter(kind="account", thing=of.public_id)
    checking.sweep(now=NOW)
    assert told.count() == 1
    Account.objects.update(checked_at=NOW - DAY)
    checking.sweep(now=NOW)
    assert told.count() == 1, "nothing is new"


def test_a_look_that_was_overtaken_by_a_new_connection_says_nothing_about_it(
    answer: list[Callable[[], Check]],
) -> None:
    of = builders.account("caller")

    def meanwhile() -> Check:
        Account.objects.update(checked_at=NOW + HOUR, expires_at=NOW + 99 * DAY)  # as connecting it anew does
        return Check(True, True, expires_at=NOW + DAY)

    answer.append(meanwhile)
    checking.sweep(now=NOW)
    of.refresh_from_db()
    assert of.expires_at == NOW + 99 * DAY

    def lost() -> Check:
        Account.objects.update(checked_at=NOW + HOUR)
        raise NotConnected("The token was taken back.")

    Account.objects.update(checked_at=NOW - DAY)
    answer.append(lost)
    checking.sweep(now=NOW)
    of.refresh_from_db()
    assert of.state == "ok"


def test_lost_access_is_told_and_one_that_works_again_too(answer: list[Callable[[], Check]]) -> None:
    of = builders.account("caller")
    answer.append(refuses(NotConnected("The token was taken back.")))
    checking.sweep(now=NOW)
    of.refresh_from_db()
    assert (of.state, of.state_why) == ("not_connected", "The token was taken back.")
    answer.append(lambda: Check(True, True))
    assert not checking.sweep(now=NOW + HOUR)
    Account.objects.update(checked_at=NOW - DAY)
    checking.sweep(now=NOW)
    of.refresh_from_db()
    assert of.state == "ok"


def test_a_network_that_cannot_say_is_asked_again_in_an_hour(answer: list[Callable[[], Check]]) -> None:
    of = builders.account("caller", expires_at=NOW + DAY)
    answer.append(refuses(TryLater("Busy.")))
    assert checking.sweep(now=NOW)
    of.refresh_from_db()
    assert (of.state, of.expires_at) == ("ok", NOW + DAY)
    assert not checking.sweep(now=NOW + HOUR - timedelta(minutes=1))
