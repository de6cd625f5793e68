"""What Facebook says of a Page, as messages: calls (`feed`, `mention`) and the pages of `feed` and `tagged`. Pure.

Each comment on a post begins a conversation of its own, with the answers to it; a post by a visitor too, with the comments on it. A
comment that is hidden stays on the desk: its author still waits. Only what was removed is gone.
"""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, quote

from zuruf.channels import _graph as g
from zuruf.channels import _graph_messages as messages
from zuruf.channels import _json as js
from zuruf.channels._http import parts
from zuruf.core.message import Author, Gone, Incoming

COMMENT = "id,message,created_time,from,parent{id},permalink_url,is_hidden,attachment"
POST = "id,message,created_time,from,permalink_url"
FEED = f"{POST},comments.filter(stream).order(reverse_chronological).limit(100){{{COMMENT}}}"
_ID = re.compile(r"[0-9]{1,40}(?:_[0-9]{1,40})?")
WRITTEN = frozenset({"status", "post", "photo", "video", "share", "link"})


def called(body: bytes, page: str) -> Iterator[Incoming | Gone]:
    """What is in a call about our *page*. Raises Unknown where it cannot be understood."""
    for entry in g.entries(body, "page", page):
        yield from messages.called(entry, page)
        for change in js.objects(entry, "changes"):
            value = js.value(change, "value")
            match js.text(change, "field"):
                case "feed":
                    found = _fed(value, entry, page)
                case "mention":
                    found = _mentioned(value, page)
                case _:
                    found = None
            if found is not None:
                yield found


def _fed(value: object, entry: Mapping[str, object], page: str) -> Incoming | Gone | None:
    item, verb = js.text(value, "item"), js.text(value, "verb")
    post, comment = js.text(value, "post_id"), js.text(value, "comment_id")
    ident = comment if item == "comment" else post if item in WRITTEN else ""
    if not ident or verb not in ("add", "edited", "edit", "remove"):
        return None
    at = g.seconds(js.value(value, "created_time"))
    if verb == "remove":
        return Gone(ident, g.seconds(entry.get("time")))
    who = _author(js.value(value, "from"), ident)
    text = (
        js.text(value, "message")
        or js.text(value, "photo")
        or js.text(value, "video")
        or js.text(value, "link")
    )
    edited = None if verb == "add" else g.seconds(entry.get("time"))
    if item == "comment":
        parent = js.text(value, "parent_id")
        top = parent if parent not in ("", post) else ""
        if who.remote_id == page and not top:
            return None  # what we write below our own posts is no answer to anybody
        return _message(ident, who, text, at, post=post, top=top, page=page, edited=edited)
    if who.remote_id == page or js.value(value, "published") == 0:
        return None
    return _message(ident, who, text, at, post=ident, page=page, edited=edited, kind="post")


def _mentioned(value: object, page: str) -> Incoming | None:
    """A post or comment elsewhere that names our page."""
    post, comment = js.text(value, "post_id"), js.text(value, "comment_id")
    ident, sender = comment or post, js.text(value, "sender_id") or js.text(value, "from", "id")
    if not ident or sender == page or js.text(value, "verb") != "add":
        return None
    who = _author(
        {"id": sender, "name": js.value(value, "sender_name") or js.value(value, "from", "name")}, ident
    )
    at = g.seconds(js.value(value, "created_time"))
    kind = "comment" if comment else "post"
    found = _message(ident, who, js.text(value, "message"), at, post=post, page=page, kind=kind)
    return _elsewhere(found)


def fed(told: Mapping[str, Any], page: str) -> list[Incoming]:
    """The visitors' posts and all comments in an answer of `feed`."""
    found = []
    for post in js.objects(told, "data"):
        ident, ours = js.text(post, "id"), js.text(post, "from", "id") in ("", page)
        if not ident:
            continue
        if not ours:
            found.append(_listed(post, ident, page))
        found += below(js.value(post, "comments"), ident, page, ours=ours)
    return found


def below(told: object, post: str, page: str, *, ours: bool) -> list[Incoming]:
    """The comments on a post, *ours* or a visitor's, in a list of them."""
    found = []
    for one in js.objects(told, "data"):
        comment = js.text(one, "id")
        who = _author(one.get("from"), comment)
        top = js.text(one, "parent", "id") or ("" if ours else post)
        if comment and (top or who.remote_id != page):
            found.append(comment_of(one, comment, page, post=post, top=top))
    return found


