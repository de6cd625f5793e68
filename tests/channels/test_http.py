"""The guarded wire: which addresses may be reached, how long, how much, and what comes back."""

import gzip
import json
import socket
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _guard
from zuruf.channels._http import Http, address
from zuruf.core.channel import ChannelError, NotConnected, Refused, TryLater, Unknown

ALLOWED = ("127.0.0.1",)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:c0a8:101::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "2001:db8::1",
        "::127.0.0.1",
    ],
)
def test_a_private_address_is_not_public(ip: str) -> None:
    assert not _guard.public(ip)


@pytest.mark.parametrize(
    "ip", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_a_public_address_is_public(ip: str) -> None:
    assert _guard.public(ip)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
    ],
)
def test_every_way_to_write_a_private_address_is_refused(host: str, server: Loopback) -> None:
    port = server.url.rpartition(":")[2]

    with pytest.raises(Refused, match="private address"):
        Http().read(f"http://{host}:{port}/")

    assert server.seen == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(Refused, match="private address"):
        Http().read("http://both.example/")


def test_the_name_is_asked_once_and_the_checked_address_is_called(
    monkeypatch: pytest.MonkeyPatch, server: Loopback
) -> None:
    server.script = lambda _: Reply(body=b"hello")
    port, asked = int(server.url.rpartition(":")[2]), []

    def once(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        ip = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"  # a name that answers differently the second time
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    with monkeypatch.context() as patch:
        real = socket.getaddrinfo
        patch.setattr(
            socket, "getaddrinfo", lambda h, *a, **k: real(h, *a, **k) if h[0].isdigit() else once(h)
        )
        answer = Http(("rebinding.example",)).read(f"http://rebinding.example:{port}/")

    assert answer.body == b"hello"
    assert asked == ["rebinding.example"]
    assert server.seen[0].headers["host"] == f"rebinding.example:{port}"


def test_an_operator_can_allow_a_host_or_a_host_with_its_port(server: Loopback) -> None:
    server.script = lambda _: Reply(body=b"{}")

    assert Http(ALLOWED).read(server.url).status == 200
    assert Http((server.host,)).read(server.url).status == 200
    with pytest.raises(Refused):
        Http(("127.0.0.1:1",)).read(server.url)


def test_each_redirect_is_checked_again(server: Loopback) -> None:
    port = server.url.rpartition(":")[2]
    for there in (
        f"http://localhost:{port}/secret",
        "http://169.254.169.254/",
        "file:///etc/passwd",
        "//10.0.0.1/",
    ):
        server.script = lambda _, there=there: Reply(302, headers={"location": there})  # type: ignore[misc]
        with pytest.raises(Refused):
            Http(ALLOWED).read(server.url, hops=5)
    assert {r.path for r in server.seen} == {"/"}


def test_a_permanent_redirect_is_noted_and_a_temporary_one_is_not(server: Loopback) -> None:
    steps = {"/a": (301, "/b"), "/b": (308, "/c"), "/d": (302, "/c"), "/e": (301, "/d")}

    def script(request: Request) -> Reply:
        status, there = steps.get(request.path, (200, ""))
        return Reply(status, headers={"location": there} if there else {})

    server.script = script
    http = Http(ALLOWED)

    assert http.read(f"{server.url}/a", hops=5).moved_to == f"{server.url}/c"
    assert http.read(f"{server.url}/d", hops=5).moved_to == ""
    assert http.read(f"{server.url}/e", hops=5).moved_to == ""
    assert http.read(f"{server.url}/c", hops=5).moved_to == ""


def test_redirects_in_a_circle_end(server: Loopback) -> None:
    server.script = lambda _: Reply(302, headers={"location": "/"})

    with pytest.raises(Refused, match="too often"):
        Http(ALLOWED).read(server.url, hops=5)
    assert len(server.seen) == 6


def test_a_write_never_follows_a_redirect(server: Loopback) -> None:
    server.script = lambda _: Reply(307, headers={"location": "/elsewhere"})

    with pytest.raises(Refused, match="307"):
        Http(ALLOWED).post(server.url, json={})
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://x/",
        "example.org",
        "",
        "http://",
        "https://[::1",
        "http://a:b@example.org/",
        "http://exa mple.org:99999/",
        "http://\ud800.example/",
    ],
)
def test_other_addresses_are_refused_without_a_request(url: str) -> None:
    with pytest.raises(Refused):
        Http().read(url)


def test_an_address_is_made_ascii() -> None:
    assert (
        address("https://Bücher.example/ä b?q=ü", {"x": ["1", "2"]})
        == "https://xn--bcher-kva.example/%C3%A4%20b?q=%C3%BC&x=1&x=2"
    )


@pytest.mark.timeout(100)  # without a deadline it goes on for ever
@pytest.mark.parametrize("how", ["hang", "drip", "endless"])
def test_the_deadline_holds_for_everything_together(
    how: str, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script = lambda _: Reply(body=b"x" if how == "endless" else b"", how=how)
    monkeypatch.setattr(
        _guard, "resolve", lambda *_: ["127.0.0.1"]
    )  # or the deadline may be over in its thread

    with pytest.raises(TryLater, match="in time"):
        Http(ALLOWED, deadline=0.5, cap=10**12).read(server.url)


def test_a_name_look_up_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait() and [])

    with pytest.raises(TryLater, match="not found"):
        Http(deadline=0.3).read("http://slow.example/")
    over.set()


