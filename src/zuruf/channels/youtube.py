"""YouTube: comments under the videos of one's own channel come in, also those held for review; answers go out.

Source: the YouTube Data API v3 (developers.google.com/youtube/v3/docs), against whose discovery document the tests hold requests and
answers. Never tried against the live network.

* Signing in is OAuth 2.0 with the scope `youtube.force-ssl`; see `_google`. Every request is paid from a day's quota; see `_youtube_quota`
  for the arithmetic, from which comes how often we look.
* Reading is `commentThreads.list` of all videos of the channel, the newest first, page by page until known ground. An answer to an
  older comment moves nothing to the front: the 200 newest threads are looked at again, 50 at each look, and read where they grew.
* Held comments are read too (`moderationStatus=heldForReview`). The public does not see them; answering one approves it first.
* There is one level of answers: whoever answers an answer writes below the first comment (`comments.insert`, `parentId`).
* There is no key against repeats: after an unknown outcome our answer is looked for below the comment, by its words and time.
* `comments.list` by id does not tell whether a comment is held or hidden. What the owner of a channel writes below his own video
  is taken for visible when it is there (unverified).
* Against abuse: `comments.setModerationStatus`. Held can be taken back, `rejected` cannot ("you can't change the moderation status of
  a rejected comment to published"). A ban can only be lifted in YouTube Studio.
* A limit of 10,000 characters is what others report; the documentation names none (`commentTextTooLong`).
* Not followed: deletions by others, changes of comments older than the newest 300, comments that YouTube takes for spam, live chats.
* Developer Policies, III.E.4: what was read with the owner's sign-in may be kept as long as that holds; each look asks whether
  it does. Nothing of it may be used to derive metrics of one's own (III.E.4.h).
* Requests: `fetch` up to 7, and one more the first time; `find` one for each hundred answers; `locate` two; `publish` two for
  what was held; else one.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from zuruf.channels import _youtube_quota as quota
from zuruf.channels import _youtube_words as words
from zuruf.channels._base import NOT_OFFERED, Base, characters, may_be
from zuruf.channels._google import FIELDS, SAYS, said
from zuruf.channels._http import Http, parts
from zuruf.channels._json import moment, text, value
from zuruf.channels._youtube_look import look
from zuruf.channels._youtube_read import permalink
from zuruf.channels._youtube_wire import SCOPE, Wire
from zuruf.core.capabilities import (
    Asked,
    Capabilities,
    Field,
    Receive,
    Repeat,
    Shows,
    Terms,
    TriedAgainst,
    Visibility,
)
from zuruf.core.channel import Budget, Check, Link, NotConnected, Outgoing, Receipt, Refused, Seen, TryLater
from zuruf.core.measure import Measure, Offer, Ordered
from zuruf.core.message import Batch

LONGEST = 10_000
PAGES = 10  # of answers to one comment
HOSTS = ("www.youtube.com", "youtube.com", "m.youtube.com")
EARLY = timedelta(minutes=2)  # clocks differ
# What each measure asks of `setModerationStatus`: (measure, whether it is taken back) → its parameters.
_STATUS: dict[tuple[str, bool], dict[str, str]] = {
    (Measure.HIDE, False): {"moderationStatus": "heldForReview"},
    (Measure.HIDE, True): {"moderationStatus": "published"},
    (Measure.DELETE, False): {"moderationStatus": "rejected"},
    (Measure.APPROVE, False): {"moderationStatus": "published"},
    (Measure.BLOCK, False): {"moderationStatus": "rejected", "banAuthor": "true"},
}
length = characters(LONGEST)


def terms(asked: Asked, written: str, now: datetime) -> Terms:
    """Whether a comment can be answered."""
    if asked.ref.get("closed"):
        return Terms(refusal=words.CLOSED)
    return Terms(note=words.HELD) if asked.ref.get("held") else Terms()


class YouTube(Base):
    """One channel."""

    name = "youtube"
    can = Capabilities(
        title="YouTube",
        lead="Comments under your channel's videos come in, held ones too; your answers go out below them.",
        receive=Receive.POLL,
        reply=True,
        addressed=True,
        parents=True,
        withdraw=True,
        edit=True,
        shows=Shows.LOOK,
        length=length,
        repeat=Repeat.TRACEABLE,
        settles_within=timedelta(minutes=10),
        poll_every=quota.EVERY,
        cost=words.COST,
        tried_against=TriedAgainst.SPECIFICATION,
        fields=(
            *FIELDS,
            Field(
                "quota",
                "Units a day",
                "10,000, unless Google granted you more.",
                default=str(quota.UNITS),
                required=False,
            ),
        ),
        terms=terms,
        guide=words.GUIDE,
        guide_url="https://console.cloud.google.com/apis/library/youtube.googleapis.com",
        says=(*SAYS, *words.SAYS),
        offers=(
            Offer(Measure.HIDE, back=True, harmless=True, says=words.HIDES),
            Offer(Measure.DELETE, harmless=True, says=words.REJECTS),
            Offer(Measure.BLOCK, harmless=True, deafens=True, says=words.BANS),
            Offer(Measure.APPROVE, harmless=True, needs="held"),
        ),
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        self._wire = Wire(http, link)
        self._channel = ""

    @property
    def budget(self) -> Budget | None:
        """Counted by ourselves: see `_youtube_quota`."""
        return self._wire.budget

    def check(self) -> Check:
        """Asks which channel it is."""
        try:
            found = self._wire.mine()
        except NotConnected as error:
            return self._wire.google.without_scope(error, SCOPE)
        self._channel = text(found, "id")
        units = self._wire.units
        answers = (units - int(quota.DAY / quota.EVERY) * quota.LOOK) // quota.WRITE
        return Check(
            can_read=True,
            can_publish=True,
            name=text(found, "snippet", "title"),
            handle=text(found, "snippet", "customUrl").removeprefix("@"),
            remote_id=self._channel,
            limits=(
                f"{LONGEST:,} characters",
                words.BUDGET % {"units": f"{units:,}", "answers": max(0, answers)},
            ),
            expires_at=self._wire.google.bearer.expires_at,
            profile=(text(found, "snippet", "description"),),
        )

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """See `_youtube_look`."""
        return look(self._wire, cursor)

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        """One `comments.insert`; what was held for review is approved before, which twice is once. Raises Refused before any request for what is empty, too long or answers nothing."""
        self._must_fit(reply.text)
        thread = _thread(reply.parent)
        if reply.parent.get("held"):
            self._moderate(reply.parent.get("comment", ""), _STATUS[Measure.APPROVE, False])
        body = {"snippet": {"parentId": thread, "textOriginal": reply.text}}
        answer = self._wire.write("POST", {"part": "snippet"}, body)
        return _receipt(answer.text("id"), reply.parent)

    def find(self, reply: Outgoing) -> Receipt | None:
        """Looks for the same words by our channel below the comment, from when the answer was queued on."""
        thread, channel, page = _thread(reply.parent), self._own(reply.parent), ""
        for _ in range(PAGES):
            found, page = self._wire.replies(thread, page)
            for one in found:
                at = moment(text(one, "snippet", "publishedAt"))
                ours = text(one, "snippet", "authorChannelId", "value") == channel
                if ours and at and may_be(reply, text(one, "id"), at, _words(one), EARLY):
                    return _receipt(text(one, "id"), reply.parent)
            if not page:
                return None
        raise Refused(words.TOO_MANY)

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        """One `comments.update`; twice is once."""
        self._must_fit(reply.text)
        body = {"id": receipt.remote_id, "snippet": {"textOriginal": reply.text}}
        self._wire.write("PUT", {"part": "snippet"}, body).text("id")
        return receipt

    def withdraw(self, receipt: Receipt) -> None:
        """One `comments.delete`; what is not there any more is withdrawn. Its reference knows one 404, `commentNotFound`; who may not
        delete gets a 403."""
        answer = self._wire.write("DELETE", {"id": receipt.remote_id}, accept={404})
        if answer.status == 404:
            if "commentNotFound" not in said(answer):
                raise self._wire.google.http.refusal(answer)
        elif answer.body.strip():
            raise answer.not_understood()

    def read_back(self, receipt: Receipt) -> Seen | None:
        """One `comments.list`."""
        found = self._wire.comment(receipt.remote_id)
        if found is None:
            return None
        written = _words(found)
        if not written:
            raise TryLater("YouTube sent an answer that cannot be understood.")
        hidden = text(found, "snippet", "moderationStatus") in ("heldForReview", "likelySpam", "rejected")
        at, changed = (moment(text(found, "snippet", n)) for n in ("publishedAt", "updatedAt"))
        likes = value(found, "snippet", "likeCount")
        return Seen(
            written,
            Visibility.HIDDEN if hidden else Visibility.VISIBLE,
            receipt.permalink,
            likes if isinstance(likes, int) and 0 < likes < 10**9 else 0,
            changed if at and changed and changed > at else None,
        )

    def locate(self, link: str) -> Receipt | None:
        """By the address that "highlighted comment" has: watch?v=…&lc=…"""
        place = _place(link)
        if place is None:
            return None
        video, own = place
        channel, found = self._own({}), self._wire.comment(own)
        if found is None or text(found, "snippet", "authorChannelId", "value") != channel:
            return None
        thread = text(found, "snippet", "parentId") or own
        return _receipt(own, {"thread": thread, "video": video, "channel": channel})

    def act(self, order: Ordered) -> None:
        """One `comments.setModerationStatus`."""
        own = order.ref.get("comment", "")
        asked = _STATUS.get((order.measure, order.back))
        if not asked or not own:
            raise Refused(NOT_OFFERED if own else words.NO_REF)
        self._moderate(own, asked)

    def _moderate(self, own: str, asked: Mapping[str, str]) -> None:
        answer = self._wire.write("POST", {"id": own, **asked}, path="/comments/setModerationStatus")
        if answer.body.strip():
            raise answer.not_understood()

    def _own(self, ref: Mapping[str, str]) -> str:
        self._channel = self._channel or ref.get("channel", "") or text(self._wire.mine(), "id")
        return self._channel


def _receipt(own: str, parent: Mapping[str, str]) -> Receipt:
    video, thread = parent.get("video", ""), parent.get("thread", "")
    ref = {"comment": own, "thread": thread, "video": video, "channel": parent.get("channel", "")}
    return Receipt(own, permalink(video, own), ref)


def _thread(ref: Mapping[str, str]) -> str:
    if not ref.get("thread"):
        raise Refused(words.NO_REF)
    return ref["thread"]


def _words(told: Mapping[str, Any]) -> str:
    return text(told, "snippet", "textOriginal") or text(told, "snippet", "textDisplay")


def _place(link: str) -> tuple[str, str] | None:
    """Video and comment of an address; None when it is none."""
    at = parts(link)
    if not at or at.scheme != "https" or at.hostname not in HOSTS:
        return None
    query = parse_qs(at.query)
    video, own = query.get("v", [""])[0], query.get("lc", [""])[0]
    good = re.fullmatch(r"[\w-]{1,50}", video) and re.fullmatch(r"[\w.-]{1,200}", own)
    return (video, own) if good else None
