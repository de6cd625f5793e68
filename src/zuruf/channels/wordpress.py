"""WordPress: comments on a blog come in, also those that wait for approval; answers go out and can be changed and withdrawn.

Sources: the REST API handbook (comments, users, application passwords), the comments controller and `wp_allow_comment` of
WordPress 6.1, and a real WordPress 6.1 (Debian's), against which the tests run.

* Signing in is by user name and application password (WordPress 5.6 and later). The user needs the right `moderate_comments`, which the
  roles Editor and Administrator have: without it neither held comments nor what became of our own can be seen.
* Reading asks for the newest hundred comments, approved and held, and goes on below them until known ground. The first look takes the
  newest hundred. Two pages overlap: comments that came or went in between make it repeat, never skip.
* The network tells no time of a change. A comment among the newest hundred whose words changed is handed on again, one that is
  missing is looked up: in the trash, spam or deleted is gone. Older ones are not looked at again.
* E-mail and IP addresses of those who comment are not asked for. Who did not sign in is known by what stands for the e-mail address in
  the address of the picture (a hash that the blog shows to everybody), else by name and site. Trackbacks and pingbacks are left out.
* What another user of the blog answers there comes in like anybody's comment; what our own user wrote there, as ours.
* WordPress refuses the same words under the same comment by the same user with 409, `comment_duplicate`, as long as they are not in
  the trash. So a repeat never doubles: the refusal is taken for the word that it arrived, and it is looked up. For that the text goes out
  as HTML that WordPress's filters leave alone. Words that stood there before ours were queued are not ours, and refused.
* WordPress takes an answer to a comment that is not there any more. So what is answered is looked at first: gone is refused, held is
  approved, as WordPress's own desk does ("Approve and reply"), unless the program itself answers.
* Hidden is what waits for approval or lies in spam; withdrawn goes to the trash, or where there is none it is deleted.
* One request per call, except: finding the interface once an hour; one look-up of missing comments and, the first time, of our
  user in `fetch`; in `publish` a look at what is answered, its approval when held, and after a 409 what `find` asks; two in `find`
  and in `locate`; a look first in `act`.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from zuruf.channels import _json as told
from zuruf.channels import _wp_answers as answers
from zuruf.channels import _wp_comments as comments
from zuruf.channels import _wp_measures as measures
from zuruf.channels import _wp_site as site
from zuruf.channels._base import SAYS, Base
from zuruf.channels._http import Answer, Http
from zuruf.channels._wp_answers import GONE, LONGEST, length
from zuruf.channels._wp_comments import ASKED, LISTED, OVERLAP, PAGE, PAGES, THERE, Place, number
from zuruf.channels._wp_front import said_there
from zuruf.channels._wp_site import Site, code
from zuruf.core.capabilities import (
    Asked,
    Capabilities,
    Field,
    Group,
    Receive,
    Repeat,
    Shows,
    Terms,
    TriedAgainst,
)
from zuruf.core.channel import ChannelError, Check, Link, Outgoing, Receipt, Refused, Seen, TryLater
from zuruf.core.measure import Ordered
from zuruf.core.message import Batch, Gone

RIGHT = "moderate_comments"
FLOOD = timedelta(seconds=30)  # WordPress's own filter wants 15 s between two comments of one address
NO_RIGHT = "This user may not moderate comments, so held comments cannot be read. Give it the role Editor."
SAME_WORDS = "The same words stand there already, from before; they were not sent again."
A_PAUSE = "The blog wants a pause between two comments."
HELD = (
    "This comment was not approved on the blog when it came in, so the public did not see it. "
    "Your answer approves it."
)
TOO_MANY = "More than 10,000 comments came in since the last look; the oldest of them were not read."


def terms(asked: Asked, text: str, now: datetime) -> Terms:
    return Terms(note=HELD) if asked.ref.get("held") else Terms()


class WordPress(Base):
    """One blog, as one of its users."""

    name = "wordpress"
    can = Capabilities(
        title="WordPress",
        lead="Comments on your blog come in, held ones too; your answers go out and can be changed and withdrawn.",
        group=Group.FORUM,
        receive=Receive.POLL,
        reply=True,
        addressed=True,
        parents=True,
        withdraw=True,
        edit=True,
        shows=Shows.LOOK,
        length=length,
        repeat=Repeat.TRACEABLE,
        poll_every=timedelta(seconds=60),
        tried_against=TriedAgainst.REAL_SERVER,
        realm_by="url",
        terms=terms,
        fields=(
            Field("url", "Address of the blog", "As in https://blog.example.org.", kind="url"),
            Field("user", "User name", "Of a user with the role Editor or Administrator."),
            Field(
                "password",
                "Application password",
                "Made in the user's profile; not the password for signing in.",
                secret=True,
                kind="password",
            ),
        ),
        guide=(
            "On the blog, under Users, add a user that answers for your organisation. Give it the role Editor, which may moderate comments.",
            "Open the profile of this user. Under Application Passwords, write “Zuruf” and press Add New Application Password. WordPress 5.6 or newer and https are needed.",
            "Copy the password that is shown; it is shown only once. The spaces in it do not matter.",
            "If there is no such section, a security plugin or the host has switched it off; ask whoever runs the blog.",
        ),
        guide_url="https://developer.wordpress.org/advanced-administration/security/application-passwords/",
        offers=measures.OFFERS,
        says=(
            *SAYS,
            *site.SAYS,
            *answers.SAYS,
            *measures.SAYS,
            NO_RIGHT,
            SAME_WORDS,
            A_PAUSE,
            TOO_MANY,
            HELD,
            "65,525 bytes",
        ),
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        at = link.settings
        self._site = Site(http, at.get("url", ""), at.get("user", ""), link.secrets.get("password", ""))

    def check(self) -> Check:
        """Looks at the blog's page, at our user and its rights, and at one comment."""
        page = self._site.front()
        user = self._me()
        rights = told.value(user, "capabilities")
        may = isinstance(rights, dict) and bool(rights.get(RIGHT))
        if may:
            self._list({"per_page": 1}).rows()
        return Check(
            can_read=may,
            can_publish=may,
            name=told.text(user, "name"),
            handle=self._site.host,
            remote_id=told.text(user, "id"),
            limits=(f"{LONGEST:,} bytes",),
            problem="" if may else NO_RIGHT,
            missing=() if may else (RIGHT,),
            profile=said_there(page),
        )

    def _me(self) -> dict[str, Any]:
        answer = self._site.read("users/me", {"context": "edit", "_fields": "id,name,slug,capabilities"})
        user = answer.json()
        if not number(user):
            raise answer.not_understood()
        return user

    # --- what comes in

    def fetch(self, cursor: Mapping[str, object] | None) -> Batch:
        """One page; see `_wp_comments.Place` for the cursor."""
        place = Place.of(cursor)
        answer = self._list({"per_page": PAGE, "offset": max(0, place.offset - OVERLAP), "_embed": "up"})
        page = comments.page(answer)
        if not place.me:
            place = replace(place, me=number(self._me()))
        gone: tuple[Gone, ...] = ()
        edited: list[dict[str, Any]] = []
        if place.offset:
            after = place.after_older(page)
        else:
            gone, unsure = self._gone(place.missing(page))
            after, edited = place.after_newest(page, unsure), place.edited(page)
        now = answer.served
        new = [comments.incoming(c, place.me) for c in place.fresh(page)]
        again = [comments.incoming(c, place.me, now) for c in edited]
        return Batch(
            incoming=tuple(m for m in new + again if m.parent or not m.ours),
            gone=gone,
            cursor=None if after.cursor() == cursor else after.cursor(),
            raw=answer.raw,
            more=bool(after.until),
            problem=TOO_MANY if place.offset >= PAGES * PAGE else "",
        )

    def _list(self, params: Mapping[str, object]) -> Answer:
        """Approved and held comments, the newest first."""
        usual = {"context": "edit", "status": "all", "orderby": "id", "order": "desc", "_fields": LISTED}
        return self._site.read("comments", {**usual, **params})

    def _gone(self, missing: list[int]) -> tuple[tuple[Gone, ...], list[int]]:
        """Those of *missing* that are in the trash, spam or deleted, and those of which we could not find out this time."""
        asked, later = missing[:PAGE], missing[PAGE:]
        if not asked:
            return (), []
        try:
            named = {"include": ",".join(map(str, asked)), "per_page": PAGE, "status": "any"}
            there = self._site.read("comments", {**named, "context": "edit", "_fields": "id,status"}).rows()
        except ChannelError:
            return (), missing
        kept = {number(c) for c in there if told.text(c, "status") in THERE}
        return tuple(Gone(str(i)) for i in asked if i not in kept), [*(i for i in asked if i in kept), *later]

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        content = answers.content(reply)
        post, parent = told.digits(reply.parent.get("post", "")), told.digits(reply.parent.get("comment", ""))
        if not post or not parent:
            raise Refused(answers.NO_NUMBER)
        answers.make_ready(self._site, parent, automatic=reply.automatic)
        body = {"post": post, "parent": parent, "content": content}
        answer = self._site.write("comments", body, accept={400, 409})
        match code(answer) if answer.status in (400, 409) else "":
            case "comment_duplicate":
                return self._arrived(reply)
            case "comment_flood":
                raise TryLater(A_PAUSE, FLOOD)
        if answer.status in (400, 409):
            raise self._http.refusal(answer)
        return self._receipt(answer)

    def _arrived(self, reply: Outgoing) -> Receipt:
        """After the blog said that these words stand there already."""
        found = self.find(reply)
        if found is None:
            raise Refused(SAME_WORDS)
        return found

    def find(self, reply: Outgoing) -> Receipt | None:
        """Our user's comments under what is answered, in whatever state, with these very words; none from before they were queued (by
        the blog's own clock)."""
        found = answers.arrived(self._site, reply, number(self._me()))
        return comments.receipt(found) if found else None

    def _receipt(self, answer: Answer) -> Receipt:
        found = comments.receipt(answer.json())
        if found is None:
            raise answer.not_understood()
        return found

    def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
        content, own = answers.content(reply), self._own(receipt)
        changed = self._receipt(self._site.write(f"comments/{own}", {"content": content}))
        return replace(receipt, ref=changed.ref) if changed.remote_id == receipt.remote_id else receipt

    def withdraw(self, receipt: Receipt) -> None:
        """To the trash; where the blog has none, it is deleted. What is there already, or nowhere, is done."""
        route = f"comments/{self._own(receipt)}"
        answer = self._site.write(route, {}, accept={404, 410, 501}, method="DELETE")
        if code(answer) == "rest_trash_not_supported":  # refused for certain
            answer = self._site.write(route, {"force": True}, accept={404, 410}, method="DELETE")
        if answer.status >= 400 and code(answer) not in GONE:
            raise self._http.refusal(answer)
        if answer.status < 400:
            answer.json()

    def read_back(self, receipt: Receipt) -> Seen | None:
        answer = self._comment(self._own(receipt))
        if answer is None:
            return None
        seen = comments.seen(answer.json())
        if seen is None:
            raise answer.not_understood()
        return seen

    def locate(self, link: str) -> Receipt | None:
        """By the address of a comment, which ends in #comment-123, when our user wrote it."""
        page, _, mark = link.strip().partition("#comment-")
        own = told.digits(mark)
        if not own or not self._site.is_here(page):
            return None
        answer = self._comment(own)
        if answer is None:
            return None
        found = self._receipt(answer)
        return found if number(answer.json(), "author") == number(self._me()) else None

    def act(self, order: Ordered) -> None:
        """See `_wp_measures`."""
        measures.act(self._site, order)

    def _own(self, receipt: Receipt) -> int:
        if not (own := told.digits(receipt.remote_id)):
            raise Refused(answers.NOT_A_COMMENT)
        return own

    def _comment(self, own: int) -> Answer | None:
        """None where it was deleted for good."""
        answer = self._site.read(f"comments/{own}", {"context": "edit", "_fields": ASKED}, {404})
        if answer.status == 404:
            if code(answer) not in GONE:
                raise self._http.refusal(answer)
            return None
        return answer
