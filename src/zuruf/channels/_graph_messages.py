"""Private messages over Meta's Graph API: Messenger for a Facebook Page, direct messages for Instagram.

Sources, on developers.facebook.com: docs/messenger-platform/{conversations,send-messages,policy,discovery/private-replies},
docs/messenger-platform/reference/webhook-events, docs/messenger-platform/instagram/features/{send-message,private-replies}.

All messages with one person are one conversation; its root is made from the person's id. Under which terms one is answered says
`_graph_terms`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from zuruf.channels import _graph as g
from zuruf.channels import _json as js
from zuruf.channels._base import may_be
from zuruf.channels._graph import Graph
from zuruf.channels._graph_terms import NOT_ELSEWHERE, WINDOW, elsewhere
from zuruf.channels._http import Answer
from zuruf.core.capabilities import Visibility
from zuruf.core.channel import Outgoing, Receipt, Refused, Seen
from zuruf.core.message import Author, Gone, Incoming

SKEW = timedelta(minutes=5)  # by which our clock and the network's may differ
PAGE = 50
MARK = "zuruf:"
KINDS = frozenset({"comment", "post", "message", "mention"})
FIELDS = f"id,updated_time,participants,messages.limit({PAGE}){{id,message,created_time,from,to}}"

NOT_BY_MACHINE = (
    "More than 24 hours after the person's last message only a person may answer, not the program by itself."
)
NO_PLACE = "What is answered has no id at the network; it may be from before this account was connected."
STAYS = "A private message cannot be taken back or changed there."
SAYS = (NOT_BY_MACHINE, NO_PLACE, STAYS)


# --- what comes in


def thread(person: str) -> str:
    """The root of all messages with one person."""
    return f"messages:{person}"


def called(entry: Mapping[str, object], own: str) -> Iterator[Incoming | Gone]:
    """The messages in one entry of a call. What is no message (read, delivered, a reaction) is left out."""
    for event in (*js.objects(entry, "messaging"), *js.objects(entry, "standby")):
        found = _event(event, own)
        if found is not None:
            yield found


def _event(event: Mapping[str, Any], own: str) -> Incoming | Gone | None:
    at = g.seconds(event.get("timestamp"))
    sender, recipient = js.text(event, "sender", "id"), js.text(event, "recipient", "id")
    changed = js.text(event, "message_edit", "mid")
    told = event.get("message_edit" if changed else "message") or event.get("postback")
    mid, text = js.text(told, "mid"), js.text(told, "text") or js.text(told, "title")
    if js.value(told, "is_deleted") is True:
        return Gone(mid, at) if mid else None
    ours = sender == own or js.value(told, "is_echo") is True
    person = recipient if ours else sender
    if not (mid and person and person != own):
        return None
    if js.text(told, "metadata").startswith(MARK):
        return None  # its receipt says more: to what it belongs
    found = _message(mid, person, text or _attached(told), at, own=own if ours else "")
    return replace(found, edited_at=at, at=None) if changed else found


def _attached(told: object) -> str:
    """The addresses of what is attached to a message without words."""
    files = [js.text(one, "payload", "url") for one in js.objects(told, "attachments")]
    return "\n".join(url for url in files if url.startswith("https://"))


def listed(told: Mapping[str, Any], own: str, names: tuple[str, ...] = ()) -> list[Incoming]:
    """The messages in an answer of `conversations`. *own*: our id there, *names*: our user names."""
    found = []
    for talk in js.objects(told, "data"):
        people = [p for p in js.objects(talk, "participants", "data") if not _us(p, own, names)]
        person = js.text(people[0], "id") if people else ""
        for one in js.objects(talk, "messages", "data"):
            ours = _us(js.value(one, "from"), own, names)
            other = person or js.text(one, "from", "id") * (not ours)
            mid, at = js.text(one, "id"), js.moment(one.get("created_time"))
            if mid and other:
                name = "" if ours else js.text(one, "from", "name") or js.text(one, "from", "username")
                found.append(
                    _message(
                        mid, other, js.text(one, "message") or "📎", at, own=own if ours else "", name=name
                    )
                )
    return found


def _us(who: object, own: str, names: tuple[str, ...]) -> bool:
    named = js.text(who, "username").lower()
    return js.text(who, "id") == own or bool(named and named in names)


def _message(
    mid: str, person: str, text: str, at: datetime | None, *, own: str = "", name: str = ""
) -> Incoming:
    """*own*: our id, where we wrote it."""
    return Incoming(
        remote_id=mid,
        author=Author(own or person, name=name),
        text=text,
        at=at,
        root=thread(person),
        public=False,
        ours=bool(own),
        ref={"kind": "message", "id": mid, "author": person, "at": at.isoformat() if at else ""},
    )


# --- what goes out


def answered(reply: Outgoing) -> tuple[str, str]:
    """(kind, id) of what *reply* answers. Raises Refused where that is nothing."""
    kind, place = reply.parent.get("kind", ""), reply.parent.get("id", "")
    if (
        kind not in KINDS
        or not place
        or (not place.replace("_", "").replace("-", "").isalnum() and kind != "message")
    ):
        raise Refused(NO_PLACE)
    return kind, place


def send(graph: Graph, page: str, reply: Outgoing, now: datetime, *, marked: bool = False) -> Receipt:
    """One private message: an answer to one, or the one private answer to a comment or post. *marked*: so that its echo is known as
    that of our own sending. One request, two where the day for it is over. Raises a ChannelError."""
    kind, person = reply.parent.get("kind", ""), reply.parent.get("author", "")
    said = {"text": reply.text} | ({"metadata": f"{MARK}{reply.key}"} if marked else {})
    body: dict[str, object] = {"message": said, "messaging_type": "RESPONSE"}
    if elsewhere(reply.parent):
        raise Refused(NOT_ELSEWHERE)
    if kind != "message":
        body["recipient"] = {f"{kind}_id": reply.parent["id"]}
    elif not person:
        raise Refused(NO_PLACE)
    else:
        body["recipient"] = {"id": person}
    answer = _sent(graph, f"{page}/messages", body, reply, now)
    told = answer.json()
    mid, to = js.text(told, "message_id"), js.text(told, "recipient_id") or person
    if not mid:
        raise answer.not_understood()
    return _receipt(mid, to, reply)


def _sent(graph: Graph, path: str, body: dict[str, object], reply: Outgoing, now: datetime) -> Answer:
    """The network counts its day from the person's last message, which may be newer than the one that is answered; so a late answer goes
    out as one that a person wrote only when the network says that the day is over: that is a refusal for certain."""
    written = js.moment(reply.parent.get("at", "")) if reply.parent.get("kind") == "message" else None
    try:
        return graph.json(path, body)
    except Refused as error:
        if str(error) != g.OVER or written is None or now - written <= WINDOW:
            raise
    if reply.automatic:
        raise Refused(NOT_BY_MACHINE)
    return graph.json(path, body | {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"})


def _receipt(mid: str, person: str, reply: Outgoing) -> Receipt:
    """*reply*'s place. It keeps when the person wrote: by that the next part of an answer in parts is sent."""
    at = reply.parent.get("at", "") if reply.parent.get("kind") == "message" else ""
    ref = {"kind": "message", "id": mid, "author": person}
    return Receipt(mid, "", ref | ({"at": at} if at else {}))