def test_100_mb_are_not_read(server: Loopback) -> None:
    server.script = lambda _: Reply(body=b"x" * 65536, how="endless")

    with pytest.raises(Refused, match="5 MB"):
        Http(ALLOWED).read(server.url)

    assert (
        server.sent < 60_000_000
    )  # what fits into the buffers on the way, which a system lets grow, and no more


def test_an_announced_size_is_enough_to_stop(server: Loopback) -> None:
    server.script = lambda _: Reply(headers={"content-length": "100000000"}, how="endless", body=b"")

    with pytest.raises(Refused, match="5 MB"):
        Http(ALLOWED).read(server.url)


def test_a_small_body_that_unpacks_into_a_huge_one_is_not_unpacked(server: Loopback) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    server.script = lambda _: Reply(body=bomb, headers={"content-encoding": "gzip"})

    with pytest.raises(Refused, match="5 MB"):
        Http(ALLOWED).read(server.url)


def test_a_packed_answer_is_unpacked(server: Loopback) -> None:
    server.script = lambda _: Reply(body=gzip.compress(b'{"a": 1}'), headers={"content-encoding": "gzip"})

    assert Http(ALLOWED).read(server.url).json() == {"a": 1}


@pytest.mark.parametrize("status", [200, 204, 304])
def test_where_nothing_came_nothing_has_to_be_unpacked(status: int, server: Loopback) -> None:
    server.script = lambda _: Reply(status, b"", {"content-encoding": "gzip"})

    assert Http(ALLOWED).post(server.url, json={}, accept={304}).body == b""
    server.script = lambda _: Reply(body=gzip.compress(b"{}")[:-4], headers={"content-encoding": "gzip"})
    with pytest.raises(Unknown):
        Http(ALLOWED).post(server.url, json={})


def test_the_environments_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch, server: Loopback) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.script = lambda _: Reply(body=b"{}")

    assert Http(ALLOWED).read(server.url).status == 200


def test_a_tls_handshake_that_fails_means_that_nothing_was_sent(server: Loopback) -> None:
    with pytest.raises(TryLater, match="could not be reached"):
        Http(ALLOWED).post(server.url.replace("http:", "https:"), json={"a": 1})


def test_a_write_that_got_too_much_back_may_have_happened(server: Loopback) -> None:
    server.script = lambda _: Reply(body=b"x" * 65536, how="endless")

    with pytest.raises(Unknown):
        Http(ALLOWED, cap=100_000).post(server.url, json={})


@pytest.mark.parametrize("status", [408, 503])
def test_a_write_that_a_busy_network_turned_away_is_only_safe_to_send_again_where_it_asks_for_that(
    status: int, server: Loopback
) -> None:
    """A door in front says 503 (or 408) too when what stands behind it took the request and was slow to answer."""
    server.script = lambda _: Reply(status)
    with pytest.raises(Unknown):
        Http(ALLOWED).post(server.url, json={})
    with pytest.raises(TryLater):
        Http(ALLOWED).read(server.url)
    with pytest.raises(TryLater):
        Http(ALLOWED).post(server.url, json={}, writes=False)
    server.script = lambda _: Reply(status, headers={"retry-after": "7"})
    with pytest.raises(TryLater) as asked:
        Http(ALLOWED).post(server.url, json={})
    assert asked.value.after == timedelta(seconds=7)


def test_what_the_network_says_is_handed_on_without_secrets_and_in_one_line(server: Loopback) -> None:
    said = {"error": "NoWay", "message": "token tok-123456\n\x07is\u202e bad " + "x" * 500}
    server.script = lambda _: Reply(400, json.dumps(said).encode())
    http = Http(ALLOWED, ["tok-123456"])

    with pytest.raises(Refused) as caught:
        http.read(f"{server.url}/?key=tok-123456", headers={"authorization": "Bearer tok-123456"})

    text = str(caught.value)
    assert text.startswith("127.0.0.1 answered 400 (NoWay: token … is bad xxx")
    assert len(text) < 260


def test_a_password_goes_only_over_https_or_to_a_host_that_the_operator_allowed() -> None:
    http = Http(("pds.internal", "other:3000"))

    assert http.trusts("https://bsky.social")
    assert http.trusts("http://pds.internal:2583")
    assert http.trusts("http://other:3000")
    assert not http.trusts("http://other:3001")
    assert not http.trusts("http://bsky.social")


@pytest.mark.parametrize("odd", ["tok–123", "tok\n123", "tok\x00", "🔑", "\ud800"])
def test_what_no_header_can_carry_means_connect_again_and_is_never_sent(odd: str, server: Loopback) -> None:
    http, heads = Http(ALLOWED, [odd]), {"authorization": f"Bearer {odd}"}

    asks: list[Callable[[], object]] = [
        lambda: http.read(server.url, headers=heads),
        lambda: http.post(server.url, headers=heads),
    ]
    for ask in asks:
        with pytest.raises(NotConnected, match="cannot be sent") as caught:
            ask()
        assert odd not in str(caught.value)
    assert server.seen == []


def test_401_means_connect_again(server: Loopback) -> None:
    server.script = lambda _: Reply(401)

    with pytest.raises(NotConnected) as caught:
        Http(ALLOWED).read(server.url)
    assert isinstance(caught.value, ChannelError)


@pytest.mark.parametrize("odd", ["http://[half", "https://a.example:99999", "https://a.example:port"])
def test_an_address_that_is_none_is_refused_wherever_it_comes_from(odd: str) -> None:
    with loopback(lambda r: Reply(302, b"", {"location": odd})) as server, pytest.raises(Refused):
        Http(["127.0.0.1"]).read(server.url, hops=1)
    assert not Http().trusts("http://[half")
