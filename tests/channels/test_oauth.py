"""Tokens that end: renewed before, once, and kept."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from tests.channels.rig import dumped
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels._http import Http
from zuruf.channels._oauth import Bearer, basic, moment, refresh
from zuruf.core.channel import Link, NotConnected, Secrets, TryLater

OLD = {"access_token": "OLD-ACCESS", "refresh_token": "OLD-REFRESH"}
TOLD = {"access_token": "NEW-ACCESS", "refresh_token": "NEW-REFRESH", "expires_in": 7200}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(lambda _: Reply(body=dumped(TOLD))) as running:
        yield running


def bearer(server: Loopback, secrets: Secrets, kept: list[Secrets] | None = None, **how: bool) -> Bearer:
    def renew(used: Secrets, ask: Callable[[Secrets], Secrets]) -> Secrets:
        fresh = ask(used)
        if kept is not None:
            kept.append(fresh)
        return fresh

    http = Http(("127.0.0.1",), secrets.values())
    ask = refresh(http, f"{server.url}/token", "us", "hush&", **how)
    return Bearer(http, Link({}, secrets, renew), ask)


def form(request: Request) -> dict[str, list[str]]:
    return parse_qs(request.body.decode())


def ends(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def test_a_token_that_lasts_is_used_as_it_is(server: Loopback) -> None:
    held = bearer(server, OLD | {"expires_at": ends(30)})

    assert held.head() == {"authorization": "Bearer OLD-ACCESS"}
    assert server.seen == []


@pytest.mark.parametrize("minutes", [4, -600])
def test_a_token_that_is_about_to_end_is_renewed_before_it_is_used(server: Loopback, minutes: int) -> None:
    kept: list[Secrets] = []
    held = bearer(server, OLD | {"expires_at": ends(minutes), "app": "stays"}, kept)

    assert held.head() == {"authorization": "Bearer NEW-ACCESS"}
    assert held.head() == {"authorization": "Bearer NEW-ACCESS"}
    assert len(server.seen) == 1
    assert form(server.seen[0]) == {
        "grant_type": ["refresh_token"],
        "refresh_token": ["OLD-REFRESH"],
        "client_id": ["us"],
        "client_secret": ["hush&"],
    }
    assert kept[0]["refresh_token"] == "NEW-REFRESH"
    assert kept[0]["app"] == "stays"
    last = moment(kept[0])
    assert last is not None
    assert timedelta(minutes=119) < last - datetime.now(UTC) <= timedelta(hours=2)


def test_a_network_that_gives_no_new_token_for_renewal_lets_us_go_on_with_the_old_one(
    server: Loopback,
) -> None:
    kept: list[Secrets] = []
    server.script = lambda _: Reply(body=dumped({"access_token": "NEW-ACCESS"}))
    bearer(server, OLD | {"expires_at": ends(1)}, kept).head()

    assert kept[0]["refresh_token"] == "OLD-REFRESH"
    assert kept[0]["expires_at"] == ""


def test_who_we_are_can_be_said_in_the_header(server: Loopback) -> None:
    bearer(server, OLD, by_header=True).renewed()

    assert server.seen[0].headers["authorization"] == basic("us", "hush&")
    assert "client_secret" not in form(server.seen[0])


def test_a_question_that_was_refused_for_an_ended_token_is_asked_once_more(server: Loopback) -> None:
    held, heads = bearer(server, OLD), []

    def ask(head: object) -> object:
        heads.append(head)
        path = "/new" if "NEW" in str(head) else "/old"
        return held._http.read(server.url + path, headers=head, accept={401})  # type: ignore[arg-type]

    server.script = lambda r: Reply(401) if r.path == "/old" else Reply(body=dumped(TOLD))
    assert held.asked(ask).status == 200  # type: ignore[arg-type]
    assert len(heads) == 2

    server.script = lambda r: Reply(401) if r.path != "/token" else Reply(body=dumped(TOLD))
    with pytest.raises(NotConnected):
        held.asked(ask)  # type: ignore[arg-type]
    assert len(heads) == 3, "a new token that is not taken either is not renewed again"


@pytest.mark.parametrize(
    ("status", "said", "error"),
    [
        (400, {"error": "invalid_grant", "error_description": "Token was revoked"}, NotConnected),
        (401, {"error": "invalid_client"}, NotConnected),
        (400, {"error": "invalid_request"}, NotConnected),
        (400, {"error": "No OLD-REFRESH here"}, TryLater),
        (400, {"error": "temporarily_unavailable"}, TryLater),
        (400, ["nonsense"], TryLater),
        (404, ["nonsense"], TryLater),
        (302, {}, TryLater),
        (429, {}, TryLater),
        (500, {"error": "oops OLD-REFRESH"}, TryLater),
        (200, {"token_type": "bearer"}, TryLater),
        (200, {"access_token": 7}, TryLater),
    ],
)
def test_a_renewal_that_fails_says_whether_a_person_is_needed(
    server: Loopback, status: int, said: object, error: type[Exception]
) -> None:
    server.script = lambda _: Reply(status, dumped(said))

    with pytest.raises(error) as caught:
        bearer(server, OLD).renewed()

    assert "OLD-REFRESH" not in str(caught.value)


def test_without_a_token_for_renewal_a_person_has_to_connect_again(server: Loopback) -> None:
    with pytest.raises(NotConnected):
        bearer(server, {"access_token": "OLD-ACCESS"}).renewed()
    with pytest.raises(NotConnected):
        bearer(server, {}).head()
    assert server.seen == []


@pytest.mark.parametrize("lasts", [-1, True, "soon", 1e300, None, [7200]])
def test_an_end_that_is_no_time_counts_as_unknown(server: Loopback, lasts: object) -> None:
    kept: list[Secrets] = []
    server.script = lambda _: Reply(body=dumped(TOLD | {"expires_in": lasts}))
    bearer(server, OLD, kept).renewed()

    assert moment(kept[0]) is None
