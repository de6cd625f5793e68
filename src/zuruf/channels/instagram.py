"""An Instagram professional account that is joined to a Facebook Page: comments, mentions and direct messages come in; answers go out,
also privately.

Sources, on developers.facebook.com: docs/instagram-platform/{comment-moderation,webhooks,webhooks/examples}, docs/instagram-platform/
instagram-api-with-facebook-login/mentions, docs/instagram-platform/instagram-graph-api/reference/{ig-user,ig-media,ig-comment}, and
those of `_graph` and `_graph_messages`; names of fields and parameters as in facebook/facebook-business-sdk-codegen. Never tried
against the live network.

* The network calls us (`unpack`); polling fills what was missed: comments on the newest pictures of 30 days, pictures in which we are
  tagged, and the newest messages. Mentions in comments come by calls only, and without their words: for those one request is made.
* Boosted pictures may bring a comment twice; it is one, by its id. What was deleted is not told: Instagram does not call for it.
* The network takes no key. After an unknown outcome the answers below the comment, or the messages with the person, are looked through
  for ours with the same text. Comments on others' pictures cannot be looked through: then a person decides.
* Answers to an answer stand below the first comment; write the person's @name so that she hears of it.
* Comments can be taken back, not changed. How long one may be is not documented; 2,200 characters is what people found, and an older
  interface took 300. A private message: 1,000 (documented, in bytes on one page and in characters on another; we count bytes).
* Meta's terms name no time to keep what was read, only "while it is needed"; so `retention` is not set.
* One request per call, except: two in `publish` of a late private message, up to three in `fetch` and ten where a picture has many new comments, three in `check`, up to five in `find`, two in `read_back` of what is gone, and
  one for each mention in `unpack`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from zuruf.channels import _graph as g
from zuruf.channels import _graph_messages as messages
from zuruf.channels import _instagram_reading as reading
from zuruf.channels import _instagram_words as words
from zuruf.channels import _json as js
from zuruf.channels._base import batch, characters, may_be
from zuruf.channels._graph import Missing, listed, pages
from zuruf.channels._graph_base import WithComments
from zuruf.channels._graph_round import Below, step
from zuruf.channels._graph_terms import Room, goes_privately
from zuruf.channels._http import Answer, Http
from zuruf.channels._instagram_check import check
from zuruf.channels._instagram_reading import Named, Us
from zuruf.core.capabilities import Length, Visibility
from zuruf.core.channel import Check, Link, Outgoing, Receipt, Refused, Seen, TryLater
from zuruf.core.message import Batch, Incoming

LONGEST = 2_200  # characters
ME = "me"  # for a page token: the page that the account is joined to; its messages go by it
length = characters(LONGEST)


def private_length(text: str) -> Length:
    return Length(len(text.encode(errors="replace")), 1_000, "bytes")


ROOM = Room(length, private_length)
terms = ROOM.terms


class Instagram(WithComments):
    """One Instagram account."""

    name = "instagram"
    room = ROOM
    shown = "id,text,hidden,like_count,media{permalink},legacy_instagram_comment_id"
    can = replace(
        WithComments.can,
        title="Instagram",
        lead="Comments, mentions and direct messages come in; your answers go out, in public or privately.",
        length=length,
        counted=ROOM.counted,
        terms=terms,
        fields=words.FIELDS,
        guide=words.GUIDE,
        says=words.SAYS,
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http, link.settings.get("user", ""))
        handle = self._setting("handle").removeprefix("@").lower()
        self._us = Us(self._account, handle)

    def check(self) -> Check:
        """See `_instagram_check`."""
        return check(self._graph, self._path(), self._us, ME)

    # --- what comes in

    def unpack(self, body: bytes) -> Batch:
        """A mention comes without its words: one request each. Raises TryLater, then it is unpacked again later."""
        return batch(
            self._told(one) if isinstance(one, Named) else one for one in reading.called(body, self._us)
        )

    def _told(self, named: Named) -> Incoming | None:
        """The words of a mention; None when it is gone, or its author's account is private. Where only our app lacks a right it is asked
        for again."""
        fields = reading.words_of(named)
        if not fields:
            return None
        try:
            told = self._graph.read(self._path(), fields).json()
        except Refused as error:
            if g.missing_right(error):
                raise TryLater(str(error)) from None
            return None
        return reading.told(told, named, self._us)

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """One page of pictures with their comments; with the first also the newest tags and messages. That those cannot be read is
        told in `problem`."""
        path, us = self._path(), self._us
        return step(
            self._graph,
            cursor,
            datetime.now(UTC),
            lambda page: self._graph.read(f"{path}/media", reading.MEDIA, limit=25, after=page),
            lambda told: (reading.shown(told, us), reading.oldest(told)),
            (
                (
                    lambda: self._graph.read(f"{path}/tags", reading.TAGS),
                    lambda told: reading.tagged(told, us),
                ),
                (
                    lambda: self._graph.read(f"{ME}/conversations", messages.FIELDS, platform="instagram"),
                    lambda told: messages.listed(told, us.ident, (us.handle,)),
                ),
            ),
            self._link.settings.get("back", ""),
            lambda told: [self._below(one) for one in reading.further(told)],
        )

    def _below(self, media: Mapping[str, Any]) -> Below:
        path = f"{js.text(media, 'id')}/comments"
        return Below(
            media["comments"],
            lambda after: self._graph.read(path, reading.BELOW, limit=50, after=after),
            lambda told: reading.below(told, media, self._us),
        )

    def look_up(self, remote_id: str) -> Incoming | None:
        """One request."""
        try:
            answer = self._graph.read(remote_id, reading.COMMENT)
        except Missing:
            return None
        answer.text("id")
        return reading.comment_of(answer.json(), self._us)

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        """One request. Raises Refused before it when the text is empty or too long."""
        kind, place = self._answered(reply)
        if goes_privately(reply):
            return messages.send(self._graph, ME, reply, datetime.now(UTC))
        if kind == "mention":
            media = reply.parent.get("media", "")
            comment = {} if place == media else {"comment_id": place}
            answer = self._graph.form(self._path("mentions"), media_id=media, message=reply.text, **comment)
        else:
            answer = self._graph.form(f"{reply.parent.get('top') or place}/replies", message=reply.text)
        return self._receipt(answer.text("id"), reply.parent.get("media", ""))

    def _receipt(self, ident: str, media: str, link: str = "") -> Receipt:
        ref = {"kind": "comment", "id": ident, "media": media, "author": self._us.ident}
        return Receipt(ident, link, ref)

    def find(self, reply: Outgoing) -> Receipt | None:
        """Looks for one of ours with this text below the comment, or among the newest messages. Raises Refused below others' pictures,
        where nobody can tell."""
        kind, place = self._answered(reply)
        if goes_privately(reply):
            return messages.find(self._graph, ME, "instagram", reply, self._us.ident, (self._us.handle,))
        if kind == "mention":
            raise Refused(words.NOT_BELOW_OTHERS)
        above = f"{reply.parent.get('top') or place}/replies"
        for told in pages(lambda page: self._graph.read(above, reading.REPLY, limit=50, after=page)):
            for one in js.objects(told, "data"):
                at, ident = js.moment(one.get("timestamp")), js.text(one, "id")
                if self._us.wrote(one) and may_be(reply, ident, at, js.text(one, "text"), messages.SKEW):
                    return self._receipt(ident, reply.parent.get("media", ""))
        return None

    def _seen(self, told: Mapping[str, Any]) -> Seen:
        likes = told.get("like_count")
        hidden = Visibility.HIDDEN if told.get("hidden") is True else Visibility.VISIBLE
        link = reading.comment_link(js.text(told, "media", "permalink"), told)
        return Seen(js.text(told, "text"), hidden, link, max(likes, 0) if isinstance(likes, int) else 0)

    def locate(self, link: str) -> Receipt | None:
        """By the number in a comment's address, among the comments on our newest pictures: that number is not the network's id."""
        place = reading.named(link)
        if place is None:
            return None
        told = listed(self._graph.read(self._path("media"), reading.MEDIA, limit=25))
        for media in js.objects(told, "data"):
            if js.text(media, "shortcode") != place[0]:
                continue
            tops = js.objects(media, "comments", "data")
            for one in (*tops, *(r for t in tops for r in js.objects(t, "replies", "data"))):
                if js.text(one, "legacy_instagram_comment_id") == place[1] and self._us.wrote(one):
                    ident = js.text(one, "id")
                    return self._receipt(ident, js.text(media, "id"), link)
        return None

    def _comment(self, ref: Mapping[str, str]) -> str:
        if ref.get("kind") != "comment" or not ref.get("id"):
            raise Refused(words.ONLY_OURS)
        return ref["id"]

    def _hide(self, ident: str, hidden: str) -> Answer:
        return self._graph.form(ident, hide=hidden)

    def _block(self, author: str, *, back: bool) -> None:
        """Only somebody who has written us a private message can be kept away: the network says so itself where not."""
        if not author:
            raise Refused(messages.NO_PLACE)
        body = {"user_ids": [{"id": author}], "actions": ["unblock_user" if back else "block_user"]}
        self._graph.json(f"{ME}/moderate_conversations", body).json()
