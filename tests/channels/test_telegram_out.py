"""Telegram: what goes out, measures, and the account."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.channels import spec_telegram
from tests.channels.bench import error_of
from tests.channels.contract import AT, SECRETS, tape
from tests.channels.telegram_bench import RIG, asked, bot, no
from tests.servers.loopback import Loopback, Reply, loopback
from zuruf.channels import _telegram_wire as wire
from zuruf.channels import telegram
from zuruf.core.channel import ChannelError, NotConnected, Receipt, Refused, TryLater
from zuruf.core.measure import Measure, Ordered

GROUP = {"chat": "-1001230000045", "message": "311"}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


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
