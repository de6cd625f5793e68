"""Mastodon against a server in a process of its own. It is an imitation (see `tests/servers/mastodon.py`), no Mastodon."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from tests.servers.loopback import Loopback, Reply, Request, forward, loopback
from tests.servers.mastodon import Server, mastodon_server
from zuruf.channels._http import Http
from zuruf.channels.mastodon import Mastodon
from zuruf.core.channel import Link, Outgoing, Receipt, Refused, Unknown
from zuruf.core.measure import Measure, Ordered
from zuruf.core.message import Incoming
from zuruf.flow import accounts, intake, outbox, reply
from zuruf.store.models import Account, Conversation, Delivery, Member, Message

__all__ = ["mastodon_server"]


@pytest.fixture
def server(mastodon_server: Server) -> Server:
    mastodon_server.reset()
    return mastodon_server


def net(url: str, name: str = "wasserwerk", hashtags: str = "") -> Mastodon:
    link = Link({"server": url, "hashtags": hashtags}, {"token": f"{name}_token"})
    return Mastodon(link, Http(("127.0.0.1",), deadline=100.0))


def answer(to: Incoming, text: str = "Wir schauen nach.") -> Outgoing:
    return Outgoing("delivery-1", text, datetime.now(UTC), parent=to.ref, language="de", public=to.public)


def thread(server: Server, post: str) -> list[str]:
    """The ids of what answers *post*."""
    found = server.ask("rohrpost", "GET", f"/api/v1/statuses/{post}/context")
    return [one["id"] for one in found["descendants"]]


def test_a_question_comes_in_and_is_answered_changed_and_taken_back(server: Server) -> None:
    network = net(server.url, hashtags="#wasser")
    assert network.check().can_publish
    asked = server.post("rohrpost", "@wasserwerk Warum ist das Wasser braun?", visibility="unlisted")
    server.post("quelle", "Das #Wasser ist wieder klar.")
    first = network.fetch(None)
    question = next(m for m in first.incoming if m.remote_id == asked["id"])
    assert {m.author.handle for m in first.incoming} == {"rohrpost", "quelle"}

    there = network.publish(answer(question))

    heard = server.ask("rohrpost", "GET", "/api/v1/notifications")[0]["status"]
    assert (heard["id"], heard["visibility"]) == (there.remote_id, "unlisted")
    seen = network.read_back(there)
    assert seen is not None
    assert seen.text == "Wir schauen nach."
    assert network.locate(there.permalink) == there

    network.edit(there, answer(question, "Es ist behoben."))
    changed = network.read_back(there)
    assert changed is not None
    assert (changed.text, changed.edited_at is not None) == ("Es ist behoben.", True)

    network.withdraw(there)
    network.withdraw(there)
    assert network.read_back(there) is None
    assert thread(server, question.remote_id) == []


def test_an_answer_whose_receipt_was_lost_is_found_and_never_doubled(server: Server) -> None:
    asked = server.post("rohrpost", "@wasserwerk Und heute?")
    question = net(server.url).fetch(None).incoming[0]

    def silent(request: Request) -> Reply:
        told = forward(request, server.url)
        return Reply(how="close") if request.method == "POST" else told

    with loopback(silent) as proxy, pytest.raises(Unknown):
        net(proxy.url).publish(answer(question))
    found = net(server.url).find(answer(question))

    assert found is not None
    assert thread(server, asked["id"]) == [found.remote_id]
    assert net(server.url).publish(answer(question)).remote_id == found.remote_id  # by its key
    assert net(server.url).find(answer(question, "Etwas anderes.")) is None


def test_edits_and_deletions_are_noticed_and_the_stream_wakes_us(server: Server) -> None:
    network = net(server.url)
    one = server.post("rohrpost", "@wasserwerk Es tropft.")
    other = server.post("quelle", "@wasserwerk Nur für euch", visibility="direct")
    first = network.fetch(None)
    assert {m.remote_id: m.public for m in first.incoming} == {one["id"]: True, other["id"]: False}

    server.ask("rohrpost", "PUT", f"/api/v1/statuses/{one['id']}", {"status": "@wasserwerk Es läuft."})
    server.ask("quelle", "DELETE", f"/api/v1/statuses/{other['id']}")
    second = network.fetch(first.cursor)
    assert [(m.remote_id, "Es läuft." in m.text) for m in second.incoming] == [(one["id"], True)]
    assert [g.remote_id for g in second.gone] == [other["id"]]

    writing = threading.Timer(0.1, server.post, ("quelle", "@wasserwerk Noch jemand da?"))
    writing.start()
    assert network.wait(second.cursor, 200, lambda: False)
    writing.join()
    assert len(network.fetch(second.cursor).incoming) == 1


def test_what_was_written_in_private_is_answered_in_private_and_abuse_is_stopped(server: Server) -> None:
    network = net(server.url)
    server.post("rohrpost", "@wasserwerk Meine Zählernummer", visibility="direct")
    question = network.fetch(None).incoming[0]

    there = network.publish(answer(question))
    assert server.ask("wasserwerk", "GET", f"/api/v1/statuses/{there.remote_id}")["visibility"] == "direct"

    for measure in (Measure.MUTE, Measure.BLOCK, Measure.REPORT):
        network.act(Ordered("k", measure, datetime.now(UTC), question.ref, question.author.remote_id))
    blocked = server.ask("wasserwerk", "GET", "/api/v1/blocks")
    assert [one["acct"] for one in blocked] == ["rohrpost"]


def test_what_somebody_else_wrote_is_neither_located_nor_taken_back(server: Server) -> None:
    theirs = server.post("rohrpost", "Nur so")

    assert net(server.url).locate(theirs["url"]) is None
    with pytest.raises(Refused, match="403"):
        net(server.url).withdraw(Receipt(theirs["id"]))


# --- the whole way


@pytest.fixture
def proxy(server: Server, settings: Any, tmp_path: Path) -> Iterator[Loopback]:
    """The server, behind something that a test can break."""
    settings.ALLOW_PRIVATE = ("127.0.0.1",)
    settings.DATA = tmp_path
    with loopback(lambda request: forward(request, server.url)) as running:
        yield running


def work(at: Any) -> None:
    while outbox.work("w", now=at):
        pass


@pytest.mark.django_db
def test_through_the_outbox_an_answer_whose_receipt_was_lost_goes_out_once(
    server: Server, proxy: Loopback, answers: Member
) -> None:
    runs = builders.who(builders.member(role="owner"))
    accounts.connect(runs, "mastodon", {"server": proxy.url}, {"token": "wasserwerk_token"}, now=NOW)
    asked = server.post("rohrpost", "@wasserwerk Kann man es trinken?")
    intake.poll_due("w", now=NOW)
    here = Conversation.objects.get(messages__remote_id=asked["id"])
    assert here.account.realm == accounts.realm_of("mastodon", {"server": proxy.url})

    who = builders.who(answers)
    length = reply.judge(who, here.public_id, "Ja.", now=NOW).length
    assert length is not None
    assert length.used == len("@rohrpost Ja. [AP]")
    reply.send(who, here.public_id, "Ja.", seen_answer_seq=0, now=NOW)

    def silent(request: Request) -> Reply:
        told = forward(request, server.url)
        return Reply(how="close") if request.method == "POST" else told

    proxy.script = silent
    out = NOW + timedelta(seconds=Account.objects.get().recall_seconds)
    work(out)
    assert Delivery.objects.get().state == "unclear"

    proxy.script = lambda request: forward(request, server.url)
    work(out + timedelta(seconds=5))

    row = Delivery.objects.get()
    there = server.ask("rohrpost", "GET", f"/api/v1/statuses/{asked['id']}/context")["descendants"]
    assert (row.state, [one["id"] for one in there]) == ("published", [row.remote_id])
    assert there[0]["content"] == "<p>@rohrpost Ja. [AP]</p>"

    intake.poll_due("w", now=out + timedelta(minutes=2))  # our own post comes back as ours, once
    assert Message.objects.filter(remote_id=row.remote_id, ours=True).count() == 1
