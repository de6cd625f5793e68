"""What Bluesky shows of a post, and which post an address means. Pure; sources: the lexicons app.bsky.feed.defs
(postView, threadgateView), com.atproto.label.defs and app.bsky.feed.threadgate.

A post is hidden when the network's moderation says so by a label on it or on its author, when the AppView does not
hand it out although it lies in the repository (taken down), or when whoever began the thread hid the answer.
"""

from collections.abc import Mapping
from typing import Any

import regex

from zuruf.channels import _atproto as at
from zuruf.channels import _json as js
from zuruf.channels._http import parts
from zuruf.core.capabilities import Visibility
from zuruf.core.channel import Seen

HIDING = frozenset({"!hide", "!takedown", "!suspend"})  # "!warn" and the rest leave it readable
COUNTS = ("replyCount", "likeCount", "repostCount", "quoteCount")
_RKEY = regex.compile(r"(?!\.{1,2}$)[a-zA-Z0-9_~.:-]{1,512}")


def seen(uri: str, text: str, told: Mapping[str, Any] | None) -> Seen:
    """Our post *uri* with the *text* of its record, as the answer *told* of getPosts shows it. None: there is no
    AppView that could tell."""
    link = at.permalink(uri)
    posts = told.get("posts") if told is not None else None
    if not isinstance(posts, list):
        return Seen(text, Visibility.ACCEPTED, link)
    views = {v.get("uri"): v for v in posts if isinstance(v, dict)}
    own = views.get(uri)
    if own is None:
        return Seen(text, Visibility.HIDDEN, link)
    counts = (own.get(name) for name in COUNTS)
    reactions = sum(n for n in counts if isinstance(n, int) and n > 0)
    hidden = _labelled(own) or any(uri in _hidden_answers(view) for view in views.values())
    return Seen(text, Visibility.HIDDEN if hidden else Visibility.VISIBLE, link, reactions)


def place(link: str) -> tuple[str, str] | None:
    """(DID or handle in lower case, record key) of the post at *link*: its page on bsky.app, or its AT URI."""
    if link.startswith("at://"):
        repo, _, rest = link.removeprefix("at://").partition("/")
        collection, _, rkey = rest.partition("/")
        return _checked(repo, rkey) if collection == at.POST else None
    page = parts(link)
    if page is None or page.hostname not in ("bsky.app", "www.bsky.app"):
        return None
    path = page.path.strip("/").split("/")
    if len(path) != 4 or (path[0], path[2]) != ("profile", "post"):
        return None
    return _checked(path[1], path[3])


def _checked(repo: str, rkey: str) -> tuple[str, str] | None:
    repo = repo.removeprefix("@").removeprefix("%40")
    return (repo.lower(), rkey) if repo and _RKEY.fullmatch(rkey) else None


def _labelled(view: Mapping[str, Any]) -> bool:
    labels = [*js.objects(view, "labels"), *js.objects(view, "author", "labels")]
    return any(label.get("val") in HIDING and label.get("neg") is not True for label in labels)


def _hidden_answers(view: Mapping[str, Any]) -> list[str]:
    """Of a thread's first post: the answers that its author hid."""
    return js.strings(view, "threadgate", "record", "hiddenReplies")
