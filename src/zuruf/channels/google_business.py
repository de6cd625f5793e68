"""Google Business Profile: reviews of one place come in with their stars; each can be answered once.

Source: the My Business API v4, accounts.locations.reviews, and the Account Management and Business Information APIs v1
(developers.google.com/my-business/reference). Never tried against the live network; Google gives access on application only.

* Signing in is OAuth 2.0 with the scope `business.manage`; see `_google`.
* Reading is `reviews.list`, the last changed first, page by page until known ground. Pub/Sub, by which Google would tell at once, wants a
  project with a topic of its own and is left out; we ask every 5 minutes (300 requests a minute are allowed).
* A review without words is its stars. Reviewers have no id: the same person in two reviews is two people for us.
* Answering is `updateReply`: it puts the text in the place of what stood there, so a repeat is harmless, and a second answer would take
  the first one away. The terms refuse it: correct the first.
* Google looks at an answer before it shows it (`reviewReplyState`, since April 2026): pending is accepted, approved is visible, rejected
  is hidden, with Google's reason (`policyViolation`). Where it says no state, it is accepted and nobody knows.
* What was answered in Google's own pages is noticed among the newest reviews, and when that answer goes again. Deleted reviews are not.
* 4,096 bytes, as `ReviewReply.comment` says. Ten changes a minute for one place.
* One request per call, except `check`: two; where no place is given, one for each account to name its places.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from zuruf.channels import _base
from zuruf.channels._base import Base, same_words
from zuruf.channels._google import FIELDS, SAYS, SIGN_IN, Google
from zuruf.channels._google_reviews import Place, Review, review
from zuruf.channels._http import Answer, Http
from zuruf.channels._json import objects, text
from zuruf.core.capabilities import (
    Asked,
    Capabilities,
    Field,
    Group,
    Length,
    Receive,
    Repeat,
    Shows,
    Terms,
    TriedAgainst,
    Visibility,
)
from zuruf.core.channel import ChannelError, Check, Link, NotConnected, Outgoing, Receipt, Refused, Seen
from zuruf.core.message import Batch, Gone, Incoming

BASE = "https://mybusiness.googleapis.com/v4"
ACCOUNTS = "https://mybusinessaccountmanagement.googleapis.com/v1"
PLACES = "https://mybusinessbusinessinformation.googleapis.com/v1"
SCOPE = "https://www.googleapis.com/auth/business.manage"
LONGEST = 4096  # bytes
PAGE = 50
PLACE = re.compile(r"accounts/([\w-]{1,100})/locations/([\w-]{1,100})")
NAME = re.compile(PLACE.pattern + r"/reviews/([\w=-][\w=.-]{0,400})")
STATES = {"APPROVED": Visibility.VISIBLE, "REJECTED": Visibility.HIDDEN}

BYTES, EACH = "%(n)s bytes", "one answer to each review"
ONCE = "Google shows one answer to a review. Correct the one that is out; a second would take its place."
REJECTED = "Google rejected the answer: %(why)s."
REPLACES = "An answer stands at Google already; yours takes its place."
CHOOSE = "Which place is meant? Put one of these into the field: %(places)s"
NO_PLACE = "This sign-in manages no place on Google."
NO_REF = "What is answered is no review; it may be from before this account was connected."
NOT_VERIFIED = "Google lets only verified places be answered for."


def length(written: str) -> Length:
    return Length(len(written.encode(errors="replace")), LONGEST, "bytes")


def terms(asked: Asked, written: str, now: datetime) -> Terms:
    """One answer to a review."""
    if asked.answered:
        return Terms(refusal=ONCE)
    return Terms(note=REPLACES) if asked.ref.get("replied") else Terms()


class GoogleBusiness(Base):
    """One place."""

    name = "google_business"
    can = Capabilities(
        title="Google reviews",
        lead="Reviews of your place on Google come in with their stars; you can answer each once.",
        group=Group.REVIEWS,
        receive=Receive.POLL,
        reply=True,
        addressed=True,
        withdraw=True,
        edit=True,
        shows=Shows.LOOK,
        length=length,
        repeat=Repeat.HARMLESS,
        poll_every=timedelta(minutes=5),
        tried_against=TriedAgainst.SPECIFICATION,
        fields=(
            *FIELDS,
            Field(
                "location",
                "Place",
                "As in accounts/123/locations/456. Leave it empty at first: what you may choose is named then.",
                required=False,
            ),
        ),
        terms=terms,
        guide=(
            "Apply for access to the Google Business Profile APIs, with the Google account that manages your place. It takes days to weeks.",
            "In the Google Cloud project that was granted access switch on the Google My Business API, the My Business Account Management API and the "
            "My Business Business Information API.",
            *SIGN_IN,
            "In the OAuth Playground, at that address, choose “Use your own OAuth credentials” behind the cog and paste both. Allow the scope "
            "https://www.googleapis.com/auth/business.manage and exchange the code for tokens. Copy the refresh token.",
        ),
        guide_url="https://developers.google.com/my-business/content/prereqs",
        says=(
            *_base.SAYS,
            *SAYS,
            REJECTED,
            BYTES,
            EACH,
            ONCE,
            REPLACES,
            CHOOSE,
            NO_PLACE,
            NO_REF,
            NOT_VERIFIED,
        ),
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        self._google = Google(http, link, BASE, SCOPE, {"LOCATION_NOT_VERIFIED": NOT_VERIFIED})
        self._place = self._setting("location").strip("/")

    def check(self) -> Check:
        """Reads one review, and the place's own page. Raises Refused with the places to choose from where none is given."""
        try:
            if not PLACE.fullmatch(self._place):
                raise Refused(self._to_choose())
            self._listed({"pageSize": 1})
        except NotConnected as error:
            return self._google.without_scope(error, SCOPE)
        title, profile = self._place, None
        try:
            mask = {"readMask": "name,title,websiteUri,profile"}
            told = self._google.get(f"/locations/{self._place.rpartition('/')[2]}", mask, base=PLACES).json()
            title = text(told, "title") or title
            profile = (text(told, "websiteUri"), text(told, "profile", "description"))
        except ChannelError:
            pass  # an interface of its own, that need not be switched on
        return Check(
            can_read=True,
            can_publish=True,
            name=title,
            handle=title,
            remote_id=self._place,
            limits=(BYTES % {"n": f"{LONGEST:,}"}, EACH),
            expires_at=self._google.bearer.expires_at,
            profile=profile,
        )

    def _to_choose(self) -> str:
        """The sentence that names the places of this sign-in."""
        found = []
        for account in objects(self._google.get("/accounts", base=ACCOUNTS).json(), "accounts")[:5]:
            name = text(account, "name")
            asked = {"readMask": "name,title", "pageSize": 100}
            listed = self._google.get(f"/{name}/locations", asked, base=PLACES).json()
            found += [f"{name}/{text(p, 'name')} ({text(p, 'title')})" for p in objects(listed, "locations")]
        return CHOOSE % {"places": "; ".join(found[:20])} if found else NO_PLACE

    # --- what comes in

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """One page; see `_google_reviews.Place`. A page that Google does not know any more ends the walk; it begins anew."""
        place = Place.of(cursor)
        params = {"pageSize": PAGE, "orderBy": "updateTime desc"}
        try:
            answer = self._listed(params | ({"pageToken": place.page} if place.page else {}))
        except Refused:
            if not place.page:
                raise
            return Batch(cursor=place.anew().cursor())
        told = answer.json()
        here = [one for item in objects(told, "reviews") if (one := review(item))]
        messages: list[Incoming] = []
        gone: list[Gone] = []
        for one in here:
            was = place.seen.get(one.id)
            if was == one.stamp:
                continue
            messages += one.messages(was)
            gone += [Gone(one.reply_id)] if was and not was.endswith("|") and not one.reply else []
        after = place.after(here, text(told, "nextPageToken"))
        return Batch(
            incoming=tuple(messages),
            gone=tuple(gone),
            cursor=None if after == place else after.cursor(),
            raw=answer.raw,
            more=bool(after.page),
        )

    def _listed(self, params: Mapping[str, object]) -> Answer:
        if not PLACE.fullmatch(self._place):
            raise Refused(NO_PLACE)
        answer = self._google.get(f"/{self._place}/reviews", params)
        told = answer.json()
        if not isinstance(told.get("reviews", []), list) or (told and not told.keys() & _LIST):
            raise answer.not_understood()
        return answer

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        """One `updateReply`. Raises Refused before any request for what is empty, too long or answers no review."""
        return self._put(reply.text, reply.parent)

    def find(self, reply: Outgoing) -> Receipt | None:
        """Whether our words stand below the review."""
        one = self._look(_name(reply.parent))
        return _receipt(_name(reply.parent)) if same_words(one.reply, reply.text) else None

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        """One `updateReply`; twice is once."""
        self._put(reply.text, receipt.ref)
        return receipt

    def withdraw(self, receipt: Receipt) -> None:
        """One `deleteReply`; what is not there any more is withdrawn. Google says 404 of a place that is not ours (any more) as well, so
        then somebody looks: at the review, and at the others beside it."""
        name = _name(receipt.ref)
        answer = self._google.send("DELETE", f"/{name}/reply", accept={404})
        if answer.status == 404:
            if not self._gone(name):
                raise self._google.http.refusal(answer)
        elif answer.json():
            raise answer.not_understood()

    def _gone(self, name: str) -> bool:
        """Whether the review has no answer, or is not there itself. Raises Refused where its place cannot be read either."""
        answer = self._google.get(f"/{name}", accept={404})
        if answer.status == 404:
            self._google.get(f"/{name.rpartition('/')[0]}", {"pageSize": 1}).json()
            return True
        return not self._reviewed(answer).reply

    def read_back(self, receipt: Receipt) -> Seen | None:
        """What Google's moderation made of it."""
        one = self._look(_name(receipt.ref))
        if not one.reply:
            return None
        why = REJECTED % {"why": one.violation} if one.violation else ""
        return Seen(one.reply, STATES.get(one.state, Visibility.ACCEPTED), why=why)

    def locate(self, link: str) -> Receipt | None:
        """By the review's name in the interface; Google's pages show no address of an answer."""
        found = NAME.search(link)
        if not found or not found[0].startswith(f"{self._place}/"):
            return None
        return _receipt(found[0]) if self._look(found[0]).reply else None

    def record_key(self, key: str, created_at: datetime) -> str:
        """Tells deliveries apart, no more: an answer's id at Google is that of its review."""
        return hashlib.sha256(key.encode()).hexdigest()[:20]

    def _put(self, written: str, ref: Mapping[str, str]) -> Receipt:
        name = _name(ref)
        self._must_fit(written)
        self._google.send("PUT", f"/{name}/reply", {"comment": written}).text("comment")
        return _receipt(name)

    def _look(self, name: str) -> Review:
        return self._reviewed(self._google.get(f"/{name}"))

    def _reviewed(self, answer: Answer) -> Review:
        one = review(answer.json())
        if one is None:
            raise answer.not_understood()
        return one


_LIST = {"reviews", "totalReviewCount", "averageRating", "nextPageToken"}


def _name(ref: Mapping[str, str]) -> str:
    """The review's name. Raises Refused."""
    name = ref.get("review", "")
    if not NAME.fullmatch(name):
        raise Refused(NO_REF)
    return name


def _receipt(name: str) -> Receipt:
    return Receipt(f"{name.partition('/locations/')[2]}/reply", "", {"review": name})
