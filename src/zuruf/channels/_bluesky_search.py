"""Looking among what anybody wrote on Bluesky: app.bsky.feed.searchPosts and getPosts (lexicons of the AT Protocol).

Tried against the AppView of `@atproto/bsky`, which looks for the words as one string; the public network ranks and stems them,
and gives `hitsTotal` only sometimes. Whoever asks therefore looks herself at what comes back.
"""

from datetime import datetime

from zuruf.channels import _atproto as at
from zuruf.channels import _bluesky_notifications as notifications
from zuruf.channels._xrpc import Xrpc
from zuruf.core.message import Batch, Incoming

LONGEST = 200  # characters of what is looked for


def search(xrpc: Xrpc, words: str, since: datetime) -> Batch:
    """The newest 100 posts with these words, by one request; `more` where there may be older ones since then: a
    network gives a cursor with the last page, too, and leaves out what somebody blocked."""
    asked = {"q": words[:LONGEST], "sort": "latest", "since": at.written(since), "limit": notifications.PAGE}
    told = xrpc.read("app.bsky.feed.searchPosts", asked).json()
    posts = notifications.viewed(told, xrpc.session.did)
    found = tuple(m for m in posts if m.at is None or m.at >= since)
    return Batch(
        incoming=found, more=bool(told.get("cursor")) and notifications.PAGE // 2 <= len(found) == len(posts)
    )


def look_up(xrpc: Xrpc, remote_id: str) -> Incoming | None:
    """One post as it is now, by one request; None when it is gone."""
    told = xrpc.read("app.bsky.feed.getPosts", {"uris": [remote_id]}).json()
    return next((m for m in notifications.viewed(told, xrpc.session.did) if m.remote_id == remote_id), None)
