"""The generic webhook: what it alone has. The contract suite holds it to the rest; docs/build/webhook.md is run in tests/docs."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from tests.channels.contract import AT, RIGS
from tests.servers.loopback import Reply, loopback
from zuruf.channels._http import Http
from zuruf.channels.webhook import ONLY_READS, Webhook, sign
from zuruf.core.capabilities import Asked
from zuruf.core.channel import Link, NotConnected, Outgoing, Receipt, Refused

RIG = RIGS["webhook"]
SECRET = RIG.secrets["secret"]
BODY = b'{"v":1,"messages":[]}'


def stamped(age: timedelta, body: bytes = BODY, secret: str = SECRET) -> dict[str, str]:
    stamp = str(int((datetime.now(UTC) - age).timestamp()))
    return {"zuruf-timestamp": stamp, "zuruf-signature": sign(secret, stamp, body)}


def only_reads() -> Webhook:
    return Webhook(Link({"name": "Portal"}, {"secret": SECRET}), Http())


def call(*messages: object, **more: object) -> bytes:
    return json.dumps({"v": 1, "messages": messages, **more}).encode()


@pytest.mark.parametrize("age", [timedelta(0), timedelta(minutes=4), timedelta(minutes=-4)])
def test_a_clock_that_is_minutes_off_is_forgiven(age: timedelta) -> None:
    RIG.make().verify(stamped(age), BODY)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        stamped(timedelta(hours=2)),
        stamped(timedelta(hours=-2)),
        stamped(timedelta(0), b'{"v":1}'),
        stamped(timedelta(0), secret="another secret of that length"),
        {**stamped(timedelta(0)), "zuruf-signature": "sha256=äöü"},
        {"zuruf-timestamp": "soon", "zuruf-signature": sign(SECRET, "soon", BODY)},
        {"zuruf-timestamp": "²", "zuruf-signature": sign(SECRET, "²", BODY)},
    ],
)
def test_what_is_not_signed_as_agreed_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(Refused):
        RIG.make().verify(headers, BODY)


def test_without_a_secret_nobody_is_let_in() -> None:
    channel = Webhook(Link({"name": "Portal"}), Http())
    with pytest.raises(Refused):
        channel.verify(stamped(timedelta(0), secret=""), BODY)
    with pytest.raises(NotConnected):
        channel.check()


def test_messages_edits_and_deletions_come_in_and_what_is_unknown_is_passed_over() -> None:
    told = {
        "id": "m2", "thread": "m1", "parent": "m1", "author": {"id": 17, "name": "Eine Kundin"}, "html": "<p>Hallo</p>",
        "edited_at": "2026-03-02T10:00:00Z", "public": False, "automatic": True, "files": ["a.png"],
    }  # fmt: skip
    ours = {"id": "m3", "ours": True, "text": "Gesagt"}
    body = call(told, ours, {"id": "m4"}, {"author": {"id": "a"}}, gone=[{"id": "m0"}, {}], later={})

    batch = only_reads().unpack(body)

    first, mine = batch.incoming
    assert (first.author.remote_id, first.root, first.public, first.auto) == ("17", "m1", False, True)
    assert first.edited_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert mine.ours
    assert [g.remote_id for g in batch.gone] == ["m0"]
    assert batch.problem == "A message without id or author was left out."
    assert RIG.make().unpack(b'{"v": 1, "kind": "ping"}').incoming == ()


def test_where_no_address_for_answers_is_known_one_cannot_begin_to_write() -> None:
    channel = only_reads()
    assert (channel.check().can_read, channel.check().can_publish) == (True, False)
    (one,) = channel.unpack(call({"id": "m1", "author": {"id": "a"}})).incoming
    terms = Webhook.can.terms
    assert terms is not None
    assert terms(Asked(one.ref, True, AT, AT), "", AT).refusal == ONLY_READS
    assert terms(Asked(RIG.ref, True, AT, AT), "", AT).refusal == ""
    with pytest.raises(Refused):
        channel.publish(Outgoing("k", "Text", AT))


@pytest.mark.parametrize("said", [b"{}", b'{"once": "yes"}', b'{"once": false}'])
def test_a_receiver_that_does_not_promise_is_not_connected(said: bytes) -> None:
    with loopback(lambda _: Reply(body=said)) as server, pytest.raises(Refused, match="does not promise"):
        RIG.make(server.url).check()


def test_answers_never_leave_over_a_line_that_anybody_reads() -> None:
    channel = Webhook(Link({"name": "Portal", "url": "http://portal.example/"}, {"secret": SECRET}), Http())
    with pytest.raises(Refused, match="https://"):
        channel.publish(Outgoing("k", "Text", AT))


@pytest.mark.parametrize(
    ("act", "kind", "key"),
    [
        (lambda c, r: c.publish(r), "answer", "delivery-0001"),
        (lambda c, r: c.edit(Receipt("m9"), r), "edit", "delivery-0001"),
        (lambda c, r: c.withdraw(Receipt("m9")), "withdraw", "withdraw-m9"),
        (
            lambda c, r: c.withdraw(Receipt("№ 9")),
            "withdraw",
            f"withdraw-{sha256('№ 9'.encode()).hexdigest()}",
        ),
    ],
)
def test_what_goes_out_is_signed_and_names_its_delivery(
    act: Callable[[Webhook, Outgoing], object], kind: str, key: str
) -> None:
    with loopback(RIG.well) as server:
        channel = RIG.make(server.url)
        assert isinstance(channel, Webhook)
        act(channel, RIG.reply(channel))
        (request,) = server.seen
    told, heads = json.loads(request.body), {n.lower(): v for n, v in request.headers.items()}
    assert (told["v"], told["kind"], told["delivery"], heads["zuruf-delivery"]) == (1, kind, key, key)
    channel.verify(heads, request.body)


def test_where_an_answer_is_only_a_web_address_is_believed() -> None:
    told = b'{"id": "a1", "link": "javascript:alert(1)"}'
    with loopback(lambda _: Reply(body=told)) as server:
        channel = RIG.make(server.url)
        assert channel.publish(RIG.reply(channel)).permalink == ""


def test_half_a_character_in_a_signature_is_refused() -> None:
    with pytest.raises(Refused):
        RIG.make().verify({"zuruf-signature": "\ud800", "zuruf-timestamp": "\ud800"}, BODY)
