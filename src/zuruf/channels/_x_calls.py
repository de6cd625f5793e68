"""Calls of the X Activity API: one event each, in an envelope (docs.x.com, x-api/activity/event-payloads). Pure."""

from collections.abc import Mapping
from typing import Any

from zuruf.channels import _json as js
from zuruf.channels import _x_posts as posts
from zuruf.channels._x_posts import Us
from zuruf.core.channel import Unknown
from zuruf.core.message import Batch, Gone, Incoming

WRITTEN = frozenset({"post.create", "post.mention.create", "post.reply.create", "post.quote.create"})
NOT_UNDERSTOOD = "X sent a call that cannot be understood."


def unpack(body: bytes, access: str) -> Batch:
    """What is in a call; nothing for events that are none of ours. Raises Unknown for what is no envelope."""
    told = js.parsed(body)
    data = js.value(told, "data")
    events = [data] if isinstance(data, dict) else js.objects(told, "data")
    if not events or not all(js.text(one, "event_type") for one in events):
        raise Unknown(NOT_UNDERSTOOD)
    found: list[Incoming] = []
    gone: list[Gone] = []
    for event in events:
        number = js.text(event, "payload", "id")
        if js.text(event, "event_type") == "post.delete" and posts.is_id(number):
            gone.append(Gone(number))
        elif (message := _written(event, access)) and (message.parent or not message.ours):
            found.append(message)  # what we post unasked waits for nobody
    return Batch(tuple(found), tuple(gone))


def _written(event: Mapping[str, Any], access: str) -> Incoming | None:
    kind, post = js.text(event, "event_type"), js.value(event, "payload")
    me = js.text(event, "filter", "user_id")
    if kind not in WRITTEN or not isinstance(post, dict) or not posts.is_id(me):
        return None
    people, others = posts.included(js.value(event, "includes"))
    us = Us(me, js.text(people.get(me), "username"), access)
    return posts.incoming(post, people, others, us, quotes_us=kind == "post.quote.create")
