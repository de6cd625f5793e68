"""What Instagram says of an account, as messages: calls (`comments`, `live_comments`, `mentions`, messages) and the pages of `media` and
`tags`. Pure.

Each comment begins a conversation of its own, with the answers to it. A mention comes without its words: they are asked for (`asked`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from zuruf.channels import _graph as g
from zuruf.channels import _graph_messages as messages
from zuruf.channels import _json as js
from zuruf.channels._http import parts
from zuruf.core.message import Author, Gone, Incoming

REPLY = "id,text,timestamp,username,user,from,parent_id,hidden,legacy_instagram_comment_id"
COMMENT = f"{REPLY},media{{id,permalink}}"
BELOW = f"{REPLY},replies.limit(50){{{REPLY}}}"
MEDIA = f"id,permalink,shortcode,timestamp,comments.limit(50){{{BELOW}}}"
TAGS = "id,caption,permalink,timestamp,username"
MENTIONED_COMMENT = "id,text,timestamp,username,media{id,permalink}"
MENTIONED_MEDIA = "id,caption,timestamp,username,permalink"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named our account in a comment (`comment` is set) or below a picture of theirs."""

    media: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Us:
    """Our account: its id, and its name in lower case."""

    ident: str
    handle: str

    def wrote(self, told: object) -> bool:
        """Whether it is ours: an answer or a call names a comment's author in several ways."""
        who, user = js.value(told, "from"), js.value(told, "user")  # `user`: told of our own alone
        names = {js.text(told, "username").lower(), js.text(who, "username").lower()}
        return (
            self.ident in {js.text(who, "id"), js.text(user, "id"), js.text(told, "user")} - {""}
            or bool(js.text(who, "self_ig_scoped_id"))
            or self.handle in names - {""}
        )


def called(body: bytes, us: Us) -> Iterator[Incoming | Gone | Named]:
    """What is in a call about our account. Raises Unknown where it cannot be understood."""
    for entry in g.entries(body, "instagram", us.ident):
        yield from messages.called(entry, us.ident)
        changes = js.objects(entry, "changes") or [
            dict(entry)
        ]  # one form of call puts the change into the entry itself
        for change in changes:
            value, field = js.value(change, "value"), js.text(change, "field")
            if field in ("comments", "live_comments"):
                found = _comment(value, g.seconds(entry.get("time")), us)
                if found is not None:
                    yield found
            elif field == "mentions" and js.text(value, "media_id"):
                yield Named(js.text(value, "media_id"), js.text(value, "comment_id"))


def _comment(value: object, at: datetime | None, us: Us) -> Incoming | None:
    ident, top, media = js.text(value, "id"), js.text(value, "parent_id"), js.text(value, "media", "id")
    ours = us.wrote(value)
    if not ident or (ours and not top):
        return None
    who = js.value(value, "from")
    return _message(
        ident, _author(js.text(who, "id"), js.text(who, "username")), js.text(value, "text"), at,
        media=media, top=top, ours=ours,
    )  # fmt: skip


def shown(told: Mapping[str, Any], us: Us) -> list[Incoming]:
    """The comments with the answers to them in an answer of `media`."""
    return [m for media in js.objects(told, "data") for m in below(js.value(media, "comments"), media, us)]


def below(told: object, media: Mapping[str, Any], us: Us) -> list[Incoming]:
    """The comments on a picture with the answers to them, in a list of them."""
    found, place, link = [], js.text(media, "id"), js.text(media, "permalink")
    for one in js.objects(told, "data"):
        top = js.text(one, "id")
        if not top:
            continue
        if not us.wrote(one):
            found.append(comment_of(one, us, media=place, link=link))
        for reply in js.objects(one, "replies", "data"):
            if js.text(reply, "id"):
                found.append(comment_of(reply, us, media=place, link=link, top=top))
    return found


