"""Telegram's updates as messages. Source: Bot API 10.1, `Update`, `Message`, `MessageEntity`, `User`, `Chat`."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from zuruf.channels._json import objects, text, value
from zuruf.core.message import Author, Incoming

GROUPS = ("group", "supergroup")
# What a message may hold instead of words, and how it is named to people of any language.
FILES = {
    "photo": "🖼",
    "animation": "🎞",
    "video": "🎞",
    "video_note": "🎞",
    "live_photo": "🖼",
    "voice": "🎤",
    "audio": "🎵",
    "document": "📎",
    "sticker": "🏷",
    "contact": "👤",
    "venue": "📍",
    "location": "📍",
    "poll": "📊",
    "story": "🖼",
}
LATEST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()


def whole(obj: object, *path: str) -> int | None:
    """The whole number at *path*; None where there is none of a size that Telegram has."""
    found = value(obj, *path)
    good = isinstance(found, int) and not isinstance(found, bool) and abs(found) < 2**63
    return found if good else None


def at(seconds: int | None) -> datetime | None:
    """Unix time as a moment."""
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None and 0 < seconds < LATEST else None


def message_id(bot: str, chat: int, message: int) -> str:
    """Unique in all of Telegram. In supergroups and channels everybody counts alike; in private chats and small groups each account
    counts for itself, so that our bot is named there."""
    return f"{chat}/{message}" if _counts_for_all(chat) else f"{bot}:{chat}/{message}"


def _counts_for_all(chat: int) -> bool:
    """Whether it is a supergroup or a channel. A small group's number may begin with -100, too, but has at most twelve digits
    (core.telegram.org/api/bots/ids)."""
    return chat < -(10**12)


def permalink(chat: int, message: int, username: str = "") -> str:
    """The address of a message in a supergroup; "" where there is none, as in private chats."""
    if username:
        return f"https://t.me/{username}/{message}"
    return f"https://t.me/c/{str(chat)[4:]}/{message}" if _counts_for_all(chat) else ""


class Reader:
    """Reads for one bot. *threads*: comments under channel posts are followed where their post was seen ("chat/thread"); those
    that come to be known are added."""

    def __init__(self, bot: str, username: str, threads: Iterable[str] = ()) -> None:
        self._bot, self._username = bot, username.lower()
        self.threads = dict.fromkeys(threads)

    def read(self, update: dict[str, Any]) -> Incoming | None:
        """The message in *update*; None when there is none for us, or none that can be understood."""
        edited = value(update, "edited_message")
        told = value(update, "message") or edited
        chat, number = whole(told, "chat", "id"), whole(told, "message_id")
        if chat is None or number is None or number <= 0:
            return None
        self._note(told, chat, number)
        private = text(told, "chat", "type") == "private"
        words = said(told)
        if not words or not (private or self._for_us(told, chat)):
            return None
        return Incoming(
            message_id(self._bot, chat, number),
            author(told),
            words,
            at=at(whole(told, "date")),
            parent=self._parent(told, chat),
            root=self._root(told, chat, private),
            title=_about(told),
            permalink="" if private else permalink(chat, number, text(told, "chat", "username")),
            public=not private,
            edited_at=at(whole(told, "edit_date")) if edited else None,
            ours=_speaks_for_us(told, chat),
            auto=_by_machine(told) or (private and words.split()[0] == "/start"),
            ref=_ref(told, chat, number, private),
        )

    def _note(self, told: object, chat: int, number: int) -> None:
        """Remember under which channel posts a group's comments stand."""
        if value(told, "is_automatic_forward") is True:
            self.threads[f"{chat}/{number}"] = None
        above = whole(told, "reply_to_message", "message_id")
        if above is not None and value(told, "reply_to_message", "is_automatic_forward") is True:
            self.threads[f"{chat}/{above}"] = None

    def _for_us(self, told: object, chat: int) -> bool:
        """Whether a message in a group means us: it is a comment under a channel's post, answers our bot or names it."""
        if text(told, "chat", "type") not in GROUPS or value(told, "is_automatic_forward") is True:
            return False
        above = value(told, "reply_to_message")
        if f"{chat}/{whole(told, 'message_thread_id') or whole(above, 'message_id')}" in self.threads:
            return True
        return text(above, "from", "id") == self._bot or self._named(told)

    def _named(self, told: object) -> bool:
        words, marks = _words(told)
        for mark in marks:
            if text(mark, "type") == "text_mention" and text(mark, "user", "id") == self._bot:
                return True
            by_name = text(mark, "type") in ("mention", "bot_command") and self._username
            if by_name and _marked(words, mark).lower().endswith(f"@{self._username}"):
                return True
        return False

    def _parent(self, told: object, chat: int) -> str:
        above = whole(told, "reply_to_message", "message_id")
        return "" if above is None else message_id(self._bot, chat, above)

    def _root(self, told: object, chat: int, private: bool) -> str:
        """A private chat is one conversation, and so is what stands under one post. A forum's topics are too wide for that."""
        if private:
            return f"{self._bot}:{chat}"
        thread = whole(told, "message_thread_id")
        if thread is None or value(told, "is_topic_message") is True:
            return ""
        return message_id(self._bot, chat, thread)