def further(told: Mapping[str, Any], page: str) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
    """(id, its first comments, whether it is ours) of the posts that have more comments than came with them."""
    for post in js.objects(told, "data"):
        comments, ident = js.value(post, "comments"), js.text(post, "id")
        if _ID.fullmatch(ident) and g.after(comments):
            yield ident, comments, js.text(post, "from", "id") in ("", page)


def tagged(told: Mapping[str, Any], page: str) -> list[Incoming]:
    """The posts elsewhere that name our page, in an answer of `tagged`."""
    posts = [p for p in js.objects(told, "data") if js.text(p, "from", "id") != page]
    return [_elsewhere(_listed(p, ident, page)) for p in posts if (ident := js.text(p, "id"))]


def _elsewhere(found: Incoming) -> Incoming:
    """It stands on somebody else's page: it takes no private answer."""
    return replace(found, ref={**found.ref, "elsewhere": "yes"})


def _listed(post: Mapping[str, Any], ident: str, page: str) -> Incoming:
    at, link = js.moment(post.get("created_time")), js.text(post, "permalink_url")
    who = _author(post.get("from"), ident)
    return _message(ident, who, js.text(post, "message"), at, post=ident, page=page, kind="post", link=link)


def comment_of(one: Mapping[str, Any], ident: str, page: str, *, post: str = "", top: str = "") -> Incoming:
    """A comment as the Graph API gives it."""
    text = js.text(one, "message") or js.text(one, "attachment", "url")
    at, link = js.moment(one.get("created_time")), js.text(one, "permalink_url")
    who = _author(one.get("from"), ident)
    return _message(ident, who, text, at, post=post, top=top, page=page, link=link)


def all_before(told: Mapping[str, Any], since: datetime) -> bool:
    """Whether no comment on further pages is from after *since*: this page goes from the newest to older ones, as asked, and
    ends before."""
    times = [at for one in js.objects(told, "data") if (at := js.moment(one.get("created_time")))]
    return len(times) > 1 and times == sorted(times, reverse=True) and times[-1] < since


def oldest(told: Mapping[str, Any]) -> list[datetime]:
    """The times of the posts on a page."""
    return [at for p in js.objects(told, "data") if (at := js.moment(p.get("created_time")))]


def _author(told: object, ident: str) -> Author:
    """Whoever wrote it; the network names nobody where a person wants that, or a right is missing: then one for each message."""
    who, name = js.text(told, "id"), js.text(told, "name")
    return Author(who or f"unnamed:{ident}", name=name)


def _message(
    ident: str,
    who: Author,
    text: str,
    at: datetime | None,
    *,
    post: str,
    page: str,
    top: str = "",
    edited: datetime | None = None,
    kind: str = "comment",
    link: str = "",
) -> Incoming:
    named = "" if who.remote_id.startswith("unnamed:") else who.remote_id
    ref = {"kind": kind, "id": ident, "post": post, "author": named} | ({"top": top} if top else {})
    return Incoming(
        remote_id=ident,
        author=who,
        text=text,
        at=at,
        parent=top,
        root=top,
        permalink=link or permalink(ident, post, kind),
        edited_at=edited,
        ours=who.remote_id == page,
        ref=ref,
    )


def permalink(ident: str, post: str, kind: str = "comment") -> str:
    """Where it stands, made from its id: the network's calls do not bring the address of a comment."""
    if kind == "post" or not post:
        return f"https://www.facebook.com/{_quoted(ident)}"
    return f"https://www.facebook.com/{_quoted(post)}?comment_id={_quoted(ident.rpartition('_')[2])}"


def _quoted(ident: str) -> str:
    return quote(ident, safe="", errors="replace")


def named(link: str) -> list[str]:
    """The ids of the comment at *link*, the likeliest first; none when it is no address of a comment on Facebook."""
    at = parts(link)
    host = ((at and at.hostname) or "").removeprefix("www.").removeprefix("m.")
    if at is None or host not in ("facebook.com", "fb.com"):
        return []
    query = parse_qs(at.query)
    said = next((v[0] for k in ("reply_comment_id", "comment_id") if (v := query.get(k))), "")
    with suppress(ValueError):
        if not said.isdigit():
            said = b64decode(said + "=" * (-len(said) % 4), validate=True).decode().partition(":")[2]
    story = next((v[0] for k in ("story_fbid", "fbid") if (v := query.get(k))), "")
    posts = [
        one
        for one in (story, *reversed(at.path.split("/")))
        for one in (one.rpartition("_")[2],)
        if one.isdigit()
    ]
    if not _ID.fullmatch(said):
        return []
    return [said] if "_" in said else [*(f"{post}_{said}" for post in posts[:1]), said]
