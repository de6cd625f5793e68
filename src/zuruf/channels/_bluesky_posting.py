"""A post on Bluesky as we write it: the record, the same each time it is made from the same reply, and its receipt. Pure."""

from typing import Any

from zuruf.channels import _atproto as at
from zuruf.channels._base import must_fit
from zuruf.channels._http import Answer
from zuruf.core.capabilities import Length
from zuruf.core.channel import Outgoing, Receipt, Refused

NO_REF = "This message has no uri and cid; it may be from before this account was connected."


def length(text: str) -> Length:
    """300 graphemes and 3,000 bytes; whichever is nearer to its limit."""
    graphemes, size = at.graphemes(text), len(text.encode(errors="replace"))
    if size * at.GRAPHEMES > graphemes * at.BYTES:
        return Length(size, at.BYTES, "bytes")
    return Length(graphemes, at.GRAPHEMES, "graphemes")


def receipt(answer: Answer, reply: Outgoing) -> Receipt:
    """The network's word, with what an answer to our reply would need."""
    uri, cid = answer.text("uri"), answer.text("cid")
    root = _root(reply) if reply.parent else {"uri": uri, "cid": cid}
    ref = {"uri": uri, "cid": cid, "root_uri": root["uri"], "root_cid": root["cid"]}
    return Receipt(uri, at.permalink(uri), ref)


def _root(reply: Outgoing) -> dict[str, str]:
    """The thread's first post: as the answered message names it, else as we know it, else that message itself."""
    named = {k: reply.parent.get(f"root_{k}", "") for k in ("uri", "cid")}
    known = {k: reply.root.get(k, "") for k in ("uri", "cid")}
    own = {k: reply.parent.get(k, "") for k in ("uri", "cid")}
    return next((ref for ref in (named, known) if all(ref.values())), own)


def post(reply: Outgoing) -> dict[str, Any]:
    """The record, the same each time it is made from the same reply. Raises Refused: empty, too long, no reference."""
    must_fit(reply.text, length(reply.text))
    parent = {"uri": reply.parent.get("uri", ""), "cid": reply.parent.get("cid", "")}
    known = {}
    made: dict[str, Any] = {"$type": at.POST, "text": reply.text, "createdAt": at.written(reply.created_at)}
    if reply.parent:
        place = at.record(parent["uri"])
        if place is None or not parent["cid"]:
            raise Refused(NO_REF)
        made["reply"] = {"root": _root(reply), "parent": parent}
        known[reply.parent.get("handle", "").lower()] = place[0]
    if langs := at.languages(reply.language):
        made["langs"] = langs
    if found := at.facets(reply.text, known):
        made["facets"] = found
    return made
