"""What goes out to a WordPress blog: the words as WordPress leaves them alone, what they answer, and whether they arrived."""

from datetime import UTC, datetime, timedelta
from typing import Any

from zuruf.channels import _json as told
from zuruf.channels import _wp_comments as comments
from zuruf.channels._base import must_fit
from zuruf.channels._wp_comments import ASKED, PAGE, THERE, number
from zuruf.channels._wp_site import Site, code
from zuruf.core.capabilities import Length
from zuruf.core.channel import Outgoing, Refused

LONGEST = 65_525  # bytes; wp_get_comment_fields_max_lengths, from the column's type
EARLY = timedelta(minutes=5)
NOT_THERE = "The comment that this answers is not there any more."
BY_A_PERSON = "The comment waits for approval on the blog. Only an answer that a person sends approves it."
NO_NUMBER = "What is answered has no number at the blog."
NOT_A_COMMENT = "This is not a comment of this blog."
SAYS = (NOT_THERE, BY_A_PERSON, NO_NUMBER, NOT_A_COMMENT)
GONE = frozenset({"rest_comment_invalid_id", "rest_already_trashed"})


def length(text: str) -> Length:
    """Bytes of what is handed in: < > & take four or five."""
    return Length(len(comments.written(text).encode(errors="replace")), LONGEST, "bytes")


def content(reply: Outgoing) -> str:
    """The words as they are handed in. Raises Refused before any request."""
    handed_in = comments.written(reply.text)
    must_fit(handed_in, length(reply.text))
    return handed_in


def make_ready(site: Site, parent: int, *, automatic: bool) -> None:
    """What is answered is there, and approved; nothing is approved without a person."""
    answer = site.read(f"comments/{parent}", {"context": "edit", "_fields": "id,status"}, {404})
    status = told.text(answer.json(), "status") if answer.status == 200 else ""
    if answer.status != 200 and code(answer) not in GONE:
        raise site.http.refusal(answer)
    if answer.status == 200 and not status:
        raise answer.not_understood()
    if status not in THERE:
        raise Refused(NOT_THERE)
    if status == "hold" and automatic:
        raise Refused(BY_A_PERSON)
    if status == "hold":
        site.write(f"comments/{parent}", {"status": "approved"}, accept={500})


def arrived(site: Site, reply: Outgoing, me: int) -> dict[str, Any] | None:
    """The comment of user *me* under what is answered, in whatever state, with these very words; none from before they were queued (by
    the blog's own clock). One request."""
    handed_in = comments.written(reply.text)
    where = {
        "post": told.digits(reply.parent.get("post", "")),
        "parent": told.digits(reply.parent.get("comment", "")),
        "author": me,
    }
    how = {"status": "any", "orderby": "id", "order": "desc", "per_page": PAGE, "_fields": ASKED}
    answer = site.read("comments", {"context": "edit", **where, **how})
    since = reply.created_at - EARLY + (answer.served - datetime.now(UTC))
    for comment in answer.rows():
        at = told.moment(told.text(comment, "date_gmt"))
        if number(comment) and comments.said(comment) == handed_in and (at is None or at >= since):
            found = comments.receipt(comment)
            if found is not None and found.remote_id not in reply.taken:
                return comment
    return None
