"""A chat is told by a process that is fenced in: over a real connection, and to nowhere it must not go."""

import json
import os
import socket

import pytest

from tests.servers.loopback import Reply, loopback
from zuruf.channels import _chats_child as child
from zuruf.channels.chats import Chats, Said, Told


def test_a_chat_is_told_over_a_real_connection_once() -> None:
    with loopback(lambda _: Reply(200)) as server:
        patient = "cto=100&rto=100"  # seconds; the library itself waits for four
        told = Chats((server.host,), patience=100.0).send(
            f"json://anna:word@{server.host}/hook?{patient}", "Somebody waits", "Go there"
        )
        assert told == Told(Said.TOOK, "JSON")
        (seen,) = server.seen
    assert seen.path == "/hook"
    body = json.loads(seen.body)
    assert (body["title"], body["message"]) == ("Somebody waits", "Go there")


def test_no_private_address_is_reached_that_no_operator_allowed() -> None:
    with loopback(lambda _: Reply(200)) as server:
        assert Chats().send(f"jsons://{server.host}/hook", "a", "b").said is Said.PRIVATE
        assert server.seen == []


def test_what_takes_too_long_may_have_arrived_or_not() -> None:
    assert Chats(patience=0.01).send("jsons://chat.example/hook", "a", "b") == Told(Said.MAYBE)
    assert Chats().fits("jsons://chat.example/" + "x" * 1000).said is Said.UNFIT


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ntfys://topic", "fits"),
        ("matrixs://u:p@matrix.example/!room:matrix.example", "fits"),
        ("tgram://123456789:abcdefghijklmnop/12315544/", "fits"),
        ("json://chat.example/hook", "plain"),
        ("json://inside.example/hook", "fits"),
        ("json://inside.example:81/hook", "fits"),
        ("json://other.example:81/hook", "plain"),
        ("syslog://", "unfit"),
        ("dbus://", "unfit"),
        ("nonsense", "unfit"),
        ("", "unfit"),
    ],
)
def test_only_addresses_of_chats_elsewhere_fit_and_only_over_tls_or_to_hosts_that_are_allowed(
    url: str, said: str
) -> None:
    asked = {"url": url, "title": "", "body": "", "icon": "", "allow_private": ["Inside.example"]}
    assert child.tell(asked)["said"] == said


@pytest.mark.parametrize(
    ("event", "given", "fenced"),
    [
        ("socket.connect", (None, ("93.184.216.34", 443)), False),
        ("socket.connect", (None, ("127.0.0.1", 80)), True),
        ("socket.connect", (None, ("10.0.0.7", 80)), False),
        ("socket.connect", (None, ("10.0.0.8", 80)), True),
        ("socket.connect", (None, ("10.0.0.8", 81)), False),
        ("socket.connect", (None, ("::ffff:127.0.0.1", 80, 0, 0)), True),
        ("socket.connect", (None, ("localhost", 80)), True),
        ("socket.connect", (None, "/run/some.sock"), True),
        ("socket.sendto", (None, ("192.168.1.1", 514)), True),
        ("open", ("/etc/passwd", "r", os.O_RDONLY), True),
        ("open", (socket.__file__, "r", os.O_RDONLY), False),
        ("open", (socket.__file__, "w", os.O_WRONLY), True),
        ("open", (os.path.dirname(socket.__file__) + "/../../../etc/passwd", "r", os.O_RDONLY), True),
        ("subprocess.Popen", ("sh", [], None, None), True),
        ("os.remove", ("x", -1), True),
        ("import", ("json", None, None, None, None), False),
    ],
)
def test_the_fence_holds(event: str, given: tuple[object, ...], fenced: bool) -> None:
    hook = child.fence({"10.0.0.7", "10.0.0.8:81"}, lambda: None)
    if fenced:
        with pytest.raises(child.Fenced):
            hook(event, given)
    else:
        hook(event, given)


def test_a_host_that_is_allowed_at_one_port_is_not_at_others() -> None:
    assert child.addresses(["127.0.0.1:81"]) == {"127.0.0.1:81"}
    assert child.addresses(["127.0.0.1"]) == {"127.0.0.1"}
