"""Telegram: what no other channel has."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.channels import spec_telegram
from tests.channels.bench import error_of
from tests.channels.contract import AT, RIGS, SECRETS, tape
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _telegram_wire as wire
from zuruf.channels import telegram
from zuruf.channels._telegram_read import said
from zuruf.core.channel import ChannelError, NotConnected, Outgoing, Receipt, Refused, TryLater
from zuruf.core.measure import Measure, Ordered
from zuruf.core.message import Incoming

RIG = RIGS["telegram"]
GROUP = {"chat": "-1001230000045", "message": "311"}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


def bot(server: Loopback) -> telegram.Telegram:
    channel = RIG.make(server.url)
    assert isinstance(channel, telegram.Telegram)
    return channel


def no(status: int, words: str, **more: object) -> Reply:
    """A refusal in Telegram's own words."""
    told = {"ok": False, "error_code": status, "description": words} | more
    return Reply(status, json.dumps(told).encode())


def asked(server: Loopback, method: str) -> list[Request]:
    return [r for r in server.seen if r.path.endswith(f"/{method}")]


def messages(server: Loopback) -> dict[str, Incoming]:
    return {m.remote_id: m for m in bot(server).fetch(None).incoming}


# --- against the specification


def test_every_request_and_every_answer_is_as_the_bot_api_says(server: Loopback) -> None:
    channel = bot(server)
    there = channel.publish(RIG.reply(channel))
    channel.check()
    cursor = channel.fetch(None).cursor
    channel.fetch(cursor)
    channel.wait(None, 1.0, lambda: False)
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
    channel.wait(first.cursor, 1.0, lambda: False)
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


# --- waiting


def test_waiting_ends_when_something_is_there(server: Loopback) -> None:
    assert bot(server).wait(None, 5.0, lambda: False)
    assert json.loads(server.seen[0].body)["timeout"] >= 1


def test_waiting_ends_without_anything_when_the_time_is_over_or_it_is_stopped(server: Loopback) -> None:
    server.script = lambda _: Reply(body=b'{"ok": true, "result": []}')

    assert not bot(server).wait(None, 0.05, lambda: False)
    assert not bot(server).wait(None, 600.0, lambda: True)
    assert len(server.seen) == 1


def test_what_cannot_be_read_ends_no_waiting(server: Loopback) -> None:
    server.script = lambda _: Reply(body=b'{"ok": true, "result": [{"update_id": "x"}, 7]}')
    assert not bot(server).wait(None, 5.0, lambda: False), "or it would be read again without end"


def test_being_ended_by_another_question_is_no_trouble(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram, "AGAIN", 0.0)
    server.script = lambda _: no(409, "Conflict: terminated by other getUpdates request")

    assert not bot(server).wait(None, 5.0, lambda: False)


# --- what goes out


def test_an_answer_replies_to_its_message_without_a_preview(server: Loopback) -> None:
    channel = bot(server)
    there = channel.publish(RIG.reply(channel, "Siehe https://wasserwerk.example"))

    (sent,) = asked(server, "sendMessage")
    assert json.loads(sent.body) == {
        "chat_id": 90017,
        "text": "Siehe https://wasserwerk.example",
        "link_preview_options": {"is_disabled": True},
        "reply_parameters": {"message_id": 41, "allow_sending_without_reply": True},
    }
    assert there == Receipt(
        "4711:90017/44", "", {"chat": "90017", "message": "44", "username": "", "private": "1"}
    )


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (no(403, "Forbidden: bot was blocked by the user"), Refused, wire.BLOCKED),
        (no(403, "Forbidden: user is deactivated"), Refused, wire.CLOSED),
        (no(403, "Forbidden: bot was kicked from the supergroup chat"), Refused, wire.OUTSIDE),
        (no(400, "Bad Request: chat not found"), Refused, wire.NO_CHAT),
        (no(400, "Bad Request: message to be replied not found"), Refused, wire.DELETED),
        (
            no(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                parameters={"migrate_to_chat_id": -1001},
            ),
            Refused,
            wire.MOVED,
        ),
        (no(401, "Unauthorized"), NotConnected, wire.UNKNOWN),
        (no(404, "Not Found"), NotConnected, wire.UNKNOWN),
        (no(409, "Conflict: can't use getUpdates method while webhook is active"), Refused, wire.WEBHOOK),
    ],
    ids=lambda v: v.body.decode()[40:70] if isinstance(v, Reply) else "",
)
def test_telegrams_own_reasons_are_told_in_words(
    reply: Reply, kind: type[ChannelError], words: str, server: Loopback
) -> None:
    server.script = lambda _: reply
    error = error_of(lambda: bot(server).publish(RIG.reply(bot(server))))

    assert type(error) is kind
    assert str(error) == words