def further(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The pictures that have more comments than came with them."""
    here = js.objects(told, "data")
    return [m for m in here if js.text(m, "id").isdigit() and g.after(js.value(m, "comments"))]


def comment_of(one: Mapping[str, Any], us: Us, *, media: str = "", link: str = "", top: str = "") -> Incoming:
    """A comment as the Graph API gives it."""
    who = _author(js.text(one, "from", "id"), js.text(one, "from", "username") or js.text(one, "username"))
    return _message(
        js.text(one, "id"), who, js.text(one, "text"), js.moment(one.get("timestamp")),
        media=media or js.text(one, "media", "id"), top=top or js.text(one, "parent_id"), ours=us.wrote(one),
        link=comment_link(link or js.text(one, "media", "permalink"), one),
    )  # fmt: skip


def tagged(told: Mapping[str, Any], us: Us) -> list[Incoming]:
    """Others' pictures in which our account is tagged, in an answer of `tags`."""
    return [media_of(m, us) for m in js.objects(told, "data") if js.text(m, "id") and not us.wrote(m)]


def media_of(one: Mapping[str, Any], us: Us) -> Incoming:
    """Somebody's picture that names us; the answer is a comment on it."""
    ident, at = js.text(one, "id"), js.moment(one.get("timestamp"))
    who = _author("", js.text(one, "username"))
    text, link = js.text(one, "caption"), js.text(one, "permalink")
    return _message(ident, who, text, at, media=ident, kind="mention", link=link, ours=us.wrote(one))


def words_of(named: Named) -> str:
    """The fields of our account that bring the words of a mention; "" where there is no such place."""
    if not (named.media.isdigit() and (named.comment or "0").isdigit()):
        return ""
    if named.comment:
        return f"mentioned_comment.comment_id({named.comment}){{{MENTIONED_COMMENT}}}"
    return f"mentioned_media.media_id({named.media}){{{MENTIONED_MEDIA}}}"


def told(answer: Mapping[str, Any], named: Named, us: Us) -> Incoming | None:
    """The mention, from the answer that brings its words."""
    if not named.comment:
        media = js.value(answer, "mentioned_media")
        return media_of(media, us) if js.text(media, "id") else None
    one = js.value(answer, "mentioned_comment")
    if not isinstance(one, dict):
        return None
    who, at = _author("", js.text(one, "username")), js.moment(one.get("timestamp"))
    link = comment_link(js.text(one, "media", "permalink"), one)
    text, ours = js.text(one, "text"), us.wrote(one)
    return _message(named.comment, who, text, at, media=named.media, kind="mention", link=link, ours=ours)


def oldest(told: Mapping[str, Any]) -> list[datetime]:
    """The times of the pictures on a page."""
    return [at for m in js.objects(told, "data") if (at := js.moment(m.get("timestamp")))]


def comment_link(media: str, one: Mapping[str, Any]) -> str:
    """The address of a comment, made from that of its picture and the number that people's addresses carry."""
    number = js.text(one, "legacy_instagram_comment_id")
    return f"{media.rstrip('/')}/c/{quote(number, safe='', errors='replace')}/" if media and number else media


def named(link: str) -> tuple[str, str] | None:
    """(short code of the picture, number of the comment) in an address; None when it is none of a comment on Instagram."""
    at = parts(link)
    path = [p for p in at.path.split("/") if p] if at else []
    host = ((at and at.hostname) or "").removeprefix("www.")
    if host != "instagram.com" or "c" not in path[2:] or len(path) < 4:
        return None
    place = path.index("c", 2)
    number = path[path.index("r", place) + 1 :] if "r" in path[place:-1] else path[place + 1 :]
    return (path[place - 1], number[0]) if number and number[0].isdigit() else None


def _author(ident: str, name: str) -> Author:
    """Whoever wrote it. Where only the name is told it stands for the person: it may change, but nothing better is given."""
    handle = name.lower()
    url = f"https://www.instagram.com/{quote(handle, safe='', errors='replace')}/" if handle else ""
    return Author(ident or f"@{handle}", handle, url=url)


def _message(
    ident: str,
    who: Author,
    text: str,
    at: datetime | None,
    *,
    media: str,
    top: str = "",
    kind: str = "comment",
    ours: bool = False,
    link: str = "",
) -> Incoming:
    person = "" if who.remote_id.startswith("@") else who.remote_id
    ref = {"kind": kind, "id": ident, "media": media, "author": person, "handle": who.handle}
    return Incoming(
        remote_id=ident,
        author=who,
        text=text,
        at=at,
        parent=top,
        root=top,
        permalink=link,
        ours=ours,
        ref=ref | ({"top": top} if top else {}),
    )
