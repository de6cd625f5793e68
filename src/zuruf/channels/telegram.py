"""Telegram: what people write to a bot comes in, and what they write about us in groups; answers go out from the bot.

Source: the Bot API 10.1 (core.telegram.org/bots/api), against whose machine-readable form the tests hold every request and answer.
Never tried against the live network.

* Reading is `getUpdates`. An update counts as taken when it is asked for what comes after it, which is only done once it is stored;
  Telegram keeps it for 24 hours at most, and nothing older can be read ever again. Where a webhook is set for the bot
  Telegram refuses `getUpdates`: `check` says so and what to do.
* The number of updates may begin anew, and lower, after a week without any (`Update.update_id`): what was read is
  known by its number among the last, not by being lower.
* Waiting (`wait`) is the same question with a time-out, and confirms nothing. Telegram ends a question when another one of the same
  bot comes in; to be ended so is no trouble. The address holds the token: it stands in no error and no repr.
* Private chats are one conversation each. In groups we take what answers the bot or names it, and comments under the posts
  of a channel, which Telegram copies into the channel's group. The bot has to be an administrator there, or its privacy mode off.
* An answer is `sendMessage` to the message, without link previews. There is no key against repeats and no way to read what a chat
  holds, so after an unknown outcome a person has to look. What was sent is there at once.
* Changing is harmless twice: "message is not modified" is done. Deleting works for 48 hours; what is gone already is done.
* "1-4096 characters after entities parsing": the documentation counts its offsets in UTF-16 units and does not say what a character is, so
  we count UTF-16 units, which are never fewer.
* Nobody tells a bot what was deleted. Not followed: business accounts, reactions, the posts of channels themselves, files' contents.
* One request per call, except `check`: four.
"""

import time
from collections.abc import Callable, Mapping
from typing import Any

from zuruf.channels import _base
from zuruf.channels import _telegram_measures as measures
from zuruf.channels._base import Base
from zuruf.channels._http import Http
from zuruf.channels._json import objects, strings, text, value
from zuruf.channels._telegram_read import Reader, message_id, permalink, whole
from zuruf.channels._telegram_wire import OTHER, SAYS, SERVER, WEBHOOK, Wire, place
from zuruf.core.capabilities import (
    Capabilities,
    Field,
    Group,
    Length,
    Receive,
    Repeat,
    Shows,
    TriedAgainst,
)
from zuruf.core.channel import (
    ChannelError,
    Check,
    Link,
    Outgoing,
    Receipt,
    TryLater,
)
from zuruf.core.measure import Ordered
from zuruf.core.message import Batch

LONGEST = 4096
PACE, OPEN = "20 messages a minute in a group", "anybody may add the bot to a group"
PAGE = 100  # the most that getUpdates gives
KEPT = 200  # numbers of updates, and posts with comments, that are remembered
PATIENCE = 15  # seconds of one question that waits; within the deadline of a request
AGAIN = 5.0  # seconds to leave the bot alone after another question ended ours
KINDS = ("message", "edited_message")


