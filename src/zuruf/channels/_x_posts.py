"""Posts of X as messages. Pure; in doubt a post is left out, never the page.

Sources: X's OpenAPI document (Post, Expansions), and docs.x.com, x-api/activity/event-payloads. The document calls some things otherwise
than what is delivered in calls (referenced_posts / referenced_tweets, edit_history_post_ids / edit_history_tweet_ids, includes.posts /
includes.tweets, note_post / note_tweet, repost_count / retweet_count), so both are read.

An edit is a new post with a new number on X; here it is the first one with a new text. Links come as t.co and are put back.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from zuruf.channels import _json as js
from zuruf.channels import _x_length as weighted
from zuruf.core.message import Author, Incoming
from zuruf.core.weighted import links

ID = re.compile(r"[0-9]{1,19}", re.ASCII)
_LINK = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/(?:i/web|i|[A-Za-z0-9_]{1,15})/status/([0-9]{1,19})(?:[/?#].*)?",
    re.I,
)
_NAME = re.compile(r"@[A-Za-z0-9_]{1,15}\s+")
_BEFORE = re.compile(r"(?:@[A-Za-z0-9_]{1,15}\s+)+")
FIELDS = {
    "post.fields": "conversation_id,created_at,display_text_range,entities,id,lang,note_post,public_metrics,reply_settings,"
    "scopes,text,withheld",
    "expansions": "author_id,in_reply_to_user_id,referenced_posts",
    "user.fields": "id,name,username",
}


@dataclass(frozen=True, slots=True)
class Us:
    """Our own account there, and the access that its app has."""

    id: str
    handle: str = ""
    access: str = ""


def is_id(said: str) -> bool:
    return ID.fullmatch(said) is not None


MISSING = {"resource-not-found"}


def problems(told: object) -> set[str]:
    """The kinds of problem that an answer names: the ends of their types, such as https://api.x.com/2/problems/resource-not-found.
    An address that X does not know has none of them, but about:blank."""
    whole = js.text(told, "type")
    named = [js.text(one, "type") for one in js.objects(told, "errors")]
    return {kind.rpartition("/")[2] for kind in ([*named, whole] if whole else named)}


def permalink(post: str, handle: str = "") -> str:
    return f"https://x.com/{handle or 'i'}/status/{post}"


def place(link: str) -> str:
    """The number of the post at an address; "" where it is none."""
    found = _LINK.fullmatch(link.strip())
    return found[1] if found else ""


def read(told: object, us: Us) -> Iterator[Incoming]:
    """The posts of a page with what it includes."""
    people, others = included(js.value(told, "includes"))
    for post in js.objects(told, "data"):
        if message := incoming(post, people, others, us):
            yield message


def included(told: object) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """(people, posts) by their numbers."""
    people = {js.text(one, "id"): one for one in js.objects(told, "users")}
    posts = [*js.objects(told, "tweets"), *js.objects(told, "posts")]
    return people, {js.text(one, "id"): one for one in posts}


def incoming(
    post: Mapping[str, Any],
    people: Mapping[str, Mapping[str, Any]],
    others: Mapping[str, Mapping[str, Any]],
    us: Us,
    *,
    quotes_us: bool = False,
) -> Incoming | None:
    """None where it has no number, no author, or is a mere repost."""
    number, author = js.text(post, "id"), js.text(post, "author_id")
    refers = referred(post)
    if not is_id(number) or not is_id(author) or "retweeted" in refers:
        return None
    history = [one for one in _either(post, "edit_history_tweet_ids", "edit_history_post_ids") if is_id(one)]
    first = history[0] if history else number
    handle = js.text(people.get(author), "username")
    made = js.moment(js.value(post, "created_at"))
    quoted = others.get(refers.get("quoted", ""))
    summoned = ("mention" if mentions(post, us) else "") or (
        "quote" if quotes_us or (us.id and js.text(quoted, "author_id") == us.id) else ""
    )
    return Incoming(
        first,
        Author(
            author, handle, js.text(people.get(author), "name"), f"https://x.com/{handle}" if handle else ""
        ),
        text(post),
        at=made,
        parent=refers.get("replied_to", ""),
        root=root if is_id(root := js.text(post, "conversation_id")) else "",
        permalink=permalink(number, handle),
        public=js.value(post, "scopes", "followers") is not True,
        languages=(lang,) if (lang := js.text(post, "lang")) and lang not in ("und", "zxx", "qme") else (),
        edited_at=made if first != number else None,
        ours=bool(us.id) and author == us.id,
        ref={"id": number, "author": author, "summoned": summoned, "access": us.access},
    )


def referred(post: Mapping[str, Any]) -> dict[str, str]:
    """What a post refers to: "replied_to", "quoted", "retweeted" → number."""
    told = [*js.objects(post, "referenced_tweets"), *js.objects(post, "referenced_posts")]
    return {js.text(one, "type"): js.text(one, "id") for one in told if is_id(js.text(one, "id"))}


def mentions(post: Mapping[str, Any], us: Us) -> bool:
    """Whether we are named in it, by number or handle."""
    named = [*js.objects(post, "entities", "mentions")]
    for name in ("note_tweet", "note_post"):
        named += js.objects(post, name, "entities", "mentions")
    return any(
        (us.id and js.text(one, "id") == us.id)
        or (us.handle and js.text(one, "username").lower() == us.handle.lower())
        for one in named
    )


def text(post: Mapping[str, Any]) -> str:
    """What was written, the whole of a long post, with the links as they were written."""
    said, urls = _said(post)
    for url in urls:
        short, full = js.text(url, "url"), js.text(url, "expanded_url")
        if short and full:
            said = said.replace(short, js.text(url, "display_url") if js.text(url, "media_key") else full)
    return unescape(said)


def own_text(post: Mapping[str, Any], written: str) -> str:
    """What the public sees of a post of ours, without what X adds: the names of those who are answered are cut off, and links stand as we wrote
    them. *written*: our links, with a blank between them."""
    said, urls = _said(post)
    shown = js.value(post, "display_text_range")
    start = shown[0] if isinstance(shown, list) and shown and isinstance(shown[0], int) else 0
    if start > 0 and _BEFORE.fullmatch(said[:start]):
        said = said[start:]
    for url in urls:
        short, full = js.text(url, "url"), js.text(url, "expanded_url")
        if short and full:
            said = said.replace(
                short, next((one for one in written.split() if _plain(one) == _plain(full)), full)
            )
    return unescape(said)


def linked(ours: str) -> str:
    """The links in our text, with a blank between them."""
    ours = unicodedata.normalize("NFC", ours)
    return " ".join(ours[start:end] for start, end in links(ours, weighted.tlds()))


def same(post: Mapping[str, Any], ours: str) -> bool:
    """Whether a post of ours has the text that we sent: X puts the names of those who are answered before it, makes every link
    short, and escapes &, < and >."""
    said, urls = _said(post)
    full = []
    for url in sorted(urls, key=lambda one: said.find(js.text(one, "url") or "\0")):
        short = js.text(url, "url")
        if short and short in said:
            said = said.replace(short, "\0", 1)
            full.append(_plain(js.text(url, "expanded_url")))
    there = unicodedata.normalize("NFC", unescape(said)).strip()
    bare, asked = _bare(ours)
    return full == asked and bare in _without_names(there)


def _without_names(there: str) -> Iterator[str]:
    """*there* with ever fewer names before it: which of them X has put there, and which we wrote, is not told."""
    yield there
    while before := _NAME.match(there):
        there = there[before.end() :]
        yield there


def _said(post: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The text as it was delivered, and the links in it."""
    for name in ("note_tweet", "note_post"):
        if long := js.text(post, name, "text"):
            return long, js.objects(post, name, "entities", "urls")
    return js.text(post, "text"), js.objects(post, "entities", "urls")


def _bare(ours: str) -> tuple[str, list[str]]:
    """Our text with a mark for each link, and the links."""
    ours = unicodedata.normalize("NFC", ours).strip()
    spans = links(ours, weighted.tlds())
    found, rest, at = [], [], 0
    for start, end in spans:
        rest.append(ours[at:start])
        found.append(_plain(ours[start:end]))
        at = end
    return "\0".join([*rest, ours[at:]]), found


def _plain(url: str) -> str:
    """An address so that two ways to write it are the same."""
    return re.sub(r"^https?://", "", unescape(url), flags=re.I).rstrip("/").lower()


def _either(post: Mapping[str, Any], *names: str) -> list[str]:
    return next((js.strings(post, name) for name in names if isinstance(post.get(name), list)), [])