def test_how_long_to_wait_is_read_from_the_answer(server: Loopback) -> None:
    server.script = lambda _: no(429, "Too Many Requests: retry after 35", parameters={"retry_after": 35})

    with pytest.raises(TryLater) as caught:
        bot(server).publish(RIG.reply(bot(server)))
    assert caught.value.after == timedelta(seconds=35)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (
            lambda channel: channel.edit(RIG.receipt, RIG.reply(channel)),
            "Bad Request: message is not modified: specified new message content is the same",
        ),
        (lambda channel: channel.withdraw(RIG.receipt), "Bad Request: message to delete not found"),
    ],
    ids=["edit", "withdraw"],
)
def test_what_is_so_already_is_done(
    act: Callable[[telegram.Telegram], object], words: str, server: Loopback
) -> None:
    server.script = lambda _: no(400, words)
    act(bot(server))
    assert len(server.seen) == 1


def test_what_is_too_old_to_be_deleted_is_refused_with_the_reason(server: Loopback) -> None:
    server.script = lambda _: no(400, "Bad Request: message can't be deleted for everyone")
    with pytest.raises(Refused, match="48 hours"):
        bot(server).withdraw(RIG.receipt)


# --- against abuse


@pytest.mark.parametrize(
    ("measure", "back", "method", "body"),
    [
        (Measure.DELETE, False, "deleteMessage", {"chat_id": -1001230000045, "message_id": 311}),
        (Measure.BLOCK, False, "banChatMember", {"chat_id": -1001230000045, "user_id": 90023}),
        (
            Measure.BLOCK,
            True,
            "unbanChatMember",
            {"chat_id": -1001230000045, "user_id": 90023, "only_if_banned": True},
        ),
    ],
)
def test_a_measure_is_one_request_as_the_bot_api_says(
    measure: Measure, back: bool, method: str, body: dict[str, object], server: Loopback
) -> None:
    server.script = lambda _: Reply(body=b'{"ok": true, "result": true}')
    bot(server).act(Ordered("a", measure, AT, GROUP, "90023", back=back))

    (request,) = asked(server, method)
    assert json.loads(request.body) == body
    spec_telegram.check(request, server.script(request))


def test_what_telegram_does_not_offer_is_refused_without_asking(server: Loopback) -> None:
    for order in (
        Ordered("a", Measure.BLOCK, AT, {"chat": "90017", "message": "41", "private": "1"}, "90017"),
        Ordered("a", Measure.BLOCK, AT, GROUP, "-1001230000099"),
        Ordered("a", Measure.HIDE, AT, GROUP, "90023"),
        Ordered("a", Measure.DELETE, AT, GROUP, "90023", back=True),
        Ordered("a", Measure.DELETE, AT, {}, "90023"),
    ):
        with pytest.raises(Refused):
            bot(server).act(order)
    assert server.seen == []


# --- the account


def test_a_webhook_that_is_set_is_named_and_what_to_do(server: Loopback) -> None:
    hook = json.loads(tape("telegram/getWebhookInfo.json"))
    hook["result"]["url"] = "https://elsewhere.example/hook"
    server.script = lambda r: (
        Reply(body=json.dumps(hook).encode()) if r.path.endswith("getWebhookInfo") else RIG.well(r)
    )
    seen = bot(server).check()

    assert not seen.can_read
    assert seen.can_publish
    assert seen.problem == wire.WEBHOOK


def test_the_check_names_the_bot_and_reads_its_profile(server: Loopback) -> None:
    seen = bot(server).check()

    assert (seen.name, seen.handle, seen.remote_id) == ("Wasserwerk", "wasserwerk_bot", "4711")
    assert seen.profile
    assert "impressum" in seen.profile[0]


@pytest.mark.parametrize("token", ["", "x", "4711:short", "4711:../../etc/passwd-and-more-of-it"])
def test_what_is_no_token_is_asked_of_nobody(token: str, server: Loopback) -> None:
    channel = type(RIG)("telegram", RIG.settings, secrets={"token": token}).make(server.url)
    with pytest.raises(NotConnected):
        channel.check()
    assert server.seen == []


def test_the_token_is_in_no_trouble_of_the_wire(server: Loopback) -> None:
    for reply in (Reply(500), Reply(how="close"), no(400, f"no {SECRETS[1]}"), Reply(302)):
        server.script = lambda _, reply=reply: reply  # type: ignore[misc]
        error = error_of(lambda: bot(server).publish(RIG.reply(bot(server))))
        assert error
        assert SECRETS[1] not in f"{error} {error!r} {error.__context__!r}"