def length(words: str) -> Length:
    """UTF-16 units."""
    return Length(len(words.encode("utf-16-le", "surrogatepass")) // 2, LONGEST)


class Telegram(Base):
    """One bot."""

    name = "telegram"
    can = Capabilities(
        title="Telegram",
        lead="What people write to your bot, or under your channel's posts, comes in; answers go out from the bot.",
        group=Group.MESSAGES,
        receive=Receive.POLL,
        waits=True,
        reply=True,
        addressed=True,
        parents=True,
        private=True,
        withdraw=True,
        edit=True,
        shows=Shows.AT_ONCE,
        length=length,
        repeat=Repeat.BLIND,
        tried_against=TriedAgainst.SPECIFICATION,
        fields=(
            Field(
                "token",
                "Token of the bot",
                "From @BotFather, as in 123456:ABC-DEF…",
                secret=True,
                kind="password",
            ),
            Field(
                "server",
                "Server",
                "Change it only if you run a Bot API server of your own.",
                kind="url",
                default=SERVER,
                required=False,
            ),
        ),
        guide=(
            "Write /newbot to @BotFather in Telegram and choose a name; it gives you the token.",
            "Write /setdescription and /setabouttext to @BotFather, with the addresses of your imprint and your privacy notice.",
            "For comments under your channel's posts: add the bot to the channel's group and make it an administrator there.",
            "Then write /setjoingroups to @BotFather and choose Disable, so that nobody else adds the bot to other groups.",
            "Paste the token here. No other program may read this bot's messages.",
        ),
        guide_url="https://core.telegram.org/bots/features#botfather",
        offers=measures.OFFERS,
        says=(*_base.SAYS, *SAYS, *measures.SAYS, PACE, OPEN),
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        self._wire = Wire(http, link.settings.get("server") or SERVER, link.secrets.get("token", ""))

    def check(self) -> Check:
        """Asks who the bot is, whether a webhook is set, and what its profile says."""
        me = self._wire.ask("getMe")
        name = text(me, "first_name")
        if not text(me, "id") or not name:
            raise TryLater("Telegram sent an answer that cannot be understood.")
        hook = text(self._wire.ask("getWebhookInfo"), "url")
        groups = OPEN if value(me, "can_join_groups") is True else ""
        return Check(
            can_read=not hook,
            can_publish=True,
            name=name,
            handle=text(me, "username"),
            remote_id=text(me, "id"),
            limits=tuple(filter(None, (f"{LONGEST:,} characters", PACE, groups))),
            problem=WEBHOOK if hook else "",
            profile=self._profile(),
        )

    def _profile(self) -> tuple[str, ...] | None:
        try:
            return (
                text(self._wire.ask("getMyDescription"), "description"),
                text(self._wire.ask("getMyShortDescription"), "short_description"),
            )
        except ChannelError:
            return None

    # --- what comes in

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """One page of updates. The cursor: `offset` (of the next), `seen` (numbers of the last), `threads` (posts with comments)
        and `name` (the bot's)."""
        known = dict(cursor or {})
        name = text(known, "name") or text(self._wire.ask("getMe"), "username")
        answer = self._wire.answer("getUpdates", self._next(known) | {"limit": PAGE}, writes=False)
        result = answer.json().get("result")
        if not isinstance(result, list):
            raise answer.not_understood()
        seen = [n for n in _list(known.get("seen")) if isinstance(n, int)]
        fresh = [
            u
            for u in objects({"page": result}, "page")
            if (n := whole(u, "update_id")) is not None and n not in seen
        ]
        reader = Reader(self._wire.bot, name, strings(known, "threads"))
        found = [m for u in fresh if (m := reader.read(u))]
        numbers = [whole(u, "update_id") or 0 for u in fresh]
        after = {
            "offset": max(numbers, default=0) + 1,
            "seen": [*seen, *numbers][-max(KEPT, len(numbers)) :],
            "threads": list(reader.threads)[-KEPT:],
            "name": name,
        }
        return Batch(
            incoming=tuple(found),
            cursor=after if fresh else None,
            raw=answer.raw,
            more=len(result) >= PAGE and bool(fresh),
        )

    def wait(self, cursor: Mapping[str, object] | None, seconds: float, stopped: Callable[[], bool]) -> bool:
        """See `channel.Waits`. False also when Telegram answers at once that there is nothing: whoever waits rests a little then."""
        until = time.monotonic() + seconds
        known = dict(cursor or {})
        while (left := until - time.monotonic()) > 0 and not stopped():
            asked = self._next(known) | {"limit": 1, "timeout": max(1, min(PATIENCE, int(left)))}
            try:
                found = _list(self._wire.ask("getUpdates", asked))
            except TryLater as error:
                if str(error) != OTHER:
                    raise
                time.sleep(min(AGAIN, left))  # it was read meanwhile, or another worker waits
                return False
            numbers = {whole(u, "update_id") for u in found} - {None}  # one without a number cannot be read
            if numbers - {n for n in _list(known.get("seen")) if isinstance(n, int)}:
                return True
            if found or until - left + 1 > time.monotonic():
                return False
        return False

    @staticmethod
    def _next(known: Mapping[str, object]) -> dict[str, object]:
        offset = whole(known, "offset")
        return {"allowed_updates": list(KINDS)} | ({"offset": offset} if offset is not None else {})

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        """One `sendMessage`. In a private chat also when the message was deleted that it answers: who reads it is the same."""
        self._must_fit(reply.text)
        chat, number = place(reply.parent)
        private = bool(reply.parent.get("private"))
        body: dict[str, object] = {
            "chat_id": chat,
            "text": reply.text,
            "link_preview_options": {"is_disabled": True},
            "reply_parameters": {"message_id": number, "allow_sending_without_reply": private},
        }
        if topic := reply.parent.get("topic", ""):
            body["message_thread_id"] = int(topic)
        answer = self._wire.answer("sendMessage", body)
        sent = answer.json().get("result")
        there, made = whole(sent, "chat", "id"), whole(sent, "message_id")
        if there is None or made is None:
            raise answer.not_understood()
        username = "" if private else reply.parent.get("username", "")
        ref = {"chat": str(there), "message": str(made), "username": username}
        return Receipt(
            message_id(self._wire.bot, there, made),
            "" if private else permalink(there, made, username),
            ref | ({"private": "1"} if private else {}),
        )

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        """One `editMessageText`; the same text again is done."""
        self._must_fit(reply.text)
        chat, number = place(receipt.ref)
        body = {
            "chat_id": chat,
            "message_id": number,
            "text": reply.text,
            "link_preview_options": {"is_disabled": True},
        }
        answer = self._wire.answer("editMessageText", body, but=("message is not modified",))
        if answer.status == 200 and not isinstance(answer.json().get("result"), dict):
            raise answer.not_understood()
        return receipt

    def withdraw(self, receipt: Receipt) -> None:
        """One `deleteMessage`; what is not there any more is withdrawn."""
        self._wire.delete(*place(receipt.ref))

    def act(self, order: Ordered) -> None:
        """See `_telegram_measures`. One request."""
        measures.act(self._wire, order)


def _list(found: object) -> list[Any]:
    return found if isinstance(found, list) else []
