"""What Bluesky lets us do against abuse. Sources: the lexicons app.bsky.feed.threadgate, app.bsky.graph.block,
app.bsky.graph.muteActor and com.atproto.moderation.createReport.

* Hide: the answer's address is put on the list `hiddenReplies` of the threadgate, a record beside our own post that began
  the thread. So it works in our own threads only. What else the gate says (who may answer) is kept; it is written only over
  the version that was read. Clients still show a hidden answer to whoever asks for it, and on its author's own page.
* Block: a public record in our repository, under a record key of ours. Anybody can read whom we block.
* Mute: private; the network's AppView keeps it. We get no notifications of this author any more.
* Report: goes to the moderation service of our server. It gives no key against repeats, and nobody can look it up.
* Requests: one, but two for hiding (reading the gate, writing it).
"""

from typing import Any

from zuruf.channels import _atproto as at
from zuruf.channels._base import NO_AUTHOR, NOT_OFFERED
from zuruf.channels._bluesky_posting import NO_REF
from zuruf.channels._xrpc import Xrpc
from zuruf.core.channel import Refused, TryLater
from zuruf.core.measure import Measure, Offer, Ordered
from zuruf.core.talk import ReportKind

GATE, BLOCK = "app.bsky.feed.threadgate", "app.bsky.graph.block"
MOST_HIDDEN = 300  # app.bsky.feed.threadgate, hiddenReplies.maxLength
LONGEST_REASON = 2_000  # graphemes; createReport's reason
ONLY_ANSWERS = "Only answers in a thread can be hidden."
ONLY_OURS = "Only answers in a thread that this account began can be hidden."
FULL = "Bluesky hides at most %(most)s answers in a thread."
CHANGED = "The thread's settings were changed at the same moment."
SAYS = (ONLY_ANSWERS, ONLY_OURS, FULL, CHANGED)
OFFERS = (
    Offer(Measure.HIDE, back=True, harmless=True, own_thread=True, tried=True),
    Offer(Measure.MUTE, back=True, harmless=True, deafens=True),
    Offer(Measure.BLOCK, back=True, harmless=True, seen=True, deafens=True, tried=True),
    Offer(Measure.REPORT),
)
_KINDS = {
    ReportKind.ADVERT: "reasonSpam",
    ReportKind.INSULT: "reasonRude",
    ReportKind.ILLEGAL: "reasonViolation",
    ReportKind.PERSONAL: "reasonViolation",
}


def act(xrpc: Xrpc, order: Ordered) -> None:
    """Do what was ordered, or take it back. Raises Refused for what the network does not offer."""
    match order.measure:
        case Measure.HIDE:
            _hide(xrpc, order)
        case Measure.BLOCK:
            _block(xrpc, order)
        case Measure.MUTE:
            method = "unmuteActor" if order.back else "muteActor"
            xrpc.write(f"app.bsky.graph.{method}", {"actor": _author(order)})
        case Measure.REPORT if not order.back:
            xrpc.write("com.atproto.moderation.createReport", _report(order)).json()
        case _:
            raise Refused(NOT_OFFERED)


def _hide(xrpc: Xrpc, order: Ordered) -> None:
    uri, root = order.ref.get("uri", ""), order.ref.get("root_uri", "")
    place = at.record(root)
    if at.record(uri) is None or place is None or uri == root:
        raise Refused(ONLY_ANSWERS)
    if place[:2] != (xrpc.sign_in().did, at.POST):
        raise Refused(ONLY_OURS)
    gate = {"repo": place[0], "collection": GATE, "rkey": place[2]}
    was, cid = _gate(xrpc, gate)
    hidden = [u for u in was.get("hiddenReplies", []) if isinstance(u, str)]
    if (uri in hidden) is not order.back:
        return
    hidden = [u for u in hidden if u != uri] if order.back else [*hidden, uri]
    if len(hidden) > MOST_HIDDEN:
        raise Refused(FULL % {"most": MOST_HIDDEN})
    made = (
        {"$type": GATE, "post": root, "createdAt": at.written(order.created_at)}
        | was
        | {"hiddenReplies": hidden}
    )
    body = {**gate, "record": made, "swapRecord": cid}
    answer = xrpc.write("com.atproto.repo.putRecord", body, accept={400})
    if answer.status == 400:
        if answer.json().get("error") == "InvalidSwap":  # somebody else changed the gate since we read it
            raise TryLater(CHANGED)
        raise xrpc.http.refusal(answer)
    answer.text("uri")


def _gate(xrpc: Xrpc, place: dict[str, str]) -> tuple[dict[str, Any], str | None]:
    """The gate as it is and its version; ({}, None) where there is none."""
    answer = xrpc.record(place)
    if answer is None:
        return {}, None
    told = answer.json().get("value")
    return (told if isinstance(told, dict) else {}), answer.text("cid")


def _block(xrpc: Xrpc, order: Ordered) -> None:
    key = at.tid(order.key, order.created_at)
    place = {"repo": xrpc.sign_in().did, "collection": BLOCK, "rkey": key}
    if order.back:
        xrpc.write("com.atproto.repo.deleteRecord", place).json()
        return
    made = {"$type": BLOCK, "subject": _author(order), "createdAt": at.written(order.created_at)}
    xrpc.write("com.atproto.repo.putRecord", {**place, "record": made}).text("uri")


def _report(order: Ordered) -> dict[str, Any]:
    uri, cid = order.ref.get("uri", ""), order.ref.get("cid", "")
    if at.record(uri) is None or not cid:
        raise Refused(NO_REF)
    return {
        "reasonType": f"com.atproto.moderation.defs#{_KINDS.get(order.kind, 'reasonOther')}",  # type: ignore[call-overload]
        "reason": order.reason[:LONGEST_REASON],
        "subject": {"$type": "com.atproto.repo.strongRef", "uri": uri, "cid": cid},
    }


def _author(order: Ordered) -> str:
    if not order.author.startswith("did:"):
        raise Refused(NO_AUTHOR)
    return order.author
