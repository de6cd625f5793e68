"""Mastodon after an answer: found again, edited, withdrawn, read back and located."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.channels.contract import AT
from tests.channels.mastodon_bench import NOTHING, RIG, but, net, reply, sent
from tests.channels.rig import dumped
from tests.channels.rigs.mastodon import ASKED, OWN, REF
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.core.channel import Receipt, Refused


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


def own(**more: object) -> dict[str, Any]:
    return {**OWN, **more}


@pytest.mark.parametrize(
    ("posts", "there"),
    [
        ([OWN], True),
        ([own(id="1", content="<p>Ganz etwas anderes</p>"), OWN], True),
        ([own(in_reply_to_id="7")], False),
        ([own(content="<p>@rohrpost Guten Tag, wir prüften das gerade.</p>")], False),
        ([own(created_at="2026-03-02T07:00:00.000Z")], False),
        ([], False),
    ],
)
def test_an_answer_is_found_by_what_it_answers_and_by_its_words(
    server: Loopback, posts: list[dict[str, Any]], there: bool
) -> None:
    def listed(request: Request) -> Reply:
        return Reply(body=dumped([] if "max_id" in request.query else posts))

    server.script = but(f"/accounts/{OWN['account']['id']}/statuses", listed)

    found = net(server).find(reply())

    assert (found is not None) is there
    assert found is None or found.remote_id == OWN["id"]


def test_a_clock_that_goes_wrong_by_minutes_does_not_make_a_double(server: Loopback) -> None:
    early = (AT - timedelta(minutes=40)).isoformat()
    server.script = but("/statuses", Reply(body=dumped([own(created_at=early)])))

    assert net(server).find(reply()) is not None


def test_where_it_cannot_be_found_out_nobody_says_that_it_is_not_there(server: Loopback) -> None:
    now = (AT + timedelta(minutes=1)).isoformat()
    others = [own(id=f"{n}", content="<p>Anderes</p>", created_at=now) for n in range(100, 140)]
    server.script = but("/statuses", Reply(body=dumped(others)))

    with pytest.raises(Refused):
        net(server).find(reply())


def test_an_edit_names_its_pictures_and_its_warning_anew(server: Loopback) -> None:
    there = own(media_attachments=[{"id": "9001"}], spoiler_text="Zähler")
    path = f"/statuses/{OWN['id']}"
    server.script = but(path, Reply(body=dumped(there)))
    network = net(server)
    receipt = Receipt(OWN["id"], OWN["url"], REF)

    assert network.edit(receipt, reply("Es ist behoben.")) == receipt

    body = sent(server, "PUT", f"/api/v1{path}")
    assert (body["media_ids"], body["spoiler_text"]) == (["9001"], "Zähler")
    assert body["status"] == "@rohrpost@other.example Es ist behoben."


def test_what_is_gone_is_withdrawn_and_a_404_of_somebody_else_says_nothing(server: Loopback) -> None:
    path, receipt = f"/statuses/{OWN['id']}", Receipt(OWN["id"])
    server.script = but(path, NOTHING, "DELETE")
    net(server).withdraw(receipt)

    server.script = but(path, Reply(404, b"<h1>nginx</h1>"), "DELETE")
    with pytest.raises(Refused):
        net(server).withdraw(receipt)

    server.script = but(path, NOTHING)
    assert net(server).read_back(receipt) is None
    server.script = but(path, Reply(404, b"<h1>nginx</h1>"))
    with pytest.raises(Refused):
        net(server).read_back(receipt)


def test_what_is_read_back_are_our_own_words(server: Loopback) -> None:
    seen = net(server).read_back(Receipt(OWN["id"], ref=REF))
    assert seen is not None
    assert seen.text == "Guten Tag, wir prüfen das gerade."

    def told(request: Request) -> Reply:
        if request.path.endswith("/source"):
            return Reply(
                body=dumped({"id": OWN["id"], "text": "@rohrpost@other.example Fragt @anna@sub.example"})
            )
        shown = "<p>@rohrpost Fragt @anna</p>"
        return Reply(body=dumped(own(content=shown))) if request.method == "GET" else RIG.well(request)

    server.script = told
    seen = net(server).read_back(Receipt(OWN["id"], ref=REF))
    assert seen is not None
    assert seen.text == "Fragt @anna@sub.example"


def test_only_a_post_of_ours_is_located(server: Loopback) -> None:
    found = net(server).locate(f"{server.url}/@wasserwerk/{OWN['id']}")
    assert found is not None
    assert (found.remote_id, found.ref["acct"]) == (OWN["id"], "rohrpost@other.example")

    server.script = but(f"/statuses/{ASKED['id']}", Reply(body=dumped(ASKED)))
    assert net(server).locate(f"{server.url}/@rohrpost/{ASKED['id']}") is None
    server.script = but(f"/statuses/{OWN['id']}", NOTHING)
    assert net(server).locate(f"{server.url}/@wasserwerk/{OWN['id']}") is None
