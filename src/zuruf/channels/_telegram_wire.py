"""Asking Telegram, and what its refusals mean. The token is a part of every address: no error and no repr shows it."""

import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from zuruf.channels._http import UNSAFE, Answer, Http
from zuruf.channels._json import text
from zuruf.channels._telegram_read import whole
from zuruf.core.channel import ChannelError, NotConnected, Refused, TryLater

SERVER = "https://api.telegram.org"

UNKNOWN = "Telegram does not know this token. Get the bot's token from @BotFather."
WEBHOOK = (
    "A webhook is set for this bot, so another system gets its messages. Remove it there (deleteWebhook), or make a bot of its own "
    "for Zuruf."
)
OTHER = "Another program reads this bot's messages at the same time. Only one may."
BLOCKED = "This person has blocked the bot; nothing reaches her any more."
CLOSED = "This person's account does not exist any more."
OUTSIDE = "The bot is not in this group any more, or may not write there."
NO_CHAT = "Telegram does not know this chat any more."
DELETED = "The message that is answered was deleted."
MOVED = "This group became a supergroup, in which older messages cannot be answered. Answer a newer one."
TOO_OLD = "Telegram deletes messages only within 48 hours."
NOT_CHANGED = "Telegram does not let this message be changed any more."
NO_REF = "What is answered has no chat and no number; it may be from before this account was connected."
SAYS = (
    NO_REF,
    UNKNOWN,
    WEBHOOK,
    OTHER,
    BLOCKED,
    CLOSED,
    OUTSIDE,
    NO_CHAT,
    DELETED,
    MOVED,
    TOO_OLD,
    NOT_CHANGED,
)
MEANS = (
    ("webhook is active", Refused, WEBHOOK),
    ("terminated by other", TryLater, OTHER),
    ("bot was blocked", Refused, BLOCKED),
    ("user is deactivated", Refused, CLOSED),
    ("upgraded to a supergroup", Refused, MOVED),
    ("chat not found", Refused, NO_CHAT),
    ("replied message not found", Refused, DELETED),
    ("replied not found", Refused, DELETED),
    ("can't be deleted", Refused, TOO_OLD),
    ("can't be edited", Refused, NOT_CHANGED),
    ("not enough rights", Refused, OUTSIDE),
    ("bot was kicked", Refused, OUTSIDE),
    ("bot is not a member", Refused, OUTSIDE),
)


class Wire:
    """One bot at one server."""

    def __init__(self, http: Http, server: str, token: str) -> None:
        self._http, self._server, self._token = http, server.strip().rstrip("/"), token.strip()
        self.bot, _, key = self._token.partition(":")
        http.hide(self._token, key)

    def __repr__(self) -> str:
        return "<Wire>"

    def ask(self, method: str, body: Mapping[str, object] | None = None) -> Any:
        """What a reading method gives."""
        answer = self.answer(method, body or {}, writes=False)
        found = answer.json()
        if found.get("ok") is not True or "result" not in found:
            raise answer.not_understood()
        return found["result"]

    def answer(
        self,
        method: str,
        body: Mapping[str, object],
        *,
        writes: bool = True,
        but: Collection[str] = (),
    ) -> Answer:
        """One request. *but*: refusals that mean it is done already."""
        if not re.fullmatch(r"\d{1,20}:[A-Za-z0-9_-]{8,100}", self._token):
            raise NotConnected(UNKNOWN)
        if not self._http.trusts(self._server):
            raise Refused(UNSAFE)
        answer = self._http.post(
            f"{self._server}/bot{self._token}/{method}",
            json=body,
            accept={400, 401, 403, 404, 409, 429},
            writes=writes,
        )
        if answer.status < 300 or _reason(answer).startswith(
            tuple(f"bad request: {reason}" for reason in but)
        ):
            return answer
        raise self._refusal(answer)

    def delete(self, chat: int, number: int) -> None:
        """One `deleteMessage`; what is not there any more is deleted."""
        self.done(
            "deleteMessage", {"chat_id": chat, "message_id": number}, but=("message to delete not found",)
        )

    def done(self, method: str, body: Mapping[str, object], *, but: Collection[str] = ()) -> None:
        """One request that is answered by True. *but*: as in `answer`."""
        answer = self.answer(method, body, but=but)
        if answer.status == 200 and answer.json().get("result") is not True:
            raise answer.not_understood()

    def _refusal(self, answer: Answer) -> ChannelError:
        """What Telegram's own refusals mean; any other answer is judged by its status."""
        said = _reason(answer)
        if said and answer.status in (401, 404):
            return NotConnected(UNKNOWN)
        usual = self._http.refusal(answer)
        if answer.status == 429 and said:
            wait = whole(answer.json(), "parameters", "retry_after")
            return TryLater(str(usual), timedelta(seconds=wait)) if wait and 0 < wait < 86400 else usual
        return next((kind(words) for part, kind, words in MEANS if part in said), usual)


def _reason(answer: Answer) -> str:
    """Telegram's own reason in lower case; "" when the answer is not Telegram's."""
    try:
        told = answer.json()
    except ChannelError:
        return ""
    return text(told, "description").lower() if told.get("ok") is False else ""


def place(ref: Mapping[str, str]) -> tuple[int, int]:
    """Chat and number of a message. Raises Refused."""
    chat, number = ref.get("chat", ""), ref.get("message", "")
    if not re.fullmatch(r"-?\d{1,18}", chat) or not re.fullmatch(r"\d{1,18}", number):
        raise Refused(NO_REF)
    return int(chat), int(number)
