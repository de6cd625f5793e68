"""Telegram: what comes in, and waiting for it; requests and answers are held against the Bot API."""

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from tests.channels import spec_telegram
from tests.channels.contract import tape
from tests.channels.telegram_bench import RIG, asked, bot, messages, no
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import telegram
from zuruf.channels._telegram_read import message_id, permalink, said
from zuruf.core.channel import Outgoing


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


# --- against the specification


def test_every_request_and_every_answer_is_as_the_bot_api_says(server: Loopback) -> None:
    channel = bot(server)
    there = channel.publish(RIG.reply(channel))
    channel.check()
    cursor = channel.fetch(None).cursor
    channel.fetch(cursor)
    channel.wait(None, 100.0, lambda: False)
    channel.edit(there, RIG.reply(channel, "Es kommt am Dienstag."))
    channel.withdraw(there)
    topic = {"chat": "-1001230000045", "message": "9", "topic": "3"}
    channel.publish(Outgoing("k", "Ja.", RIG.reply(channel).created_at, parent=topic))

    assert {r.path.rpartition("/")[2] for r in server.seen} >= {"sendMessage", "getUpdates", "deleteMessage"}
    for request in server.seen:
        spec_telegram.check(request, RIG.well(request))


# --- what comes in


def test_a_private_chat_is_one_conversation_and_private(server: Loopback) -> None:
    found = messages(server)
    first, photo = found["4711:90017/41"], found["4711:90017/42"]

    assert not first.public
    assert first.root == photo.root == "4711:90017"
    assert first.author.name == "Kundin am Anger"
    assert first.author.url == "https://t.me/kundin_anger"
    assert photo.text == "So sieht er aus.\n🖼"
    assert found["4711:90017/43"].text == "📎 rechnung.pdf"


def test_an_edit_carries_its_time(server: Loopback) -> None:
    edited = messages(server)["4711:90017/40"]

    assert edited.edited_at
    assert edited.at
    assert edited.edited_at > edited.at


def test_in_a_group_only_what_means_us_comes_in(server: Loopback) -> None:
    found = messages(server)
    public = [i for i, m in found.items() if m.public]

    assert public == ["-1001230000045/311", "-1001230000045/312", "-1001230000045/320"]
    comment, below = found["-1001230000045/311"], found["-1001230000045/312"]
    assert comment.root == below.root == "-1001230000045/310"
    assert below.parent == comment.remote_id
    assert comment.title == "Am Dienstag spülen wir die Leitungen im Norden."
    assert comment.permalink == "https://t.me/wasserwerk_talk/311"


def test_comments_under_a_post_that_was_seen_earlier_still_come_in(server: Loopback) -> None:
    cursor = bot(server).fetch(None).cursor
    told = json.loads(tape("telegram/getUpdates.json"))
    late = told["result"][5]
    late["update_id"] = 870_099
    late["message"]["message_id"] = 399
    del late["message"]["reply_to_message"]
    server.script = lambda _: Reply(body=json.dumps({"ok": True, "result": [late]}).encode())

    assert [m.remote_id for m in bot(server).fetch(cursor).incoming] == ["-1001230000045/399"]


def test_updates_are_confirmed_only_after_they_are_stored(server: Loopback) -> None:
    channel = bot(server)
    first = channel.fetch(None)
    channel.wait(first.cursor, 100.0, lambda: False)
    channel.fetch(first.cursor)

    offsets = [json.loads(r.body).get("offset") for r in asked(server, "getUpdates")]
    assert offsets[0] is None
    assert set(offsets[1:]) == {870_011}


def test_updates_whose_numbers_begin_anew_are_read_too(server: Loopback) -> None:
    cursor = bot(server).fetch(None).cursor
    told = json.loads(tape("telegram/getUpdates.json"))
    again = told["result"][0]
    again["update_id"] = 17
    again["message"]["message_id"] = 500
    server.script = lambda _: Reply(body=json.dumps({"ok": True, "result": [again]}).encode())

    batch = bot(server).fetch(cursor)

    assert [m.remote_id for m in batch.incoming] == ["4711:90017/500"]
    assert batch.cursor
    assert batch.cursor["offset"] == 18


