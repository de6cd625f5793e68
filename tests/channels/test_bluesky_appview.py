"""Reading Bluesky: a real PDS with a real AppView on loopback, so that mentions really arrive."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.channels.real import channel, ref, reply
from tests.servers.pds import Pds, Person
from zuruf.channels import _xrpc
from zuruf.channels.bluesky import Bluesky
from zuruf.core.channel import Receipt, Refused
from zuruf.core.message import Batch

pytestmark = pytest.mark.pds


@pytest.fixture(autouse=True)
def restarted() -> None:
    _xrpc.forget_sessions()


@pytest.fixture(scope="module")
def house(appview: Pds) -> Person:
    return appview.person("wasserwerk")


@pytest.fixture(scope="module")
def neighbour(appview: Pds) -> Person:
    return appview.person("neighbour")


def mention(text: str, person: Person) -> dict[str, object]:
    start = len(text[: text.index("@")].encode())
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": person.did}
    end = start + 1 + len(person.handle)
    return {"facets": [{"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}]}


def now() -> dict[str, str]:
    return {"createdAt": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def read_all(net: Bluesky, cursor: object) -> tuple[list[Batch], object]:
    batches = []
    while True:
        batch = net.fetch(json.loads(json.dumps(cursor)))
        batches.append(batch)
        cursor = cursor if batch.cursor is None else batch.cursor
        if not batch.more:
            return batches, cursor


def test_mention_reply_and_quote_come_in_are_answered_and_the_answer_is_answered(
    appview: Pds, house: Person, neighbour: Person
) -> None:
    text = f"Grüße 👋 @{house.handle}, warum ist das Wasser braun?"
    asked = appview.write(neighbour, text, langs=["de"], **mention(text, house), **now())
    appview.settle()
    net = channel(appview, house)
    seen = net.check()
    (batch,), cursor = read_all(net, None)
    (message,) = batch.incoming

    assert (seen.can_read, seen.can_publish, seen.problem) == (True, True, "")
    assert (message.remote_id, message.text, message.languages) == (asked["uri"], text, ("de",))
    assert message.author.remote_id == neighbour.did
    assert message.author.handle == neighbour.handle
    assert (message.parent, message.root) == ("", "")

    receipt = net.publish(reply(net, dict(message.ref), "answer", "Ein Rohr wird gespült."))
    appview.settle()  # whoever replies has seen it
    root = ref(asked)
    parent = {"uri": receipt.remote_id, "cid": receipt.ref["cid"]}
    thanks = appview.write(neighbour, "Danke!", reply={"root": root, "parent": parent}, **now())
    quote = {"embed": {"$type": "app.bsky.embed.record", "record": parent}}
    quoted = appview.write(neighbour, "Schaut her.", **quote, **now())
    appview.call(
        "com.atproto.repo.createRecord",
        {"repo": neighbour.did, "collection": "app.bsky.feed.like", "record": {"subject": parent, **now()}},
        neighbour.token,
    )
    appview.settle()
    (batch,), cursor = read_all(net, cursor)
    found = {m.remote_id: m for m in batch.incoming if not m.ours}

    assert [m.remote_id for m in batch.incoming if m.ours] == [receipt.remote_id]  # intake knows it
    assert set(found) == {thanks["uri"], quoted["uri"]}
    assert (found[thanks["uri"]].root, found[thanks["uri"]].parent) == (asked["uri"], receipt.remote_id)
    assert (found[quoted["uri"]].root, found[quoted["uri"]].text) == ("", "Schaut her.")

    again = reply(net, dict(found[thanks["uri"]].ref), "answer-2", "Gern!")
    posted = net.publish(again)
    record = next(r for r in appview.records(house) if r["uri"] == posted.remote_id)
    assert record["value"]["reply"] == {"root": root, "parent": ref(thanks)}
    (echo,), cursor = read_all(net, cursor)
    (nothing,), _ = read_all(net, cursor)
    assert [m.remote_id for m in echo.incoming] == [posted.remote_id]
    assert nothing == Batch(raw=nothing.raw)


def test_what_is_deleted_at_the_source_is_reported_as_gone(appview: Pds, neighbour: Person) -> None:
    house = appview.person("house")
    text = f"@{house.handle} das war zu viel"
    kept = appview.write(neighbour, text, **mention(text, house), **now())
    sorry = appview.write(neighbour, text, **mention(text, house), **now())
    appview.settle()
    net = channel(appview, house)
    _, cursor = read_all(net, None)
    appview.delete(neighbour, sorry["uri"])
    appview.settle()

    (batch,), cursor = read_all(net, cursor)

    assert [g.remote_id for g in batch.gone] == [sorry["uri"]]
    assert batch.incoming == ()
    assert kept["uri"] in json.dumps(cursor)


def test_more_than_a_page_comes_in_without_a_gap(
    appview: Pds, neighbour: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zuruf.channels._bluesky_notifications.PAGE", 20)
    house = appview.person("busy")
    net = channel(appview, house)
    text = f"@{house.handle} Nummer "
    start = datetime.now(UTC) - timedelta(hours=2)
    written = [
        appview.write(neighbour, f"{text}{n}", **mention(text, house), createdAt=_later(start, n))["uri"]
        for n in range(3)
    ]
    appview.settle()
    _, cursor = read_all(net, None)
    written += [
        appview.write(neighbour, f"{text}{n}", **mention(text, house), createdAt=_later(start, n))["uri"]
        for n in range(3, 35)
    ]
    appview.settle()

    batches, _ = read_all(net, cursor)

    assert len(batches) >= 2
    assert {m.remote_id for b in batches for m in b.incoming} >= set(written[3:])


def _later(start: datetime, seconds: int) -> str:
    at = start + timedelta(minutes=seconds)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_only_our_own_posts_can_be_withdrawn(appview: Pds, house: Person, neighbour: Person) -> None:
    theirs = appview.write(neighbour, "Meins.")

    with pytest.raises(Refused):
        channel(appview, house).withdraw(Receipt(theirs["uri"]))


def test_what_anybody_wrote_is_found_by_its_words_and_looked_up_until_it_is_gone(
    appview: Pds, house: Person, neighbour: Person
) -> None:
    text = "Mein Rohrbruchmelder piept, weiß jemand Rat?"
    made = appview.write(neighbour, text, langs=["de"], **now())
    appview.write(neighbour, "Nichts davon.", **now())
    appview.settle()
    net = channel(appview, house)

    found = net.search("Rohrbruchmelder", datetime.now(UTC) - timedelta(days=1))
    assert [(m.text, m.author.handle, m.ours, m.languages) for m in found.incoming] == [
        (text, neighbour.handle, False, ("de",))
    ]
    assert not found.more
    assert net.search("Rohrbruchmelder", datetime.now(UTC) + timedelta(hours=1)).incoming == ()
    seen = net.look_up(made["uri"])
    assert seen is not None
    assert (seen.text, seen.ref["cid"]) == (text, made["cid"])

    appview.delete(neighbour, made["uri"])
    appview.settle()
    assert net.look_up(made["uri"]) is None
    assert net.search("Rohrbruchmelder", datetime.now(UTC) - timedelta(days=1)).incoming == ()
