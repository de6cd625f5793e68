"""LinkedIn: comments on an organisation's page, and posts that name it, come in; comments go out, are changed and taken back.

Sources: those of `_linkedin_wire` and `_linkedin_reading`, marketing/community-management/shares/comments-api and
marketing/data-storage-requirements, all on learn.microsoft.com/linkedin. There is no machine-readable specification; the tapes are written
from that documentation. Never tried against the live network.

* Pulling: the page's notifications, from a little before the newest known one; at first those of 48 hours. An entry that does not bring
  the text of its comment is looked up by itself, 25 of a page at most. Where LinkedIn granted webhooks, it calls.
* What a member wrote may be stored for 48 hours (data storage requirements, "Members' social activity"); so long the channel lets it be
  kept (`retention`). Names are not fetched: they might be kept for a day only.
* LinkedIn shows two levels: an answer to an answer stands below the first comment.
* The network takes no key. After an unknown outcome the comments below the first one are looked through for ours with the same text.
* How long a comment may be is not written anywhere: 1,250 characters is what others found. Limits by day are told by LinkedIn to each app.
* One request per call, except: up to 25 look-ups in `fetch`, two in `check`, up to five in `find`; and a renewal before, and a second attempt after, a token that ended.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from zuruf.channels import _json as js
from zuruf.channels import _linkedin_reading as reading
from zuruf.channels import _linkedin_words as words
from zuruf.channels._base import Base, batch, characters
from zuruf.channels._http import Answer, Http
from zuruf.channels._linkedin_reading import Comment, Place
from zuruf.channels._linkedin_wire import VERSION, Wire, coded, greet, verify
from zuruf.core.capabilities import (
    Capabilities,
    Receive,
    Repeat,
    Shows,
    TriedAgainst,
    Visibility,
)
from zuruf.core.channel import Check, Link, NotConnected, Outgoing, Receipt, Refused, Seen
from zuruf.core.message import Batch

LONGEST = 1_250
PAGE, MOST, LOOK_UPS = 50, 2_000, 25
MANY, PAGES = 100, 5  # comments that are looked through for one of ours
READS = frozenset({"r_organization_social", "r_organization_social_feed"})
WRITES = frozenset({"w_organization_social", "w_organization_social_feed"})
length = characters(LONGEST)


class LinkedIn(Base):
    """One organisation's page."""

    name = "linkedin"
    can = Capabilities(
        title="LinkedIn page",
        lead="Comments on your organisation's page come in; your answers stand below them. Kept for 48 hours only.",
        receive=Receive.POLL,
        calls=True,
        reply=True,
        addressed=True,
        parents=True,
        withdraw=True,
        edit=True,
        shows=Shows.LOOK,
        length=length,
        repeat=Repeat.TRACEABLE,
        settles_within=timedelta(minutes=5),
        poll_every=timedelta(minutes=15),
        retention=timedelta(hours=48),
        tried_against=TriedAgainst.SPECIFICATION,
        fields=words.FIELDS,
        guide=words.GUIDE,
        guide_url=words.GUIDE_URL,
        version=VERSION,
        says=words.SAYS,
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        self._wire = Wire(http, link)
        number = self._setting("organization").rpartition(":")[2]
        self._number = number if number.isascii() and number.isdigit() else ""
        self._us = f"urn:li:organization:{self._number}"

    def check(self) -> Check:
        """Looks at the page and at its newest notification."""
        if not self._number:
            raise NotConnected(words.NO_PAGE)
        told = self._wire.read(f"organizations/{self._number}").json()
        problem = ""
        try:
            self._entries(Place(), 1)
        except Refused as error:
            problem = str(error)
        scopes = self._wire.bearer.scopes
        lacking = [right for right in (READS, WRITES) if scopes is not None and not right & scopes]
        return Check(
            can_read=not problem,
            can_publish=WRITES not in lacking,
            name=js.text(told, "localizedName"),
            handle=js.text(told, "vanityName"),
            remote_id=self._us,
            limits=words.LIMITS,
            problem=problem,
            missing=tuple(min(right) for right in lacking),
            expires_at=self._wire.bearer.expires_at,
            profile=tuple(
                filter(None, (js.text(told, "localizedDescription"), js.text(told, "localizedWebsite")))
            ),
        )

    # --- what comes in

    def greet(self, query: Mapping[str, str]) -> str:
        return greet(query, self._secret("client_secret"))

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        verify(headers, body, self._secret("client_secret"))

    def unpack(self, body: bytes) -> Batch:
        """What a call brings; a comment without its text is left to the next look."""
        return batch(reading.read(entry, self._us) for entry in reading.called(body))

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """One page of notifications; what is already known is left out."""
        place = Place.of(cursor)
        answer = self._entries(place, PAGE)
        entries, rest = _cut(place, js.objects(answer.json(), "elements"))
        after = place.after(entries, len(entries) if rest else PAGE)
        found, problem = [], ""
        for entry in (one for one in entries if not place.known(one)):
            alone: object = None
            if wanted := reading.needs_look(entry):
                try:
                    alone = self._comment(wanted)
                except Refused:  # one that cannot be read must not keep all others away
                    problem = words.UNREAD
            found.append(reading.read(entry, self._us, alone))
        if after.start >= MOST:
            after, problem = Place(after.top, after.seen), words.TOO_MANY
        return replace(
            batch(found),
            cursor=None if after == place else after.cursor(),
            raw=answer.raw,
            more=bool(after.start),
            problem=problem,
        )

    def _entries(self, place: Place, size: int) -> Answer:
        now = datetime.now(UTC)
        answer = self._wire.read(
            f"organizationalEntityNotifications?q=criteria&actions=List({','.join(reading.ACTIONS)})"
            f"&organizationalEntity={coded(self._us)}"
            f"&timeRange=(start:{place.begin(now)},end:{int(now.timestamp() * 1000)})&start={place.start}&count={size}"
        )
        if not isinstance(answer.json().get("elements"), list):
            raise answer.not_understood()
        return answer

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        self._must_fit(reply.text)
        top, post = reading.comment(reply.parent.get("top", "")), reading.posted(reply.parent.get("post", ""))
        if not post:
            raise Refused(words.NOWHERE)
        body: dict[str, object] = {"actor": self._us, "object": post, "message": {"text": reply.text}}
        body |= {"parentComment": top.urn} if top else {}
        answer = self._wire.write(f"socialActions/{coded(top.urn if top else post)}/comments", body)
        made = self._made(answer, post)
        return _receipt(made, top, post)

    def _made(self, answer: Answer, post: str) -> Comment:
        """The comment that was made, by the header or the body."""
        said = unquote(answer.headers.get("x-restli-id", "")) or js.text(answer.json(), "commentUrn")
        named = reading.comment(said) or reading.comment(
            f"urn:li:comment:({post},{said or js.text(answer.json(), 'id')})"
        )
        if named is None:
            raise answer.not_understood()
        return named

    def find(self, reply: Outgoing) -> Receipt | None:
        """Among all comments beside it: in which order they come is not documented. Raises Refused where there are too many."""
        top, post = reading.comment(reply.parent.get("top", "")), reading.posted(reply.parent.get("post", ""))
        if not post:
            raise Refused(words.NOWHERE)
        above = coded(top.urn if top else post)
        for page in range(PAGES):
            answer = self._wire.read(f"socialActions/{above}/comments?start={page * MANY}&count={MANY}")
            told = answer.json()
            if not isinstance(told.get("elements"), list):
                raise answer.not_understood()
            for one in reading.ours(told, self._us):
                if place := reading.same(one, reply, post):
                    return _receipt(place, top, post)
            if len(told["elements"]) < MANY:
                return None
        raise Refused(words.TOO_MANY_BELOW)

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        self._must_fit(reply.text)
        patch = {"patch": {"message": {"$set": {"text": reply.text}}}}
        answer = self._wire.write(f"{_path(_own(receipt))}?actor={coded(self._us)}", patch, partly=True)
        if answer.body.strip() and not reading.words(answer.json()):  # it brings the comment, or nothing
            raise answer.not_understood()
        return receipt

    def withdraw(self, receipt: Receipt) -> None:
        """What is gone already is taken back."""
        answer = self._wire.write(
            f"{_path(_own(receipt))}?actor={coded(self._us)}", method="DELETE", accept={404}
        )
        if answer.status == 404 and js.value(js.parsed(answer.body), "status") != 404:
            raise self._http.refusal(answer)  # the word of somebody in between
        if answer.status in (200, 202) and answer.body.strip():
            answer.json()

    def read_back(self, receipt: Receipt) -> Seen | None:
        place = _own(receipt)
        told = self._comment(place)
        return Seen(reading.words(told), Visibility.VISIBLE, place.link) if told else None

    def locate(self, link: str) -> Receipt | None:
        place = reading.linked(link)
        told = self._comment(place) if place else None
        if place is None or told is None or js.text(told, "actor") != self._us:
            return None
        return _receipt(place, reading.comment(js.text(told, "parentComment")), place.post)

    def _comment(self, place: Comment) -> dict[str, Any] | None:
        """One comment as it is now; None when LinkedIn says that there is none."""
        answer = self._wire.read(_path(place), accept={404})
        told = answer.json()
        if answer.status == 404:
            if told.get("status") == 404:
                return None
            raise self._http.refusal(answer)
        if not reading.words(told):
            raise answer.not_understood()
        return told


def _cut(place: Place, entries: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], bool]:
    """*entries* as far as the look-ups of one call reach, and whether some are left for the next."""
    wanted = [
        n for n, one in enumerate(entries) if not place.known(one) and reading.needs_look(one) is not None
    ]
    return (entries[: wanted[LOOK_UPS]], True) if len(wanted) > LOOK_UPS else (entries, False)


def _receipt(made: Comment, top: Comment | None, post: str) -> Receipt:
    ref = {"comment": made.urn, "top": (top or made).urn, "post": post}
    return Receipt(made.number, made.link, ref)


def _own(receipt: Receipt) -> Comment:
    place = reading.comment(receipt.ref.get("comment", ""))
    if place is None:
        raise Refused(words.NOT_OURS)
    return place


def _path(place: Comment) -> str:
    return f"socialActions/{coded(place.post)}/comments/{place.number}"
