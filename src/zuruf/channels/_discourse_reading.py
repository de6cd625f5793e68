"""Reading a Discourse forum: the newest posts, public and private, and of these what concerns us."""

from collections.abc import Mapping
from typing import Any

from zuruf.channels import _discourse_posts as posts
from zuruf.channels._discourse_forum import Forum
from zuruf.channels._discourse_posts import PAGES, REGULAR, TOPICS, Ours, Place, number
from zuruf.channels._http import Answer
from zuruf.core.channel import ChannelError, Refused
from zuruf.core.message import Batch, Gone

LOOKS = 5  # missing posts that are looked up at a time
PUBLIC, PRIVATE = ("posts.json", "latest_posts"), ("private-posts.json", "private_posts")
TOO_MANY = "More than 10,000 posts came in since the last look; the oldest of them were not read."
NO_PRIVATE = "Private messages cannot be read: %(reason)s"
SAYS = (TOO_MANY, NO_PRIVATE)


def fetch(forum: Forum, ours: Ours, cursor: Mapping[str, object] | None) -> Batch:
    """A page of the public posts and one of the private ones. Cursor: a `Place` for each, and the topics that are followed."""
    old = dict(cursor or {})
    kept = old.get("topics")
    topics = [t for t in kept if isinstance(t, int)] if isinstance(kept, list) else []
    answer, public, batch = _look(forum, ours, PUBLIC, old.get("public"), topics)
    problem = TOO_MANY if public.pages >= PAGES else ""
    closed = old.get("private")
    try:
        _, private, more = _look(forum, ours, PRIVATE, closed, topics)
        closed = private.cursor()
    except (
        Refused
    ) as error:  # a forum without private messages, or a key without them; once it may, that is a first look
        private, more = Place.of(closed), Batch()
        problem = NO_PRIVATE % {"reason": error}
    new = {"public": public.cursor(), "private": closed, "topics": topics[-TOPICS:]}
    return Batch(
        incoming=batch.incoming + more.incoming,
        gone=batch.gone + more.gone,
        cursor=None if new == old else new,
        raw=answer.raw,
        more=bool(public.before or private.before),
        problem=problem,
    )


def _look(
    forum: Forum, ours: Ours, which: tuple[str, str], kept: object, topics: list[int]
) -> tuple[Answer, Place, Batch]:
    """One page of one list. *topics* grows by those that it shows to be ours."""
    place = Place.of(kept)
    answer, found = page(forum, which, place)
    closed = which is PRIVATE
    mine: list[dict[str, Any]] = []
    for post in sorted(found, key=number):
        topic, wrote = number(post, "topic_id"), ours.wrote(post)
        if wrote or closed or topic in topics or ours.concerns(post):
            if topic in topics:
                topics.remove(topic)  # to the end: the list is cut at its beginning
            topics.append(topic)
            if not wrote or number(post, "post_number") > 1:
                mine.append(post)
    gone, unsure = ((), []) if place.before else _gone(forum, place.missing(found))
    known = {str(i): place.known[str(i)] for i in unsure} | {
        str(number(p)): number(p, "version") for p in mine
    }
    new = [
        posts.incoming(p, ours, known=place.edited(p), closed=closed)
        for p in mine
        if place.fresh(p) or place.edited(p)
    ]
    return answer, place.after(found, known), Batch(incoming=tuple(new), gone=gone)


def page(forum: Forum, which: tuple[str, str], place: Place) -> tuple[Answer, list[dict[str, Any]]]:
    """The posts of a page, each once; those of another kind than people's are left out."""
    path, root = which
    answer = forum.read(path, {"before": place.before} if place.before else {})
    rows = answer.json().get(root)
    if not isinstance(rows, list):
        raise answer.not_understood()
    found = {number(p): p for p in rows if isinstance(p, dict) and number(p)}
    if rows and not found:
        raise answer.not_understood()
    return answer, [p for p in found.values() if number(p, "post_type") == REGULAR and not posts.gone(p)]


def _gone(forum: Forum, missing: list[int]) -> tuple[tuple[Gone, ...], list[int]]:
    """Those of *missing* that are deleted, and those of which we could not find out this time."""
    found: list[Gone] = []
    unsure = missing[LOOKS:]
    for own in missing[:LOOKS]:
        try:
            post = forum.post(own)
        except ChannelError:
            unsure.append(own)
            continue
        if post is None or posts.gone(post.json()):
            found.append(Gone(str(own)))
    return tuple(found), unsure
