"""What is left of a budget, in every spelling of the headers."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.channels.real import channel, ref, reply
from tests.servers.loopback import Reply, loopback
from tests.servers.pds import Pds
from tests.there import there
from zuruf.channels import _xrpc
from zuruf.channels._http import Http
from zuruf.channels._pace import LONGEST_WAIT, budget, wait
from zuruf.core.channel import Budget, TryLater

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DATE = format_datetime(NOW, usegmt=True)
SPELLINGS = {
    "Bluesky": {
        "ratelimit-limit": "5000",
        "ratelimit-remaining": "4997",
        "ratelimit-reset": str(int(NOW.timestamp()) + 600),
        "ratelimit-policy": "5000;w=3600",
    },
    "Mastodon": {
        "x-ratelimit-limit": "5000",
        "x-ratelimit-remaining": "4997",
        "x-ratelimit-reset": "2026-03-02T09:10:00.000000Z",
    },
    "drafts to 06": {
        "ratelimit-limit": "5000, 5000;w=3600",
        "ratelimit-remaining": "4997",
        "ratelimit-reset": "600",
    },
    "draft 07": {"ratelimit": "limit=5000, remaining=4997, reset=600"},
    "drafts from 08": {
        "ratelimit": '"hour";r=4997;t=600',
        "ratelimit-policy": '"hour";q=5000;w=3600, "day";q=35000;w=86400',
    },
    "the tightest of several": {
        "ratelimit": '"day";r=31000;t=80000, "hour"; r=4997; t=600',
        "ratelimit-policy": '"day";q=35000;w=86400;pk=:Y2Rl:, "hour";w=3600;q=5000',
    },
    "with hyphens, in Unix time": {
        "x-rate-limit-limit": "5000",
        "x-rate-limit-remaining": "4997",
        "x-rate-limit-reset": f"{int(NOW.timestamp()) + 600}",
    },
    "in milliseconds and fractions": {
        "x-ratelimit-limit": "5000",
        "x-ratelimit-remaining": "4997.0",
        "x-ratelimit-reset": str((int(NOW.timestamp()) + 600) * 1000),
    },
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_budget_is_read_in_every_spelling(spelling: str) -> None:
    headers = {"date": DATE, **SPELLINGS[spelling]}
    assert budget(headers, NOW) == Budget(5000, 4997, NOW + timedelta(minutes=10))


def test_a_network_whose_clock_is_wrong_is_understood_by_its_own_date() -> None:
    wrong = NOW - timedelta(days=400)
    headers = {
        "date": format_datetime(wrong, usegmt=True),
        "ratelimit-limit": "100",
        "ratelimit-remaining": "1",
        "ratelimit-reset": str(int(wrong.timestamp()) + 30),
    }
    assert budget(headers, NOW) == Budget(100, 1, NOW + timedelta(seconds=30))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"ratelimit-limit": "100"},
        {"ratelimit-remaining": "many", "ratelimit-reset": "5"},
        {"ratelimit-remaining": "5", "ratelimit-reset": "soon"},
        {"ratelimit": '"hour";q=100'},
        {"ratelimit": "remaining=5"},
        {"ratelimit-policy": '"hour";q=5000;w=3600'},
    ],
)
def test_what_cannot_be_understood_is_no_budget(headers: dict[str, str]) -> None:
    assert budget(headers, NOW) is None


def test_without_a_limit_what_is_left_is_the_limit() -> None:
    headers = {"date": DATE, "x-ratelimit-remaining": "40", "x-ratelimit-reset": "60"}
    assert budget(headers, NOW) == Budget(40, 40, NOW + timedelta(seconds=60))


@pytest.mark.parametrize(
    "odd", ["Mon, 02 Mar 99999999999999 10:00:00 GMT", "Mon, 02 Mar 2026 10:00:00 +99999999999999999999"]
)
def test_a_date_beyond_all_bounds_is_no_date(odd: str) -> None:
    assert wait({"retry-after": odd}) is None
    assert wait({"retry-after": "30", "date": odd}) == timedelta(seconds=30)


names = st.sampled_from(
    ["ratelimit", "ratelimit-policy", "retry-after", "date"]
    + [f"{p}-{s}" for p in ("ratelimit", "x-ratelimit") for s in ("limit", "remaining", "reset")]
)
values = st.one_of(
    st.text(max_size=40), st.integers(0, 10**14).map(str), st.from_regex(r'"[a-z]*";r=\d{1,20};t=\d{1,20}')
)


@given(st.dictionaries(names, values))
def test_whatever_a_network_says_a_budget_ends_within_a_day_and_fits_its_column(
    headers: dict[str, str],
) -> None:
    found, asked = budget(headers, NOW), wait(headers)
    if found is not None:
        assert NOW <= found.resets_at <= NOW + LONGEST_WAIT
        assert 0 <= found.left <= found.limit < 2**31
    assert asked is None or timedelta(seconds=1) <= asked <= LONGEST_WAIT


def test_the_wire_keeps_the_budget_of_writes_and_not_that_of_reads_or_of_signing_in() -> None:
    left = iter(["100", "50", "7", "0"])
    with loopback() as server:
        http = Http((server.host,))

        def script(_request: object) -> Reply:
            n = next(left)
            heads = {"RateLimit-Limit": "100", "RateLimit-Remaining": n, "RateLimit-Reset": "60"}
            return Reply(429 if n == "0" else 200, b"{}", heads)

        server.script = script
        http.read(server.url)
        http.post(server.url, json={}, writes=False)
        assert http.budget is None
        http.post(server.url, json={})
        assert http.budget is not None
        assert http.budget.left == 7
        with pytest.raises(TryLater) as later:
            http.post(server.url, json={})
        assert http.budget.left == 0
        assert later.value.after == timedelta(seconds=60)


@pytest.mark.pds
def test_a_real_server_says_what_it_leaves_us_and_counts_down(strict_pds: Pds) -> None:
    _xrpc.forget_sessions()
    us, asker = strict_pds.person("wasserwerk"), strict_pds.person("asker")
    here = channel(strict_pds, us)
    left: list[int] = []
    for n in range(2):
        here.publish(reply(here, ref(strict_pds.write(asker, "Hallo?")), f"key-{n}"))
        left.append(there(here.budget).left)
    budget = there(here.budget)
    assert budget.limit >= 1000
    assert left[1] < left[0] < budget.limit
    assert timedelta(0) < budget.resets_at - datetime.now(UTC) <= LONGEST_WAIT
