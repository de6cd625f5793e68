"""X (Twitter) by its API v2: mentions come in, by call and by poll; answers and posts go out and can be taken back.

Sources: X's OpenAPI document (version 2.167; requests and answers are held against it in the tests), docs.x.com (x-api/activity,
x-api/webhooks/quickstart, x-api/posts/manage-tweets and hide-replies), and those of `_x_wire`, `_x_terms` and `core.weighted`. Never
tried against the live network.

* Who may be answered, and what it costs, is said by `_x_terms` before one writes. Reading costs, too: each post that comes in, and
  each of its authors once a day. So the first look brings only the newest twenty.
* Polling reads mentions, and our own newest answers, so that what was answered in X's own app is noticed where somebody had written to us.
  Calls (X Activity API) bring also answers that do not name us, quotes, and that we deleted something. What somebody else deletes is
  not told by either. Calls of the older Account Activity API are not read.
* The network takes no key. After an unknown outcome our posts since the answer was queued are looked through for the same text below
  the same post (`_x_posts.same`).
* Private messages are not read. A text is at most 280 weighted characters, also where the account might write longer ones.
* The token lasts two hours and is renewed by itself; X takes each token for renewal only once.
* One request per call, except: who we are is asked once for each object that has to know it (`users/me`), two requests in `check` and in
  `fetch`, and up to five pages in `find`; and a renewal before, and a second attempt after, a token that ended.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from zuruf.channels import _json as js
from zuruf.channels import _x_calls as calls
from zuruf.channels import _x_length as weighted
from zuruf.channels import _x_own as own
from zuruf.channels import _x_posts as posts
from zuruf.channels import _x_terms as money
from zuruf.channels import _x_words as words
from zuruf.channels._base import HALVES, NOT_OFFERED, Base
from zuruf.channels._http import Answer, Http
from zuruf.channels._x_place import Place, belonging, newer, rank
from zuruf.channels._x_posts import Us
from zuruf.channels._x_wire import CRC_TOKEN, SCOPES, Wire, proof, verify
from zuruf.core.capabilities import Capabilities, Receive, Repeat, Shows, TriedAgainst, Visibility
from zuruf.core.channel import Check, Link, Outgoing, Receipt, Refused, Seen
from zuruf.core.measure import Measure, Offer, Ordered
from zuruf.core.message import Batch
from zuruf.core.weighted import invalid

PAGE, FIRST_PAGE = 100, 20
PAGES = 8  # of one look; the network keeps 800 mentions


class X(Base):
    """One account, by one app."""

    name = "x"
    can = Capabilities(
        title="X (Twitter)",
        lead="Mentions come in; your answers go out and can be taken back. X bills each of them.",
        receive=Receive.POLL,
        calls=True,
        reply=True,
        addressed=True,
        parents=True,
        post=True,
        withdraw=True,
        shows=Shows.LOOK,
        length=weighted.length,
        repeat=Repeat.TRACEABLE,
        settles_within=timedelta(minutes=5),
        poll_every=timedelta(minutes=2),
        cost=words.COST,
        terms=money.terms,
        tried_against=TriedAgainst.SPECIFICATION,
        fields=words.FIELDS,
        guide=words.GUIDE,
        guide_url=words.GUIDE_URL,
        offers=(Offer(Measure.HIDE, back=True, harmless=True, own_thread=True, seen=True),),
        says=words.SAYS,
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        self._wire = Wire(http, link)
        told = self._setting("access").lower()
        self._access = money.ENTERPRISE if told == money.ENTERPRISE else money.SELF_SERVE
        self._known: Us | None = None

    def check(self) -> Check:
        """Who we are, and a look at the mentions of the last minute, which as a rule costs nothing."""
        answer = self._wire.read(
            "users/me", {"user.fields": "description,entities,id,name,protected,url,username"}
        )
        told = js.value(answer.json(), "data")
        us = self._told(answer)
        problem = ""
        try:
            start = datetime.now(UTC) - timedelta(minutes=1)
            self._mentions(us, {"max_results": 5, "start_time": own.written(start)})
        except Refused as error:
            problem = str(error)
        scopes = self._wire.bearer.scopes
        return Check(
            can_read=not problem,
            can_publish=scopes is None or "tweet.write" in scopes,
            name=js.text(told, "name") or us.handle,
            handle=us.handle,
            remote_id=us.id,
            limits=words.LIMITS,
            problem=problem,
            missing=tuple(sorted(SCOPES - scopes)) if scopes is not None else (),
            expires_at=self._wire.bearer.expires_at,
            profile=_profile(told),
        )

    # --- what comes in

    def greet(self, query: Mapping[str, str]) -> str:
        """X asks about every hour with `crc_token`, and wants it signed with the app's consumer secret. Its calls are signed in
        the same way, so we sign nothing that could be one: anybody may ask."""
        secret, token = self._secret("consumer_secret"), query.get("crc_token", "")
        if not secret or not CRC_TOKEN.fullmatch(token):
            raise Refused(words.UNSIGNED)
        return f'{{"response_token": "{proof(secret, token.encode(errors="replace"))}"}}'

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        verify(headers, body, self._secret("consumer_secret"))

    def unpack(self, body: bytes) -> Batch:
        return calls.unpack(body, self._access)

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """One page of mentions, the newest first; what is already known is left out."""
        place = Place.of(cursor)
        us = Us(place.me, place.handle, self._access) if place.me else self._us()
        asked: dict[str, object] = {"max_results": PAGE if place.since else FIRST_PAGE, **posts.FIELDS}
        asked |= {"since_id": place.since} if place.since else {}
        asked |= {"pagination_token": place.page} if place.page else {}
        try:
            answer = self._mentions(us, asked)
        except Refused:
            if not place.page:
                raise  # else the place of a page does not last: the next look begins anew, from the same post
            return Batch(cursor=replace(place, page="", pages=0).cursor())
        told = answer.json()
        fresh = [m for m in posts.read(told, us) if newer(m.ref["id"], place.since) and not m.ours]
        top = max((place.top, place.since, *(m.ref["id"] for m in fresh)), key=rank)
        token = js.text(told, "meta", "next_token")
        more = bool(token) and token != place.page and bool(place.since) and place.pages + 1 < PAGES
        threads = place.with_threads(fresh)
        ours, newest = ([], place.own) if more else own.elsewhere(self._wire, us, place)
        after = replace(place, me=us.id, handle=us.handle, threads=threads, own=newest)
        if more:
            after = replace(after, top=top, page=token, pages=place.pages + 1)
        else:
            after = replace(after, since=top, top="", page="", pages=0)
        return Batch(
            incoming=(*fresh, *belonging(ours, threads)),
            cursor=None if after == place else after.cursor(),
            raw=answer.raw,
            more=more,
            problem=words.TOO_MANY if place.pages + 1 >= PAGES and token else "",
        )

    def _mentions(self, us: Us, asked: Mapping[str, object]) -> Answer:
        return own.listed(self._wire.read(f"users/{us.id}/mentions", asked))

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        """Raises Refused before any request for what X would not take: empty, too long, to whom it does not let us answer."""
        self._must_fit(reply.text)
        if invalid(reply.text):
            raise Refused(HALVES)
        to = reply.parent.get("id", "")
        if reply.parent and not posts.is_id(to):
            raise Refused(words.NOWHERE)
        if refusal := money.judged(reply.parent, reply.text, access=self._access).refusal:
            raise Refused(refusal)
        body: dict[str, object] = {"text": reply.text}
        answer = self._wire.write("tweets", body | ({"reply": {"in_reply_to_tweet_id": to}} if to else {}))
        made = js.text(answer.json(), "data", "id")
        if not posts.is_id(made):
            raise answer.not_understood()
        return self._receipt(made, reply.text)

    def find(self, reply: Outgoing) -> Receipt | None:
        """Among our posts since it was queued: one below the same post with the same text."""
        number = own.find(self._wire, self._us(), reply)
        return self._receipt(number, reply.text) if number else None

    def read_back(self, receipt: Receipt) -> Seen | None:
        post = self._post(receipt.remote_id)
        if post is None:
            return None
        counts = js.value(post, "public_metrics")
        names = ("reply_count", "like_count", "quote_count", "repost_count", "retweet_count")
        withheld = js.value(post, "withheld", "copyright") is True
        return Seen(
            posts.own_text(post, receipt.ref.get("links", "")),
            Visibility.HIDDEN if withheld else Visibility.VISIBLE,
            posts.permalink(receipt.remote_id),
            sum(int(said[:9]) for name in names if (said := js.text(counts, name)).isdigit()),
        )

    def locate(self, link: str) -> Receipt | None:
        """By the address on x.com or twitter.com, whoever's name is in it."""
        found = posts.place(link)
        if not found:
            return None
        post = self._post(found)
        return self._receipt(found) if post and js.text(post, "author_id") == self._us().id else None

    def withdraw(self, receipt: Receipt) -> None:
        """What is gone already is taken back."""
        if not posts.is_id(receipt.remote_id):
            raise Refused(words.NOT_OURS)
        answer = self._wire.write(f"tweets/{receipt.remote_id}", method="DELETE", accept={404})
        if answer.status == 404:
            if posts.problems(js.parsed(answer.body)) != posts.MISSING:
                raise self._wire.refusal(answer)
        elif js.value(answer.json(), "data", "deleted") is not True:
            raise answer.not_understood()

    def act(self, order: Ordered) -> None:
        """Hide an answer in a thread that we began, or show it again."""
        number = order.ref.get("id", "")
        if order.measure != Measure.HIDE or not posts.is_id(number):
            raise Refused(NOT_OFFERED)
        answer = self._wire.write(f"tweets/{number}/hidden", {"hidden": not order.back}, method="PUT")
        if js.value(answer.json(), "data", "hidden") is not (not order.back):
            raise answer.not_understood()

    # --- what they share

    def _post(self, number: str) -> dict[str, Any] | None:
        """One post as it is now; None when X says that there is none."""
        if not posts.is_id(number):
            raise Refused(words.NOT_OURS)
        answer = self._wire.read(f"tweets/{number}", posts.FIELDS)
        told = answer.json()
        post = js.value(told, "data")
        if isinstance(post, dict) and js.text(post, "id") == number and isinstance(post.get("text"), str):
            return post
        if post is None and posts.problems(told) == posts.MISSING:
            return None
        raise answer.not_understood()

    def _us(self) -> Us:
        if self._known is None:
            self._known = self._told(self._wire.read("users/me", {"user.fields": "id,name,username"}))
        return self._known

    def _told(self, answer: Answer) -> Us:
        told = js.value(answer.json(), "data")
        number = js.text(told, "id")
        if not posts.is_id(number):
            raise answer.not_understood()
        return Us(number, js.text(told, "username"), self._access)

    def _receipt(self, number: str, text: str = "") -> Receipt:
        """Whoever is answered in it has been spoken to by us, so X lets us go on below it. *text*: as we wrote it."""
        ref = {"id": number, "summoned": "own", "access": self._access, "links": posts.linked(text)}
        return Receipt(number, posts.permalink(number), ref)


def _profile(told: object) -> tuple[str, ...]:
    """What stands on the profile: its text and the addresses in it."""
    places = [
        *js.objects(told, "entities", "url", "urls"),
        *js.objects(told, "entities", "description", "urls"),
    ]
    said = [
        js.text(told, "description"),
        js.text(told, "url"),
        *(js.text(one, "expanded_url") for one in places),
    ]
    return tuple(one for one in said if one)