def _speaks_for_us(told: object, chat: int) -> bool:
    """Whether an anonymous administrator of the group wrote, or the channel under whose post it stands."""
    speaker, post = whole(told, "sender_chat", "id"), value(told, "reply_to_message")
    channel = whole(post, "sender_chat", "id") if value(post, "is_automatic_forward") is True else None
    return speaker is not None and speaker in (chat, channel)


def _by_machine(told: object) -> bool:
    """Another bot; who writes as a chat has one of Telegram's own beside the name."""
    return value(told, "from", "is_bot") is True and value(told, "sender_chat") is None


def author(told: object) -> Author:
    """Who wrote; a channel or an anonymous administrator writes as a chat."""
    chat = value(told, "sender_chat")
    who = chat if isinstance(chat, dict) else value(told, "from")
    name = text(who, "title") or " ".join(filter(None, (text(who, "first_name"), text(who, "last_name"))))
    handle = text(who, "username")
    return Author(text(who, "id"), handle, name, f"https://t.me/{handle}" if handle else "")


def said(told: object) -> str:
    """The words of a message with the addresses behind its links, and a line for each file; "" when it has neither."""
    words, marks = _words(told)
    lines = [_with_addresses(words, marks) or _rich(value(told, "rich_message", "blocks"))]
    for kind, sign in FILES.items():
        thing = value(told, kind)
        if not thing or (kind == "document" and value(told, "animation")):
            continue
        if kind == "location" and value(told, "venue"):
            continue
        lines.append(" ".join(filter(None, (sign, _name(kind, thing)))))
    return "\n".join(filter(None, lines)).strip()


def _words(told: object) -> tuple[str, list[dict[str, Any]]]:
    if text(told, "text"):
        return text(told, "text"), objects(told, "entities")
    return text(told, "caption"), objects(told, "caption_entities")


def _name(kind: str, thing: object) -> str:
    """What distinguishes one file from another: its name, an emoji, a question, a place."""
    if kind == "location":
        where = value(thing, "latitude"), value(thing, "longitude")
        return ", ".join(f"{n:.5f}" for n in where if isinstance(n, float | int) and abs(n) <= 180)
    names = ("file_name", "title", "emoji", "question", "phone_number", "address")
    return ", ".join(filter(None, (text(thing, name)[:200] for name in names)))


def _with_addresses(words: str, marks: Sequence[dict[str, Any]]) -> str:
    """*words* with the address of each link behind it: what is clicked is part of what was said. Offsets are UTF-16 units."""
    raw = words.encode("utf-16-le", "surrogatepass")
    links = [m for m in marks if text(m, "type") == "text_link" and text(m, "url")]
    for mark in sorted(links, key=lambda m: whole(m, "offset") or 0, reverse=True):
        end = 2 * ((whole(mark, "offset") or 0) + (whole(mark, "length") or 0))
        if 0 < end <= len(raw):
            address = f" ({text(mark, 'url')})".encode("utf-16-le", "surrogatepass")
            raw = raw[:end] + address + raw[end:]
    return raw.decode("utf-16-le", "replace")


def _marked(words: str, mark: dict[str, Any]) -> str:
    raw = words.encode("utf-16-le", "surrogatepass")
    start, length = whole(mark, "offset") or 0, whole(mark, "length") or 0
    if start < 0 or length < 0:
        return ""
    return raw[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")


def _rich(told: object, depth: int = 0) -> str:
    """The words of a rich message, whatever it is made of."""
    if isinstance(told, str):
        return told
    if depth > 20:
        return ""
    if isinstance(told, list):
        return ("\n" if depth == 0 else "").join(filter(None, (_rich(one, depth + 1) for one in told)))
    if isinstance(told, dict):
        inner = [told.get(name) for name in ("text", "blocks", "items", "caption") if told.get(name)]
        return "\n".join(filter(None, (_rich(one, depth + 1) for one in inner)))
    return ""


def _about(told: object) -> str:
    """The first line of the channel's post that is commented on."""
    post = value(told, "reply_to_message")
    if value(post, "is_automatic_forward") is not True:
        return ""
    return next(iter(_words(post)[0].splitlines()), "")[:120]


def _ref(told: object, chat: int, number: int, private: bool) -> dict[str, str]:
    ref = {"chat": str(chat), "message": str(number), "username": text(told, "chat", "username")}
    if private:
        return ref | {"username": "", "private": "1"}
    topic = whole(told, "message_thread_id") if value(told, "is_topic_message") is True else None
    return ref | ({"topic": str(topic)} if topic is not None else {})