def test_pressing_start_makes_nobody_wait(server: Loopback) -> None:
    told = json.loads(tape("telegram/getUpdates.json"))
    told["result"] = told["result"][:1]
    told["result"][0]["message"] |= {"text": "/start", "entities": []}
    server.script = lambda r: RIG.well(r) if RIG.reads(r) is False else Reply(body=json.dumps(told).encode())

    (message,) = bot(server).fetch(None).incoming
    assert message.auto


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (
            {
                "text": "👋 siehe hier",
                "entities": [{"type": "text_link", "offset": 9, "length": 4, "url": "https://x.example"}],
            },
            "👋 siehe hier (https://x.example)",
        ),
        (
            {"text": "x", "entities": [{"type": "text_link", "offset": 99, "length": 9, "url": "https://x"}]},
            "x",
        ),
        (
            {
                "location": {"latitude": 52.5, "longitude": 13.4},
                "venue": {"title": "Rathaus", "address": "Markt 1"},
            },
            "📍 Rathaus, Markt 1",
        ),
        ({"location": {"latitude": 52.5, "longitude": 13.4}}, "📍 52.50000, 13.40000"),
        (
            {"rich_message": {"blocks": [{"type": "paragraph", "text": ["Guten ", {"text": "Tag"}]}]}},
            "Guten Tag",
        ),
        ({"new_chat_title": "x"}, ""),
    ],
    ids=["link", "link beyond the end", "venue", "location", "rich", "service"],
)
def test_a_message_says_its_words_its_addresses_and_its_files(told: dict[str, object], expected: str) -> None:
    assert said(told) == expected


@pytest.mark.parametrize(
    ("speaker", "ours"),
    [(-1001230000045, True), (-1001230000099, True), (-1009999999999, False), (None, False)],
    ids=["an anonymous administrator", "the channel itself", "another channel", "a person"],
)
def test_what_the_channel_or_an_administrator_says_under_a_post_is_ours(
    speaker: int | None, ours: bool, server: Loopback
) -> None:
    told = json.loads(tape("telegram/getUpdates.json"))
    comment = told["result"][4]
    if speaker:
        comment["message"]["sender_chat"] = {"id": speaker, "type": "channel", "title": "x"}
        comment["message"]["from"] |= {"is_bot": True}
    body = json.dumps({"ok": True, "result": [comment]}).encode()
    server.script = lambda r: Reply(body=body) if RIG.reads(r) else RIG.well(r)

    (message,) = bot(server).fetch(None).incoming
    assert message.ours is ours
    assert not message.auto


def test_a_small_group_whose_number_begins_like_a_supergroups_is_none() -> None:
    assert message_id("4711", -1001230000045, 9) == "-1001230000045/9"
    assert permalink(-1001230000045, 9) == "https://t.me/c/1230000045/9"
    for small in (-1001234567, -100, -4123456789):
        assert message_id("4711", small, 9) == f"4711:{small}/9"
        assert permalink(small, 9) == ""


# --- waiting


def test_waiting_ends_when_something_is_there(server: Loopback) -> None:
    assert bot(server).wait(None, 100.0, lambda: False)
    assert json.loads(server.seen[0].body)["timeout"] >= 1


def test_waiting_ends_without_anything_when_the_time_is_over_or_it_is_stopped(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(telegram, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def nothing(after: float) -> Callable[[Request], Reply]:
        def script(_: Request) -> Reply:
            now[0] += after
            return Reply(body=b'{"ok": true, "result": []}')

        return script

    server.script = nothing(after=15.0)
    assert not bot(server).wait(None, 40.0, lambda: False)
    assert [json.loads(r.body)["timeout"] for r in server.seen] == [15, 15, 10]
    server.script = nothing(after=0.0)
    assert not bot(server).wait(None, 40.0, lambda: False), "it says at once that there is nothing"
    assert not bot(server).wait(None, 600.0, lambda: True)
    assert len(server.seen) == 4


def test_what_cannot_be_read_ends_no_waiting(server: Loopback) -> None:
    server.script = lambda _: Reply(body=b'{"ok": true, "result": [{"update_id": "x"}, 7]}')
    assert not bot(server).wait(None, 100.0, lambda: False), "or it would be read again without end"


def test_being_ended_by_another_question_is_no_trouble(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram, "AGAIN", 0.0)
    server.script = lambda _: no(409, "Conflict: terminated by other getUpdates request")

    assert not bot(server).wait(None, 100.0, lambda: False)
