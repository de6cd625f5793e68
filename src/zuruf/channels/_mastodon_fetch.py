"""Reading from a server of the Mastodon API, one round after the other; what is in an answer says `_mastodon_reading`.

Requests of one round: the notifications, our own posts, one for each hashtag, up to ten look-ups, and at first who we are. Only the
notifications can fail the round: what else cannot be found out this time is tried again in the next one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote

from zuruf.channels import _mastodon_reading as reading
from zuruf.channels._http import Answer
from zuruf.channels._mastodon_reading import Page, Place, newer
from zuruf.channels._mastodon_wire import Wire, missing, place, rows
from zuruf.core.channel import ChannelError, NotConnected
from zuruf.core.message import Batch, Gone, Incoming

OWN = 40  # posts on a page, as many as every relative gives
LOOKS = 10  # look-ups of missing posts in one round
TAGS = 5  # hashtags of one account
TOO_MANY = "More than 10,000 notifications came in since the last look; the oldest of them were not read."
TAG_FAILED = "The hashtag #%(tag)s could not be read: %(reason)s"
SAYS = (TOO_MANY, TAG_FAILED)


class Reader:
    """What one account reads. *token* is only used to notice that it is another one, which may be another account's."""

    def __init__(self, wire: Wire, hashtags: str, token: str) -> None:
        self._wire = wire
        self._tags = named(hashtags)
        self._mark = hashlib.sha256(token.encode()).hexdigest()[:12]

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """One page of notifications; with the newest also our own posts, the hashtags, and what is missing."""
        old = Place.of(cursor)
        answer = self._notifications({"max_id": old.page} if old.page else {})
        told = rows(answer)
        here = self._known(old)
        page = reading.page(told, answer.headers.get("link", ""), here.me)
        batch = self._rest(here, page) if not here.page else self._further(here, page)
        after = Place.of(batch.cursor)
        return replace(
            batch,
            cursor=None if after == old else after.cursor(),
            raw=answer.raw,
            problem=TOO_MANY if here.pages + 1 >= reading.PAGES and page.next else batch.problem,
        )

    def _further(self, here: Place, page: Page) -> Batch:
        """A page further back than the newest."""
        after = here.after(page, (), here.ours)
        return Batch(tuple(here.fresh(page)), cursor=after.cursor(), more=bool(after.page))

    def _rest(self, here: Place, page: Page) -> Batch:
        """The newest page and all that is looked at with it."""
        fresh = here.fresh(page)
        gone, unsure = self._gone(here.missing(page))
        own = here.belonging(page, self._own(here.me))
        fresh += [m for m in own if m.remote_id not in here.ours]
        tagged, tags, problem, more = self._tagged(here)
        known = {m.remote_id for m in fresh} | set(page.notes)
        fresh += [m for m in tagged if m.remote_id not in known]
        ours = tuple(m.remote_id for m in own) or here.ours
        after = replace(here.after(page, unsure, ours), tags=tags)
        return Batch(tuple(fresh), gone, after.cursor(), more=bool(after.page) or more, problem=problem)

    def behind(self, cursor: Mapping[str, object] | None) -> bool:
        """Whether there is something that *cursor* does not know. One request."""
        newest = reading.page(rows(self._notifications({"limit": 1})), "", "").newest
        return bool(newest) and newer(newest, Place.of(cursor).until)

    def _notifications(self, params: Mapping[str, object]) -> Answer:
        asked: dict[str, object] = {
            "limit": reading.PAGE,
            "exclude_types[]": list(reading.OTHERS),
            "include_filtered": "true",
        }
        return self._wire.read("/api/v1/notifications", {**asked, **params})

    def _known(self, old: Place) -> Place:
        """The place with our account's id in it, asked anew under another token; "" when that cannot be found out this time."""
        if old.me and old.by == self._mark:
            return old
        try:
            return replace(old, me=whoami(self._wire), by=self._mark)
        except NotConnected:
            raise
        except ChannelError:
            return replace(old, me="", by="")

    def _own(self, me: str) -> list[Incoming]:
        """Our newest posts, wherever we wrote them; none when that cannot be found out this time."""
        if not me:
            return []
        try:
            return reading.messages(rows(own_posts(self._wire, me)), me)
        except ChannelError:
            return []

    def _gone(self, posts: list[str]) -> tuple[tuple[Gone, ...], list[str]]:
        """Those of *posts* that are gone, and those of which we could not find out this time."""
        gone, unsure = [], posts[LOOKS:]
        for one in posts[:LOOKS]:
            try:
                answer = self._wire.read(f"/api/v1/statuses/{place(one)}", accept={404, 410})
            except ChannelError:
                unsure.append(one)
                continue
            if missing(answer):
                gone.append(Gone(one))
        return tuple(gone), unsure

    def _tagged(self, here: Place) -> tuple[list[Incoming], dict[str, str], str, bool]:
        """New posts with our hashtags, the newest of each, what went wrong, and whether there is more. Not ours: those that belong to what
        was written to us come in as such. As long as nobody knows which are ours they wait."""
        if not here.me:
            return [], dict(here.tags), "", False
        found: list[Incoming] = []
        tags: dict[str, str] = {}
        problem, more = "", False
        for tag in self._tags:
            since = tags[tag] = here.tags.get(tag, "")
            params = {"limit": OWN} | ({"min_id": since} if since else {})
            try:
                posts = rows(self._wire.read(f"/api/v1/timelines/tag/{quote(tag, safe='')}", params))
            except ChannelError as error:
                problem = TAG_FAILED % {"tag": tag, "reason": error}
                continue
            made = reading.messages(posts, here.me)
            news = [m for m in made if not since or newer(m.remote_id, since)]
            found += [m for m in news if not m.ours]
            more = more or bool(since and len(news) >= OWN)
            tags[tag] = max([since, *(m.remote_id for m in news)], key=lambda one: (len(one), one))
        return found, tags, problem, more


def whoami(wire: Wire) -> str:
    """The id of the token's account."""
    return wire.read("/api/v1/accounts/verify_credentials").text("id")


def own_posts(wire: Wire, me: str, before: str = "") -> Answer:
    """The newest posts of account *me*, or those before *before*."""
    params = {"limit": OWN, "exclude_reblogs": "true"} | ({"max_id": before} if before else {})
    return wire.read(f"/api/v1/accounts/{place(me)}/statuses", params)


def named(hashtags: str) -> tuple[str, ...]:
    """The hashtags in what a person filled in, "#one, two #three", without those that cannot be any."""
    said = (tag.strip("#;.").lower() for tag in hashtags.replace(",", " ").split())
    return tuple(tag for tag in dict.fromkeys(said) if tag.replace("_", "a").isalnum())[:TAGS]
