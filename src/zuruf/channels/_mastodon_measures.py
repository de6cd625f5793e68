"""What Mastodon lets us do against abuse. Source: docs.joinmastodon.org/methods/{accounts,reports}.

* Block: her posts and ours are hidden from each other; the server keeps it to itself, though she can notice.
* Mute: private. `notifications` too, so we do not get what she writes.
* Report: goes to the moderators of our own server only; it is not forwarded, since it may quote what was written to us in private.
  There is no key against repeats.
* The network cannot hide an answer in a thread. One request.
"""

from zuruf.channels import _json as js
from zuruf.channels._base import NO_AUTHOR, NOT_OFFERED
from zuruf.channels._mastodon_wire import Wire, place
from zuruf.core.channel import Refused
from zuruf.core.measure import Measure, Offer, Ordered
from zuruf.core.talk import ReportKind

LONGEST_REASON = 1000  # characters; docs.joinmastodon.org/methods/reports
OFFERS = (
    Offer(Measure.MUTE, back=True, harmless=True, deafens=True),
    Offer(Measure.BLOCK, back=True, harmless=True, deafens=True),
    Offer(Measure.REPORT),
)
_CATEGORIES = {ReportKind.ADVERT: "spam", ReportKind.ILLEGAL: "legal"}


def act(wire: Wire, order: Ordered) -> None:
    """Do what was ordered, or take it back. Raises Refused for what the network does not offer."""
    if not order.author:
        raise Refused(NO_AUTHOR)
    who = place(order.author)
    match order.measure:
        case Measure.MUTE | Measure.BLOCK:
            verb = f"un{order.measure}" if order.back else order.measure
            answer = wire.write(f"/api/v1/accounts/{who}/{verb}", {})
        case Measure.REPORT if not order.back:
            answer = wire.write("/api/v1/reports", _report(order))
        case _:
            raise Refused(NOT_OFFERED)
    if not js.text(answer.json(), "id"):
        raise answer.not_understood()


def _report(order: Ordered) -> dict[str, object]:
    posts = [place(found)] if (found := order.ref.get("id", "")) else []
    category = _CATEGORIES.get(order.kind, "other")  # type: ignore[call-overload]
    return {
        "account_id": order.author,
        "status_ids": posts,
        "comment": order.reason[:LONGEST_REASON],
        "category": category,
        "forward": False,
    }
