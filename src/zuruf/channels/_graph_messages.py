"""Private messages over Meta's Graph API: Messenger for a Facebook Page, direct messages for Instagram.

Sources, on developers.facebook.com: docs/messenger-platform/{conversations,send-messages,policy,discovery/private-replies},
docs/messenger-platform/reference/webhook-events, docs/messenger-platform/instagram/features/{send-message,private-replies}.

* A message may be answered for 24 hours after the person's last one; for 7 days by a person (`HUMAN_AGENT`, a right that the app has to
  be granted). A machine, which a holding reply is, may not use that.
* A public comment or post may be answered privately once, within 7 days.
* All messages with one person are one conversation; its root is made from the person's id.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from zuruf.channels import _base
from zuruf.channels import _graph as g
from zuruf.channels import _json as js
from zuruf.channels._graph import Graph
from zuruf.channels._http import Answer
from zuruf.core.capabilities import Asked, Length, Terms, Visibility
from zuruf.core.channel import Outgoing, Receipt, Refused, Seen, TryLater
from zuruf.core.message import Author, Gone, Incoming

WINDOW = timedelta(hours=24)
BY_A_PERSON = timedelta(days=7)
PRIVATELY = timedelta(days=7)
SKEW = timedelta(minutes=5)  # by which our clock and the network's may differ
PAGE = 50
MARK = "zuruf:"
KINDS = frozenset({"comment", "post", "message", "mention"})
FIELDS = f"id,updated_time,participants,messages.limit({PAGE}){{id,message,created_time,from,to}}"

TOO_LATE = "The network takes an answer only within 7 days after the person's last message. It will again as soon as they write."
NOT_BY_MACHINE = (
    "More than 24 hours after the person's last message only a person may answer, not the program by itself."
)
AS_A_PERSON = (
    "More than 24 hours have passed since the person's last message. The answer goes out as one that a person wrote; "
    "for that Meta must have given your app the right Human Agent."
)
STILL_A_DAY = "Without further ado within 24 hours after the person's last message; after that for 7 days if your app has the right Human Agent."
NOT_PRIVATELY = (
    "The network takes a private answer to this only within 7 days. It can still be answered in public."
)
ONCE = (
    "The network takes one private answer to this, and it has been given. It can still be answered in public."
)
ONE_ONLY = "One private answer is possible. After that you can only write when the person writes back."
NOT_ELSEWHERE = (
    "The network takes a private answer only to what stands on your own page or below your own pictures."
)
TOO_LONG_ALONE = "A private message has room for %(limit)s characters; this has %(used)s."
TOO_LARGE_ALONE = "A private message has room for %(limit)s bytes, an umlaut takes two; this has %(used)s."
TOO_MANY = "There are too many newer ones to see whether it is there."
NO_PLACE = "What is answered has no id at the network; it may be from before this account was connected."
STAYS = "A private message cannot be taken back or changed there."
SAYS = (
    *_base.SAYS,
    TOO_LATE,
    NOT_BY_MACHINE,
    AS_A_PERSON,
    STILL_A_DAY,
    NOT_PRIVATELY,
    ONCE,
    ONE_ONLY,
    NOT_ELSEWHERE,
    STAYS,
    TOO_LONG_ALONE,
    TOO_LARGE_ALONE,
    TOO_MANY,
    NO_PLACE,
)


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


def checked(reply: Outgoing, measure: Length, private: Length) -> tuple[str, str]:
    """(kind, id) of what *reply* answers. Raises Refused: empty, too long, half a character, or nothing to answer."""
    kind, place = reply.parent.get("kind", ""), reply.parent.get("id", "")
    if goes_privately(reply) and private.left < 0:
        raise Refused(too_long(private))
    _base.must_fit(reply.text, measure)
    if (
        kind not in KINDS
        or not place
        or (not place.replace("_", "").replace("-", "").isalnum() and kind != "message")
    ):
        raise Refused(NO_PLACE)
    return kind, place


def too_long(length: Length) -> str:
    words = TOO_LARGE_ALONE if length.unit == "bytes" else TOO_LONG_ALONE
    return words % {"limit": f"{length.limit:,}", "used": f"{length.used:,}"}


def goes_privately(reply: Outgoing) -> bool:
    """Whether it goes out as a message, to the person alone."""
    return reply.parent.get("kind") == "message" or not reply.public


def send(graph: Graph, page: str, reply: Outgoing, now: datetime, *, marked: bool = False) -> Receipt:
    """One private message: an answer to one, or the one private answer to a comment or post. *marked*: so that its echo is known as
    that of our own sending. One request, two where the day for it is over. Raises a ChannelError."""
    kind, person = reply.parent.get("kind", ""), reply.parent.get("author", "")
    said = {"text": reply.text} | ({"metadata": f"{MARK}{reply.key}"} if marked else {})
    body: dict[str, object] = {"message": said, "messaging_type": "RESPONSE"}
    if _elsewhere(reply.parent):
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


def _elsewhere(ref: Mapping[str, str]) -> bool:
    """Whether it stands on somebody else's page or picture, and only names us."""
    return ref.get("kind") == "mention" or bool(ref.get("elsewhere"))


def find(
    graph: Graph, page: str, platform: str, reply: Outgoing, own: str, names: tuple[str, ...] = ()
) -> Receipt | None:
    """Looks in the newest messages with the person for one of ours with this text. Raises Refused where nobody can tell."""
    person = reply.parent.get("author", "")
    if not person:
        raise Refused(NO_PLACE)
    answer = graph.read(f"{page}/conversations", FIELDS, platform=platform, user_id=person)
    told = answer.json()
    if not isinstance(told.get("data"), list):
        raise answer.not_understood()
    found = listed(told, own, names)
    for one in found:
        soon = (one.at is None or one.at >= reply.created_at - SKEW) and one.remote_id not in reply.taken
        if one.ours and soon and g.same(one.text, reply.text):
            return _receipt(one.remote_id, person, reply)
    times = [one.at for one in found if one.at]
    if len(times) >= PAGE and min(times) > reply.created_at:
        raise TryLater(TOO_MANY)
    return None


def read_back(graph: Graph, receipt: Receipt) -> Seen | None:
    """Our message, as the network keeps it. Whether it was read nobody says."""
    answer = graph.read(receipt.remote_id, "id,message,created_time")
    told, _ = answer.json(), answer.text("id")
    return Seen(js.text(told, "message"), Visibility.ACCEPTED)


# --- under which terms


def terms(asked: Asked, now: datetime, measured: Length, *, privately: bool) -> Terms:
    """Until when a message, or privately a comment, can be answered now. *measured*: the text as a private message."""
    message = asked.ref.get("kind") == "message"
    if not (message or privately):
        return Terms()
    if not message and _elsewhere(asked.ref):
        return Terms(refusal=NOT_ELSEWHERE)
    if measured.left < 0:
        return Terms(refusal=too_long(measured))
    if not message:
        until = asked.at + PRIVATELY
        if now >= until:
            return Terms(refusal=NOT_PRIVATELY)
        return Terms(refusal=ONCE) if asked.answered else Terms(until=until, note=ONE_ONLY)
    until, day = asked.last_at + BY_A_PERSON, asked.last_at + WINDOW
    if now >= until:
        return Terms(refusal=TOO_LATE)
    return Terms(until=until, note=AS_A_PERSON) if now >= day else Terms(until=day, note=STILL_A_DAY)


def now() -> datetime:
    return datetime.now(UTC)
