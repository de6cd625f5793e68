"""Discourse: posts of a forum come in, answers go out and can be changed and withdrawn.

Sources: the official description of the interface (discourse_api_docs, OpenAPI), by which requests and answers are tested; where it is
silent, Discourse's own code: posts_controller, latest_posts_query, post_serializer, web_hook_post_serializer, emit_web_hook_event,
post_validator, api_key_scope. Never tried against a running forum.

* Signing in is by an API key that an administrator makes, and the user that it acts for.
* Reading asks for the newest 50 public posts, and for the newest private ones of our user, and goes on below until known ground. Of these
  comes in what was written in the chosen categories, privately, or to us: by @name, as an answer, as a quotation. Of a topic that is
  on the desk, or in which we wrote, all that follows comes in. A topic is one conversation. The first look takes one page.
* Notifications are not asked for: they have no words, and each would cost a request more.
* Edits raise a post's `version`; they and deletions are noticed on the newest page, by calls (webhooks) also below it.
* Calls are signed: `X-Discourse-Event-Signature` is sha256 over the body. They say what became of one post, also of such as our user
  may not read: after a call about a private one (or any, where all categories are read) one looks oneself. The rest is polled.
* A repeat: within two minutes Discourse itself gives the answer to the same request again; within five it refuses the same words of one
  user (who is not staff) with 422. After that it would double, so what is unclear is looked up among the answers to the post. What it
  refuses is looked up, too, before it counts as refused.
* A post that the forum's moderators must see first is accepted without a number; it is found when they let it through. Until then it
  stands among our pending posts (posts_controller#pending), which a look-up asks for, too: a repeat would wait there twice.
* The author's own deletion leaves "(post deleted by author)" for a day. That counts as gone.
* One request per call, except: two in `fetch` (one list each) and one for each missing post; in `find` the answers to the post, then
  those of ours, and what is pending; in `publish` after a refusal what `find` asks; in `withdraw` after a refusal a look whether it is gone; after a 403 one
  whether the key holds.
"""

import re
from collections.abc import Mapping
from datetime import timedelta

from zuruf.channels import _discourse_forum as forum
from zuruf.channels import _discourse_posts as posts
from zuruf.channels import _discourse_reading as reading
from zuruf.channels import _json as told
from zuruf.channels._base import NOT_OFFERED, SAYS, Base, characters, same_words
from zuruf.channels._discourse_forum import Forum
from zuruf.channels._discourse_posts import Ours, Place, number
from zuruf.channels._http import Answer, Http
from zuruf.core.capabilities import Capabilities, Field, Group, Receive, Repeat, Shows, TriedAgainst
from zuruf.core.channel import Check, Link, Outgoing, Receipt, Refused, Seen, Unknown
from zuruf.core.measure import Measure, Offer, Ordered
from zuruf.core.message import Batch, Incoming
from zuruf.core.talk import ReportKind

LONGEST = 32_000  # the site setting max_post_length, as it is delivered
EARLY = timedelta(minutes=5)
NOBODY = "The forum knows nobody of this name, or the key is not for this user."
NO_NUMBER = "What is answered has no number at the forum."
NOT_A_POST = "This is not a post of this forum."
NO_CALL = "The call cannot be understood."
PACE = "60 requests a minute"
FLAGS = {ReportKind.ADVERT: 8}  # post_action_type_id: 8 spam, 4 inappropriate
length = characters(LONGEST)