def find(
    graph: Graph, page: str, platform: str, reply: Outgoing, own: str, names: tuple[str, ...] = ()
) -> Receipt | None:
    """Looks in the newest messages with the person for one of ours with this text. Raises Refused where nobody can tell."""
    person = reply.parent.get("author", "")
    if not person:
        raise Refused(NO_PLACE)
    told = g.listed(graph.read(f"{page}/conversations", FIELDS, platform=platform, user_id=person))
    found = listed(told, own, names)
    for one in found:
        if one.ours and may_be(reply, one.remote_id, one.at, one.text, SKEW):
            return _receipt(one.remote_id, person, reply)
    times = [one.at for one in found if one.at]
    if len(times) >= PAGE and min(times) > reply.created_at:
        raise Refused(g.TOO_MANY_NEWER)
    return None


def must_not_stay(receipt: Receipt) -> None:
    """Raises Refused for a private message, which nobody can take back or change."""
    if receipt.ref.get("kind") == "message":
        raise Refused(STAYS)


def read_back(graph: Graph, receipt: Receipt) -> Seen | None:
    """Our message, as the network keeps it. Whether it was read nobody says."""
    answer = graph.read(receipt.remote_id, "id,message,created_time")
    told, _ = answer.json(), answer.text("id")
    return Seen(js.text(told, "message"), Visibility.ACCEPTED)
