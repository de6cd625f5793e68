"""Mastodon, GoToSocial and relatives: mentions and hashtags come in; answers go out with the visibility that was asked in.

Sources: docs.joinmastodon.org (methods and entities of API 4.7), Mastodon's source where the documentation is silent, and the
machine-readable specification, which the tests hold every request and answer against. They also run against `mastodon-mock` 0.6.1, an
imitation of the server. Never tried against the live network.

* Signing in is a token made in the account's own settings. Ids are those of the server; messages are unique within it.
* Reading: notifications (mention, quote), the newest page at each look, see `_mastodon_reading`; those that the server's own
  filters keep back too (`include_filtered`, since 4.3). Edits are noticed while a post is on that page; a post that
  left it is looked up, and is gone when the server says so. Hashtags are read forward from where we were; their edits and deletions are not followed.
* What we wrote elsewhere (in the network's own app) is read from our own posts, as far as it belongs to what was written to us.
* `wait` keeps the server's event stream open, which only makes the next look due.
* An answer is sent with `Idempotency-Key`. That is not relied upon: servers keep it for an hour at most, GoToSocial had none for years
  (superseriousbusiness/gotosocial 2723), Pixelfed has none (pixelfed/pixelfed 3581), and Mastodon itself has answered a repeat with 500
  (mastodon/mastodon 40399). So after an unknown outcome our own posts are looked through first, by what is answered and by the
  words; it is repeated only when it is not there two minutes later, and then with the same key.
* The handle of whom we answer is put before the text and counts, like a content warning, which is kept (`_mastodon_text`).
* An edit sends the whole post again: its pictures are named anew, else the server would drop them.
* Whether a server searches what people wrote it does not say. A search that finds nothing asks for our own posts; finding none of
  these either, it says that this server does not search.
* One request per call, except: `check` five; `fetch` one for our own posts, one for each hashtag, up to ten look-ups, and at first who we
  are; `publish` some for each picture; `edit`, `search`, `read_back` and `locate` two; `find` up to six.
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from zuruf.channels import _json as js
from zuruf.channels import _mastodon_check as checking
from zuruf.channels import _mastodon_fetch as fetching
from zuruf.channels import _mastodon_measures as measures
from zuruf.channels import _mastodon_posting as posting
from zuruf.channels import _mastodon_reading as reading
from zuruf.channels import _mastodon_text as words
from zuruf.channels import _mastodon_wire as wiring
from zuruf.channels._base import Base
from zuruf.channels._feed import plain
from zuruf.channels._http import Answer, Http, parts
from zuruf.channels._mastodon_fetch import OWN, Reader, own_posts, whoami
from zuruf.channels._mastodon_wire import Wire, missing, place, rows
from zuruf.core.capabilities import (
    Capabilities,
    Field,
    Group,
    Receive,
    Repeat,
    Shows,
    TriedAgainst,
    Visibility,
)
from zuruf.core.channel import Check, Link, Outgoing, Receipt, Refused, Seen
from zuruf.core.measure import Ordered
from zuruf.core.message import Batch, Incoming

FIND = 5  # pages of our own posts that are looked through
SKEW = timedelta(hours=1)  # between the server's clock and ours; what we wrote before is not looked at
NO_SEARCH = "This server does not search what people wrote."
NOT_FOUND_OUT = "It could not be found out whether the answer is there."


class Mastodon(Base):
    """One account on one server."""

    name = "mastodon"
    can = Capabilities(
        title="Mastodon",
        lead="Mentions and hashtags come in; your answers go out as posts and can be changed and deleted.",
        group=Group.SOCIAL,
        receive=Receive.POLL,
        reply=True,
        private=True,
        privately=True,
        parents=True,  # but of far posts whose thread its server has not fetched (yet)
        post=True,
        thread=True,
        searches=True,
        withdraw=True,
        edit=True,
        attach=posting.PICTURES,
        shows=Shows.LOOK,
        length=words.length,
        limits_of=words.of_server,
        besides=words.besides,
        terms=words.terms,
        repeat=Repeat.TRACEABLE,
        poll_every=timedelta(seconds=60),
        waits=True,
        tried_against=TriedAgainst.SPECIFICATION,
        realm_by="server",
        fields=(
            Field("server", "Server", "As in https://mastodon.example.", kind="url"),
            Field("token", "Access token", "Your application's page shows it.", secret=True, kind="password"),
            Field("hashtags", "Hashtags", "What else is read, as in #yourtown, #yourfirm.", required=False),
        ),
        guide=(
            "Sign in to your server as the account that is to answer, and open Preferences, Development, New application (GoToSocial: Settings, Applications).",
            "Name it after your desk. Leave the redirect address as it is.",
            "Tick read, write:statuses, write:media, write:blocks, write:mutes and write:reports; nothing else is needed.",
            "Save, open the application again and copy “Your access token”. It holds until you delete the application.",
            "See that imprint and privacy notice are linked from the profile.",
        ),
        guide_url="https://docs.joinmastodon.org/client/token/",
        offers=measures.OFFERS,
        says=(
            *wiring.SAYS,
            *checking.SAYS,
            *fetching.SAYS,
            *posting.SAYS,
            words.BEGINS,
            words.ONLY_HER,
            NO_SEARCH,
            NOT_FOUND_OUT,
        ),
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        token = link.secrets.get("token", "")
        self._wire = Wire(http, link.settings.get("server", ""), token)
        self._reader = Reader(self._wire, link.settings.get("hashtags", ""), token)
        self._count = words.of_server(link.measures)
        self._rest: Callable[[float], None] = time.sleep

    def check(self) -> Check:
        """See `_mastodon_check`. Raises what asking for the account raises."""
        return checking.check(self._wire)

    # --- what comes in

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """See `_mastodon_fetch` for the requests."""
        return self._reader.fetch(cursor)

    def wait(self, cursor: Mapping[str, object] | None, seconds: float, stopped: Callable[[], bool]) -> bool:
        """Keep the server's stream open until something happens, or happened since *cursor* (True), for at most *seconds* or until
        *stopped*. Raises Refused where the server has no such stream."""
        from zuruf.channels import (
            _mastodon_stream as streaming,
        )  # loads the wire, which only the worker needs

        stream = streaming.Stream(self._wire, checking.stream(self._wire))
        try:
            return self._reader.behind(cursor) or stream.wait(seconds, stopped)
        finally:
            stream.close()

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        """One post, after its pictures. Raises Refused before any request when the text is empty or too long."""
        post = posting.post(reply, self._count)
        if reply.media:
            post["media_ids"] = posting.upload(self._wire, reply.media, self._rest)
        return posting.receipt(self._wire.write("/api/v1/statuses", post, key=reply.key), reply)

    def find(self, reply: Outgoing) -> Receipt | None:
        """Looks through our own posts back to when it was queued: the same words in answer to the same post."""
        me, before = whoami(self._wire), ""
        sent = posting.text(reply, self._count)
        for _ in range(FIND):
            answer = own_posts(self._wire, me, before)
            statuses = rows(answer)
            for status in statuses:
                at = js.moment(status.get("created_at"))
                if at is not None and at < reply.created_at - SKEW:
                    return None
                same = js.text(status, "in_reply_to_id") == reply.parent.get("id", "")
                if same and words.same(plain(js.text(status, "content")), sent):
                    found = posting.of(status, reply.parent.get("acct", ""))
                    if found is not None and found.remote_id not in reply.taken:
                        return found
            oldest = min((js.text(s, "id") for s in statuses), key=lambda one: (len(one), one), default="")
            if not oldest:
                return None
            if before and not reading.newer(before, oldest):
                break  # the same page again
            before = oldest
        raise Refused(NOT_FOUND_OUT)

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        """The post as it is, for its pictures; then one PUT."""
        text = posting.text(reply, self._count)
        path = f"/api/v1/statuses/{place(receipt.remote_id)}"
        there = self._wire.read(path).json()
        body: dict[str, object] = {"status": text, "content_type": "text/plain"}
        if pictures := [js.text(m, "id") for m in js.objects(there, "media_attachments")]:
            body["media_ids"] = pictures
        if spoiler := js.text(there, "spoiler_text"):
            body["spoiler_text"] = spoiler
        if language := js.text(there, "language"):
            body["language"] = language
        answer = self._wire.write(path, body, method="PUT")
        if js.text(answer.json(), "id") != receipt.remote_id:
            raise answer.not_understood()
        return receipt

    def withdraw(self, receipt: Receipt) -> None:
        """One DELETE; what is gone already is done."""
        path = f"/api/v1/statuses/{place(receipt.remote_id)}"
        answer = self._wire.write(path, method="DELETE", accept={404, 410})
        if answer.status in (404, 410) and not missing(answer):
            raise self._http.refusal(answer)
        answer.json()

    def read_back(self, receipt: Receipt) -> Seen | None:
        """The post as the server shows it; its own words where others are named in it, since showing shortens their handles."""
        answer = self._post(receipt.remote_id)
        if answer is None:
            return None
        told = answer.json()
        message = reading.message(told)
        if message is None or "content" not in told:
            raise answer.not_understood()
        said = words.without_opening(message.text, receipt.ref)
        if "@" in said:
            said = words.without_opening(self._source(receipt.remote_id) or message.text, receipt.ref)
        counts = (told.get(f"{name}_count") for name in ("replies", "reblogs", "favourites", "quotes"))
        reactions = sum(n for n in counts if isinstance(n, int) and n > 0)
        return Seen(said, Visibility.VISIBLE, message.permalink, reactions, message.edited_at)

    def _source(self, remote_id: str) -> str:
        """The words as they were written; "" where the server does not give them out."""
        try:
            return js.text(self._wire.read(f"/api/v1/statuses/{place(remote_id)}/source").json(), "text")
        except Refused:
            return ""

    def locate(self, link: str) -> Receipt | None:
        """By the address of the post's page on our own server, which ends in its id."""
        remote_id = self._id_in(link)
        if not remote_id:
            return None
        answer = self._post(remote_id)
        if answer is None:
            return None
        told = answer.json()
        found = reading.message(told)
        if found is None:
            raise answer.not_understood()
        asked = next((m for m in js.objects(told, "mentions")), {})
        return (
            posting.of(told, js.text(asked, "acct")) if found.author.remote_id == whoami(self._wire) else None
        )

    def _id_in(self, link: str) -> str:
        page = parts(link)
        pieces = page.path.strip("/").split("/") if page and page.hostname == self._wire.host else []
        return pieces[-1] if len(pieces) > 1 else ""

    def _post(self, remote_id: str) -> Answer | None:
        """A post as the server shows it to us; None when it is not there."""
        answer = self._wire.read(f"/api/v1/statuses/{place(remote_id)}", accept={404, 410})
        if answer.status in (404, 410):
            if missing(answer):
                return None
            raise self._http.refusal(answer)
        return answer

    def search(self, words: str, since: datetime) -> Batch:
        """The newest posts with these words; see the top for servers that do not search."""
        posts = self._searched(words[:200])
        if not posts and not self._searched("from:me"):
            raise Refused(NO_SEARCH)
        found = tuple(m for m in posts if m.at is None or m.at >= since)
        return Batch(found, more=len(posts) >= OWN and len(found) == len(posts))

    def _searched(self, asked: str) -> list[Incoming]:
        answer = self._wire.read("/api/v2/search", {"q": asked, "type": "statuses", "limit": OWN})
        if not isinstance((told := answer.json()).get("statuses"), list):
            raise answer.not_understood()
        return reading.messages(js.objects(told, "statuses"))

    def look_up(self, remote_id: str) -> Incoming | None:
        """One request."""
        answer = self._post(remote_id)
        return reading.message(answer.json()) if answer else None

    def act(self, order: Ordered) -> None:
        """See `_mastodon_measures`. One request."""
        measures.act(self._wire, order)