class Discourse(Base):
    """One user of one forum."""

    name = "discourse"
    signed_with = ("hook", "x-discourse-event-signature")
    can = Capabilities(
        title="Discourse",
        lead="Posts in a forum come in; your answers go out and can be changed and withdrawn.",
        group=Group.FORUM,
        receive=Receive.POLL,
        calls=True,
        reply=True,
        private=True,
        withdraw=True,
        edit=True,
        shows=Shows.LOOK,
        length=length,
        repeat=Repeat.TRACEABLE,
        poll_every=timedelta(seconds=60),
        tried_against=TriedAgainst.SPECIFICATION,
        realm_by="url",
        fields=(
            Field("url", "Address of the forum", "As in https://forum.example.org.", kind="url"),
            Field("user", "User name", "Who answers there, without @."),
            Field("key", "API key", "Made by an administrator of the forum.", secret=True, kind="password"),
            Field(
                "categories",
                "Categories that are read whole",
                "The number at the end of a category's address, as in /c/support/5; several with commas, * for all. "
                "Empty: only what is written to you.",
                required=False,
            ),
            Field(
                "hook",
                "Secret of the webhook",
                "Made here. Write the same one into the webhook at the forum, if it is to call Zuruf; it is not shown again.",
                secret=True,
                kind="made",
                required=False,
            ),
        ),
        guide=(
            "An administrator of the forum opens Admin, Advanced, API keys and adds a key for a single user: the one that answers for your organisation.",
            "Scope: Global. With a granular key Zuruf needs reading everything, topics: write and posts: edit; answers can then not be withdrawn.",
            "Copy the key; it is shown only once. A key that nobody uses for 180 days ends by itself; Zuruf uses it every minute.",
            "If posts should come in at once: Admin, Advanced, Webhooks; content type application/json, the secret from below, the post events, and the address from the next step. Name categories there: else the forum sends everybody's private messages along.",
        ),
        guide_url="https://meta.discourse.org/t/create-and-configure-an-api-key/230124",
        offers=(
            Offer(Measure.DELETE, back=True, harmless=True),
            Offer(Measure.REPORT),
        ),
        says=(*SAYS, *forum.SAYS, *reading.SAYS, NOBODY, NO_NUMBER, NOT_A_POST, NO_CALL, PACE),
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        at = {name: value.strip() for name, value in link.settings.items()}
        self._forum = Forum(http, at.get("url", ""), at.get("user", ""), link.secrets.get("key", ""))
        chosen = at.get("categories", "")
        numbers = frozenset(int(n) for n in re.findall(r"(\d{1,9})\s*(?:,|$)", chosen))
        self._ours = Ours(self._forum.url, at.get("user", "").lstrip("@").lower(), numbers, chosen == "*")

    def check(self) -> Check:
        """Who we are there, and whether posts can be read."""
        answer = self._forum.read("session/current.json", accept={404})
        user = told.value(answer.json(), "current_user") if answer.status == 200 else None
        if not told.text(user, "id"):
            raise Refused(NOBODY)
        reading.page(self._forum, reading.PUBLIC, Place())
        return Check(
            can_read=True,
            can_publish=True,
            name=told.text(user, "name") or told.text(user, "username"),
            handle=told.text(user, "username"),
            remote_id=told.text(user, "id"),
            limits=(f"{LONGEST:,} characters", PACE),
        )

    # --- what comes in

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """A page of the public posts and one of the private ones. Cursor: a `Place` for each, and the topics that are followed."""
        return reading.fetch(self._forum, self._ours, cursor)

    def unpack(self, body: bytes) -> Batch:
        """A post that was written, changed or deleted; everything else that a forum tells is nothing to us."""
        found = told.parsed(body)
        if not isinstance(found, dict) or not (
            "ping" in found or any(isinstance(v, dict) for v in found.values())
        ):
            raise Unknown(NO_CALL)
        return posts.called(found, self._ours)

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        self._must_fit(reply.text)
        topic = told.digits(reply.parent.get("topic", ""))
        if not topic:
            raise Refused(NO_NUMBER)
        body: dict[str, object] = {"raw": reply.text, "topic_id": topic}
        if place := told.digits(reply.parent.get("number", "")):
            body["reply_to_post_number"] = place
        answer = self._forum.write("posts.json", body, accept={422})
        if answer.status == 422:
            if answer.json().get("errors") and (there := self.find(reply)):
                return there
            raise self._forum.refused(answer)
        if told.text(answer.json(), "action") == "enqueued":
            return Receipt("")  # it gets its number when a moderator lets it through
        return self._receipt(answer, answer.json())

    def find(self, reply: Outgoing) -> Receipt | None:
        """Our answers to the post since it was queued (by the forum's own clock), with these very words; also one that still waits for
        moderators."""
        own = told.digits(reply.parent.get("post", ""))
        if not own:
            raise Refused(NO_NUMBER)
        found = list(self._forum.answers_to(own, told.digits(reply.parent.get("number", ""))))
        since = reply.created_at - EARLY + self._forum.ahead()
        for post in found:
            at = told.moment(told.text(post, "created_at"))
            if self._ours.wrote(post) and (at is None or at >= since):
                there = self._forum.post(number(post))
                if there is not None and same_words(told.text(there.json(), "raw"), reply.text):
                    mine = self._receipt(there, there.json())
                    if mine.remote_id not in reply.taken:
                        return mine
        topic = reply.parent.get("topic", "")
        for post in self._forum.waiting():
            if told.text(post, "topic_id") == topic and same_words(told.text(post, "raw_text"), reply.text):
                return Receipt("")  # as when it was accepted without a number
        return None

    def _receipt(self, answer: Answer, post: object) -> Receipt:
        found = posts.receipt(post, self._forum.url) if isinstance(post, dict) else None
        if found is None:
            raise answer.not_understood()
        return found

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        self._must_fit(reply.text)
        body = {"post": {"raw": reply.text}}
        answer = self._forum.write(f"posts/{_own(receipt)}.json", body, method="PUT", accept={422})
        if answer.status == 422:
            raise self._forum.refused(answer)
        self._receipt(answer, answer.json().get("post"))
        return receipt

    def withdraw(self, receipt: Receipt) -> None:
        """What is gone already is done."""
        self._forum.delete(_own(receipt))

    def read_back(self, receipt: Receipt) -> Seen | None:
        answer = self._forum.post(_own(receipt))
        if answer is None:
            return None
        seen = posts.seen(answer.json(), self._forum.url)
        if seen is None:
            raise answer.not_understood()
        return seen

    def locate(self, link: str) -> Receipt | None:
        """By the address of a post (/t/words/12/3), when our user wrote it."""
        place = posts.place(link, self._forum.url)
        answer = self._forum.post_at(*place) if place else None
        if answer is None:
            return None
        found = self._receipt(answer, answer.json())
        return found if self._ours.wrote(answer.json()) else None

    def look_up(self, remote_id: str) -> Incoming | None:
        answer = self._forum.post(_own(Receipt(remote_id)))
        post = answer.json() if answer else {}
        return posts.incoming(post, self._ours) if number(post) and not posts.gone(post) else None

    def act(self, order: Ordered) -> None:
        """Deleting and taking that back need a moderator. A report goes to the forum's moderators: spam, else inappropriate."""
        own = _own(Receipt(order.ref.get("post", "")))
        match order.measure, order.back:
            case Measure.DELETE, False:
                self._forum.delete(own)
            case Measure.DELETE, True:
                self._forum.write(f"posts/{own}/recover.json", {}, method="PUT")
            case Measure.REPORT, False:
                kind = next((flag for name, flag in FLAGS.items() if name == order.kind), 4)
                body = {"id": own, "post_action_type_id": kind}
                answer = self._forum.write("post_actions.json", body, accept={422})
                if answer.status == 422:
                    raise self._forum.refused(answer)
            case _:
                raise Refused(NOT_OFFERED)


def _own(receipt: Receipt) -> int:
    if not (own := told.digits(receipt.remote_id)):
        raise Refused(NOT_A_POST)
    return own
