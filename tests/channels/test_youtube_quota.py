"""YouTube: signing in, and the units of a day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.channels.youtube_bench import RIG, channel, refusal
from tests.servers.loopback import Loopback, Reply, loopback
from zuruf.channels import _youtube_quota as quota
from zuruf.channels import youtube
from zuruf.core.channel import Link


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


def test_a_right_that_is_missing_is_named(server: Loopback) -> None:
    server.script = lambda _: refusal("insufficientPermissions")
    seen = channel(server).check()

    assert not seen.can_read
    assert seen.missing == ("https://www.googleapis.com/auth/youtube.force-ssl",)


def test_with_a_token_for_renewal_alone_the_first_request_gets_one(server: Loopback) -> None:
    link = Link(RIG.settings(server.url), {"client_secret": "s", "refresh_token": "r"})
    net = youtube.YouTube(link, RIG.make(server.url)._http)  # type: ignore[attr-defined]

    assert net.check().remote_id == "UCwasserwerk000000000000"
    assert [r.path for r in server.seen] == ["/token", "/channels"]
    assert b"grant_type=refresh_token" in server.seen[0].body


def test_after_the_end_of_a_token_it_is_renewed_once_and_asked_again(server: Loopback) -> None:
    secrets = {"client_secret": "s", "refresh_token": "r", "access_token": "old-token"}
    net = youtube.YouTube(Link(RIG.settings(server.url), secrets), RIG.make(server.url)._http)  # type: ignore[attr-defined]
    server.script = lambda r: Reply(401) if "old-token" in r.headers.get("authorization", "") else RIG.well(r)

    assert net.fetch(None).incoming
    assert [r.path for r in server.seen[:3]] == ["/channels", "/token", "/channels"]


def test_units_are_counted_by_project_and_day() -> None:
    ledger = quota.Ledger()
    noon = datetime(2026, 3, 2, 20, tzinfo=UTC)  # noon in California
    read = 144 * quota.LOOK

    assert ledger.budget("p", 10_000, noon).left == 10_000 - read
    for _ in range(40):
        ledger.spend("p", quota.WRITE, noon)
    assert ledger.budget("p", 10_000, noon).left == 8_000
    assert ledger.budget("other", 10_000, noon).left == 10_000 - read
    assert ledger.budget("p", 10_000, noon).resets_at == datetime(2026, 3, 3, 8, tzinfo=UTC)
    next_day = datetime(2026, 3, 3, 8, 1, tzinfo=UTC)
    assert ledger.budget("p", 10_000, next_day).left == 10_000
    ledger.spend("p", 60_000, next_day)
    assert ledger.budget("p", 10_000, next_day).left == 0


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 3, 8, 8, tzinfo=UTC), 23),  # clocks go forward
        (datetime(2026, 11, 1, 7, tzinfo=UTC), 25),  # and back
        (datetime(2026, 7, 1, 7, tzinfo=UTC), 24),
    ],
)
def test_a_day_begins_at_midnight_in_california(now: datetime, hours: int) -> None:
    assert quota.until_reset(now) == timedelta(hours=hours)


def test_what_is_left_is_known_after_an_answer(server: Loopback) -> None:
    net = channel(server)
    assert net.budget is None
    net.publish(RIG.reply(net))
    assert net.budget
    assert net.budget.limit == 10_000
    assert net.budget.left < 10_000
