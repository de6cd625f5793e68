"""Bluesky against a real PDS, and a real AppView, on loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.channels.real import AT, channel, ref, reply
from tests.servers.loopback import Loopback, Reply, Request, forward, loopback
from tests.servers.pds import MortalPds, Pds, Person
from zuruf.channels import _xrpc
from zuruf.core.channel import NotConnected, Outgoing, Refused, TryLater, Unknown

pytestmark = pytest.mark.pds


@pytest.fixture(autouse=True)
def restarted() -> None:
    _xrpc.forget_sessions()


@pytest.fixture(scope="module")
def us(pds: Pds) -> Person:
    return pds.person("wasserwerk")


@pytest.fixture(scope="module")
def asker(pds: Pds) -> Person:
    return pds.person("asker")


def texts(pds: Pds, person: Person) -> list[str]:
    return [r["value"]["text"] for r in pds.records(person)]


@contextmanager
def losing_answers(
    pds: Pds, method: str, how: str, time_is_up: threading.Event | None = None
) -> Iterator[Loopback]:
    """A proxy that hands everything on, but loses the first answer to *method* after the server did its work."""
    left = [how]

    def script(request: Request) -> Reply:
        answer = forward(request, pds.url)
        if not request.path.endswith(method) or not left:
            return answer
        if time_is_up is not None and how == "hang":
            time_is_up.set()
        return replace(answer, how=left.pop())

    with loopback(script) as proxy:
        yield proxy


# --- publishing


def test_a_reply_lies_in_the_repository_as_it_was_frozen(pds: Pds, us: Person, asker: Person) -> None:
    first = pds.write(asker, "Wann ist das Wasser wieder klar?")
    second = pds.write(asker, "Hallo?", reply={"root": first, "parent": first} | {})
    to = {**ref(second), "root_uri": first["uri"], "root_cid": first["cid"], "handle": asker.handle}
    net = channel(pds, us)
    text = f"Grüße @{asker.handle} 👩‍👩‍👧: https://wasserwerk.example/störung?a=1, #Rohrbruch"

    receipt = net.publish(reply(net, to, "as-frozen", text))

    (record,) = [r for r in pds.records(us) if r["uri"] == receipt.remote_id]
    value, raw = record["value"], text.encode()
    assert record["cid"] == receipt.ref["cid"]
    assert value["text"] == text
    assert value["createdAt"] == "2026-03-02T08:15:30.123Z"
    assert value["langs"] == ["de"]
    assert value["reply"] == {"root": ref(first), "parent": ref(second)}
    assert [raw[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in value["facets"]] == [
        f"@{asker.handle}",
        "https://wasserwerk.example/störung?a=1",
        "#Rohrbruch",
    ]
    assert value["facets"][0]["features"][0]["did"] == asker.did
    assert receipt.permalink == f"https://bsky.app/profile/{us.did}/post/{record['uri'].rpartition('/')[2]}"


def test_the_very_same_reply_again_is_one_record_with_the_same_uri_and_cid(
    pds: Pds, us: Person, asker: Person
) -> None:
    to = ref(pds.write(asker, "Nochmal?"))
    first = channel(pds, us)
    sent = reply(first, to, "very-same", "Nur einmal. #Test")
    receipts = [first.publish(sent), first.publish(sent)]
    _xrpc.forget_sessions()
    receipts.append(channel(pds, us).publish(sent))

    assert len({(r.remote_id, r.ref["cid"]) for r in receipts}) == 1
    assert texts(pds, us).count("Nur einmal. #Test") == 1


@pytest.mark.parametrize("how", ["close", "cut", "hang"])
def test_a_repeat_after_a_lost_answer_gives_one_record(
    how: str, pds: Pds, us: Person, asker: Person, time_is_up: threading.Event
) -> None:
    to, text = ref(pds.write(asker, f"Verloren? {how}")), f"Die Antwort ging verloren: {how}"
    with losing_answers(pds, "putRecord", how, time_is_up) as proxy:
        net = channel(pds, us, proxy.url)
        sent = reply(net, to, f"lost-{how}", text)
        with pytest.raises(Unknown):
            net.publish(sent)
        time_is_up.clear()
        found = net.find(sent)
        receipt = net.publish(sent)

    assert found is not None
    assert (found.remote_id, found.ref["cid"]) == (receipt.remote_id, receipt.ref["cid"])
    assert texts(pds, us).count(text) == 1


def test_a_look_up_before_anything_was_sent_finds_nothing(pds: Pds, us: Person) -> None:
    net = channel(pds, us)

    assert net.find(reply(net, {}, "never-sent")) is None


def test_a_text_at_the_limit_goes_and_one_grapheme_more_does_not(pds: Pds, us: Person) -> None:
    net = channel(pds, us)
    longest = "🇩🇪" * 300  # 300 graphemes, 2,400 bytes

    assert net.publish(Outgoing("limit", longest, AT, net.record_key("limit", AT))).remote_id
    with pytest.raises(Refused, match="too long"):
        net.publish(Outgoing("over", longest + "x", AT, net.record_key("over", AT)))
    assert longest in texts(pds, us)


def test_our_count_is_the_networks_count(pds: Pds, us: Person) -> None:
    """The server itself refuses what we would refuse, and nothing less."""
    for text in ("👨‍👩‍👧‍👦" * 120, "e\u0301" * 300, "a" * 300):
        assert pds.write(us, text)["uri"]
    for text in ("👨‍👩‍👧‍👦" * 121, "e\u0301" * 301, "a" * 301):
        with pytest.raises(OSError, match="400"):
            pds.write(us, text)


def test_what_the_server_refuses_is_refused_with_its_words(pds: Pds, us: Person) -> None:
    net = channel(pds, us)

    with pytest.raises(Refused, match="key"):
        net.publish(Outgoing("bad", "Text", AT, "not a record key!"))


# --- withdrawing


def test_withdrawing_twice_is_harmless(pds: Pds, us: Person, asker: Person) -> None:
    net = channel(pds, us)
    sent = reply(net, ref(pds.write(asker, "Zurück?")), "withdrawn", "Das nehmen wir zurück.")
    receipt = net.publish(sent)
    net.withdraw(receipt)
    net.withdraw(receipt)

    assert net.find(sent) is None
    assert "Das nehmen wir zurück." not in texts(pds, us)


def test_withdrawing_again_after_a_lost_answer_is_harmless(pds: Pds, us: Person) -> None:
    with losing_answers(pds, "deleteRecord", "cut") as proxy:
        net = channel(pds, us, proxy.url)
        receipt = net.publish(Outgoing("w2", "Auch das.", AT, net.record_key("w2", AT)))
        with pytest.raises(Unknown):
            net.withdraw(receipt)
        net.withdraw(receipt)

    assert "Auch das." not in texts(pds, us)


# --- the session


def test_a_wrong_password_means_connect_again(pds: Pds, us: Person) -> None:
    net = channel(pds, replace(us, app_password="wrong-wrong-wrong"))

    with pytest.raises(NotConnected, match="Invalid identifier or password") as caught:
        net.check()
    assert "wrong-wrong" not in str(caught.value)


def test_an_expired_session_goes_on_by_itself(pds: Pds, us: Person) -> None:
    net = channel(pds, us)
    net.check()
    net._xrpc.session.access += "x"  # a token that the server does not know

    assert net.publish(Outgoing("expired", "Weiter.", AT, net.record_key("expired", AT))).remote_id


def test_a_revoked_app_password_is_noticed_at_the_latest_when_signing_in(pds: Pds) -> None:
    person = pds.person("revoked")
    net = channel(pds, person)
    net.check()
    pds.call("com.atproto.server.revokeAppPassword", {"name": "desk"}, person.token)

    with pytest.raises(NotConnected):
        net.check()


def test_the_bare_server_can_publish_and_says_why_it_cannot_read(pds: Pds, us: Person) -> None:
    seen = channel(pds, us).check()

    assert (seen.can_read, seen.can_publish) == (False, True)
    assert seen.remote_id == us.did
    assert seen.handle == us.handle
    assert "cannot be read from this server" in seen.problem
    with pytest.raises((TryLater, Refused)):
        channel(pds, us).fetch(None)


def test_real_rate_limits_say_when_to_come_back(strict_pds: Pds) -> None:
    net = channel(strict_pds, strict_pds.person("hurried"))

    def sign_in_often() -> None:
        for _ in range(40):
            net._xrpc.sign_in(anew=True)

    with pytest.raises(TryLater, match="429") as caught:
        sign_in_often()
    assert caught.value.after is not None
    assert timedelta(seconds=1) <= caught.value.after <= timedelta(minutes=5, seconds=5)


# --- the server dies


def test_a_server_that_is_killed_in_the_middle_and_comes_back_has_one_record(mortal_pds: MortalPds) -> None:
    us = mortal_pds.person("wasserwerk")
    direct = channel(mortal_pds, us)
    sent = Outgoing("killed", "Trotz allem einmal.", AT, direct.record_key("killed", AT))

    def script(request: Request) -> Reply:
        answer = forward(request, mortal_pds.url)
        if request.path.endswith("putRecord"):
            mortal_pds.kill()
            return Reply(how="close")
        return answer

    with loopback(script) as proxy, pytest.raises(Unknown):
        channel(mortal_pds, us, proxy.url).publish(sent)
    with pytest.raises(TryLater):
        channel(mortal_pds, us).publish(sent)
    mortal_pds.start()
    receipt = channel(mortal_pds, us).publish(sent)

    assert [r["uri"] for r in mortal_pds.records(us)] == [receipt.remote_id]


@pytest.mark.parametrize(
    "fault",
    [
        Reply(500),
        Reply(how="hang"),
        Reply(how="cut", body=b'{"uri": "at://x"}'),
        Reply(body=b"<html>"),
        Reply(body=b"[]"),
    ],
    ids=["500", "hangs", "closes in mid-answer", "no JSON", "wrong JSON"],
)
def test_a_server_with_a_fault_is_unknown_and_afterwards_the_same_reply_goes_once(
    fault: Reply, pds: Pds, us: Person, time_is_up: threading.Event
) -> None:
    faults = [fault]
    text = f"Nach dem Fehler {fault.status} {fault.how} {len(fault.body)}"

    def script(request: Request) -> Reply:
        if not request.path.endswith("putRecord") or not faults:
            return forward(request, pds.url)
        if fault.how == "hang":
            time_is_up.set()
        return faults.pop()

    with loopback(script) as proxy:
        net = channel(pds, us, proxy.url)
        sent = Outgoing(text, text, AT, net.record_key(text, AT))
        with pytest.raises(Unknown):
            net.publish(sent)
        time_is_up.clear()
        assert net.publish(sent).remote_id

    assert texts(pds, us).count(text) == 1
