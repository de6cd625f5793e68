"""What WordPress lets us do about a comment. Source: the comments controller of the REST API (statuses hold, approve, spam, trash).

* Hide: the comment waits for approval again, nobody but the blog's own people sees it. Taken back, it is approved.
* Delete: to the trash, from where it comes back as it was. WordPress empties the trash after 30 days.
* Report: as advertising only. It is marked as spam, which a spam filter on the blog learns from.
* Approve: what waits for approval is shown.
* What is so already is done: WordPress answers 500 to a change that changes nothing, so the state is read first.
"""

from zuruf.channels import _json as told
from zuruf.channels._base import NOT_OFFERED
from zuruf.channels._wp_answers import NOT_A_COMMENT
from zuruf.channels._wp_site import Site, code
from zuruf.core.channel import Refused
from zuruf.core.measure import Measure, Offer, Ordered
from zuruf.core.talk import ReportKind

HOLD, HELD = (
    "Hold it for approval",
    "It waits for approval again; only those who look after the blog see it.",
)
TRASHED = "It goes to the blog's trash and is gone for everybody; it can be fetched from there for 30 days."
SPAM, MARKED = (
    "Mark as spam",
    "It is marked as spam and gone for everybody; a spam filter on the blog learns from it. Only for advertising.",
)
ONLY_SPAM = "A blog can only be told of advertising (spam)."
GONE = "This comment is not there any more."
SAYS = (HOLD, HELD, TRASHED, SPAM, MARKED, ONLY_SPAM, GONE)
OFFERS = (
    Offer(Measure.HIDE, back=True, harmless=True, tried=True, unless="held", named=HOLD, says=HELD),
    Offer(Measure.DELETE, back=True, harmless=True, tried=True, says=TRASHED),
    Offer(Measure.REPORT, back=True, harmless=True, tried=True, named=SPAM, says=MARKED),
    Offer(Measure.APPROVE, harmless=True, needs="held", tried=True),
)
_STEPS: dict[tuple[str, bool], tuple[str, set[str]]] = {
    (Measure.HIDE, False): ("hold", {"hold", "spam", "trash"}),
    (Measure.HIDE, True): ("approved", {"approved"}),
    (Measure.DELETE, False): ("trash", {"trash"}),
    (Measure.DELETE, True): ("untrash", {"approved", "hold", "spam"}),
    (Measure.REPORT, False): ("spam", {"spam", "trash"}),
    (Measure.APPROVE, False): ("approved", {"approved"}),
    (Measure.REPORT, True): ("unspam", {"approved", "hold", "trash"}),
}
"""(what, taken back) → the status to ask for, and those in which there is nothing to do."""


def act(site: Site, order: Ordered) -> None:
    """Do what was ordered, or take it back. Raises Refused for what is not offered."""
    step = _STEPS.get((order.measure, order.back))
    own = told.digits(order.ref.get("comment", ""))
    if step is None:
        raise Refused(NOT_OFFERED)
    if not own:
        raise Refused(NOT_A_COMMENT)
    if order.measure == Measure.REPORT and order.kind != ReportKind.ADVERT:
        raise Refused(ONLY_SPAM)
    status, done = step
    answer = site.read(f"comments/{own}", {"context": "edit", "_fields": "id,status"}, {404})
    if answer.status == 404:
        if code(answer) != "rest_comment_invalid_id":
            raise site.http.refusal(answer)
        if order.back:
            raise Refused(GONE)
        return
    now = told.text(answer.json(), "status")
    if not now:
        raise answer.not_understood()
    if now not in done:
        site.write(f"comments/{own}", {"status": status}).json()
