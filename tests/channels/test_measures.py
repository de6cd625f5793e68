"""Measures against abuse: what every channel declares holds, and a real Bluesky server carries them."""

from dataclasses import replace
from typing import Any

import pytest

from tests.channels.contract import AT, RIGS
from tests.channels.real import channel
from tests.servers.loopback import Reply, Request, loopback
from tests.servers.pds import Pds, Person
from zuruf import channels
from zuruf.channels import _xrpc
from zuruf.core.channel import ChannelError, NotConnected, Refused, TryLater, Unknown
from zuruf.core.measure import Measure, Ordered

REF = {
    "uri": "at://did:plc:asker/app.bsky.feed.post/3lyyyyyyyyy22",
    "cid": "bafyreid",
    "root_uri": "at://did:plc:wasserwerk/app.bsky.feed.post/3lyyyyyyyyy2a",
}
ASKED = {
    Measure.HIDE: "putRecord",
    Measure.BLOCK: "putRecord",
    Measure.MUTE: "muteActor",
    Measure.REPORT: "createReport",
}
GATE, BLOCK = "app.bsky.feed.threadgate", "app.bsky.graph.block"


def order(measure: Measure, **more: Any) -> Ordered:
    return replace(
        Ordered("act-1", measure, AT, REF, "did:plc:asker", kind="insult", reason="Beleidigung."), **more
    )


@pytest.mark.parametrize("name", RIGS)
def test_what_a_channel_does_not_offer_it_refuses_without_asking_anybody(name: str) -> None:
    can = channels.can(name)
    with loopback(lambda _: Reply(500)) as server:
        net = RIGS[name].make(server.url)
        for measure in {*Measure} - {o.measure for o in can.offers}:
            with pytest.raises(Refused):
                net.act(order(measure))
        assert not server.seen


@pytest.mark.parametrize("measure", ASKED)
@pytest.mark.parametrize(
    ("status", "error"),
    [(403, Refused), (401, NotConnected), (429, TryLater), (502, Unknown), (503, Unknown)],
)
def test_every_answer_becomes_the_right_word_after_one_request(
    measure: Measure, status: int, error: type[ChannelError]
) -> None:
    method = ASKED[measure]

    def script(request: Request) -> Reply:
        if request.path.endswith(method):
            return Reply(status, b"{}")
        return RIGS["bluesky"].well(request)

    with loopback(script) as server:
        net = RIGS["bluesky"].make(server.url)
        ours = net._xrpc.sign_in().did  # type: ignore[attr-defined]
        mine = {**REF, "root_uri": f"at://{ours}/app.bsky.feed.post/3lyyyyyyyyy2a"}
        with pytest.raises(error):
            net.act(order(measure, ref=mine))
        assert sum(r.path.endswith(method) for r in server.seen) == 1


def test_answers_in_somebody_elses_thread_are_not_hidden() -> None:
    with loopback(RIGS["bluesky"].well) as server:
        with pytest.raises(Refused, match="this account began"):
            RIGS["bluesky"].make(server.url).act(order(Measure.HIDE))
        assert not [r for r in server.seen if r.path.endswith("putRecord")]


@pytest.fixture
def us(pds: Pds) -> Person:
    _xrpc.forget_sessions()
    return pds.person("wasserwerk")


@pytest.mark.pds
def test_a_real_server_hides_an_answer_and_shows_it_again_and_keeps_what_else_the_gate_says(
    pds: Pds, us: Person
) -> None:
    asker = pds.person("asker")
    root = pds.write(us, "Heute ist Tag der offenen Tür.")
    answers = [
        pds.write(asker, text, reply={"root": root, "parent": root})
        for text in ("Ihr Deppen!", "Ihr Gauner!")
    ]
    rkey = root["uri"].rpartition("/")[2]
    gate = {"$type": GATE, "post": root["uri"], "createdAt": "2026-03-01T10:00:00.000Z", "allow": []}
    body = {"repo": us.did, "collection": GATE, "rkey": rkey, "record": gate}
    pds.call("com.atproto.repo.putRecord", body, us.token)
    net = channel(pds, us)
    first, second = (
        order(Measure.HIDE, ref={"uri": a["uri"], "cid": a["cid"], "root_uri": root["uri"]}) for a in answers
    )

    for one in (first, first, second):  # a repeat changes nothing
        net.act(one)
    hidden = record(pds, us, GATE, rkey)
    net.act(replace(first, back=True))

    assert hidden["hiddenReplies"] == [a["uri"] for a in answers]
    assert hidden["allow"] == []
    assert record(pds, us, GATE, rkey)["hiddenReplies"] == [answers[1]["uri"]]


@pytest.mark.pds
def test_a_real_server_keeps_one_block_however_often_it_is_asked_for(pds: Pds, us: Person) -> None:
    asker, net = pds.person("asker"), channel(pds, us)
    one = order(Measure.BLOCK, author=asker.did)

    net.act(one)
    net.act(one)
    there = blocks(pds, us)
    net.act(replace(one, back=True))
    net.act(replace(one, back=True))

    assert there == [asker.did]
    assert blocks(pds, us) == []


def record(pds: Pds, of: Person, collection: str, rkey: str) -> dict[str, Any]:
    found = pds.call(f"com.atproto.repo.getRecord?repo={of.did}&collection={collection}&rkey={rkey}")
    return dict(found["value"])


def blocks(pds: Pds, of: Person) -> list[str]:
    found = pds.call(f"com.atproto.repo.listRecords?repo={of.did}&collection={BLOCK}")
    return [r["value"]["subject"] for r in found["records"]]
