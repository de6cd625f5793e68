"""WhatsApp Business (Cloud API): what people write to one number comes in by Meta's calls; answers go out for 24 hours after it.

Source: Meta's own OpenAPI document of its business messaging (facebook/openapi, `/{Phone-Number-ID}/messages`, the schemas
`IncomingMessageValueGeneral` and `StatusMessageValue`), against which the tests hold requests and calls, and
developers.facebook.com/docs/whatsapp/cloud-api. Never tried against the live network.

* Nothing can be asked for: what came while nobody answered Meta's calls is called again for up to 7 days, then lost.
* All messages with one person are one private conversation; its root is our number and hers.
* An answer is taken for 24 hours after the person's last message, afterwards only templates, which cost money and are not offered here.
* There is no key against repeats and no way to look, so after an unknown outcome a person decides. Nothing can be changed or taken back.
* That an answer did not arrive is told later, by a call (`failed`): it comes back to its conversation with Meta's reason. Delivered and
  read are not followed.
* Pictures and files are named, not fetched. Not followed: reactions, calls, orders, groups, templates.
* One request per call; `check` two.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from zuruf.channels import _graph as g
from zuruf.channels import _json as js
from zuruf.channels._base import SAYS, characters
from zuruf.channels._graph_base import OnGraph
from zuruf.channels._graph_messages import NO_PLACE
from zuruf.channels._graph_words import APP_SECRETS, COPY, GUIDE_URL
from zuruf.channels._http import Http
from zuruf.core.capabilities import (
    Asked,
    Capabilities,
    Field,
    Group,
    Receive,
    Repeat,
    Terms,
    TriedAgainst,
)
from zuruf.core.channel import ChannelError, Check, Link, Outgoing, Receipt, Refused
from zuruf.core.message import Author, Batch, Incoming

LONGEST = 4096
WINDOW = timedelta(hours=24)
FILES = {"image": "🖼", "video": "🎞", "audio": "🎤", "document": "📎", "sticker": "🏷"}

TOO_LATE = "WhatsApp takes an answer only within 24 hours after the person's last message. It will again as soon as they write."
NO_PHONE = "The phone number id must be a number."
LOST = "The network did not deliver this answer: %(why)s"
GUIDE = (
    "At developers.facebook.com make an app of the type Business and add the product WhatsApp. One app for one number: an app calls one address only.",
    "Add your phone number, and verify the company (Business verification). Put your imprint and your privacy notice into the number's profile.",
    "Make a token of a system user in the business settings, with the rights whatsapp_business_messaging and whatsapp_business_management; it does "
    "not end.",
    COPY,
    "In the app, under WhatsApp, Configuration, put in that address as callback URL and your verify token, and subscribe to messages.",
)
length = characters(LONGEST)


def terms(asked: Asked, text: str, now: datetime) -> Terms:
    """Within 24 hours after the person's last message."""
    ends = asked.last_at + WINDOW
    return Terms(refusal=TOO_LATE) if now >= ends else Terms(until=ends)


class WhatsApp(OnGraph):
    """One phone number."""

    name = "whatsapp"
    can = Capabilities(
        title="WhatsApp",
        lead="What people write to your WhatsApp number comes in; you can answer for 24 hours.",
        group=Group.MESSAGES,
        receive=Receive.WEBHOOK,
        calls=True,
        reply=True,
        addressed=True,
        private=True,
        length=length,
        repeat=Repeat.BLIND,
        window=WINDOW,
        terms=terms,
        tried_against=TriedAgainst.SPECIFICATION,
        version=g.VERSION,
        fields=(
            Field("phone", "Phone number id", "A number. In the app: WhatsApp, API Setup."),
            Field(
                "access_token",
                "Access token",
                "Of a system user, with the rights named in the steps.",
                secret=True,
                kind="password",
            ),
            *APP_SECRETS,
        ),
        guide=GUIDE,
        guide_url=GUIDE_URL,
        says=(*SAYS, *g.SAYS, TOO_LATE, NO_PLACE, NO_PHONE, LOST),
    )

    def __init__(self, link: Link, http: Http) -> None:
        super().__init__(link, http)
        self._phone = self._setting("phone")

    def check(self) -> Check:
        """Asks for the number and for its public profile."""
        told = self._graph.read(self._own(), "verified_name,display_phone_number").json()
        name, number = js.text(told, "verified_name"), js.text(told, "display_phone_number")
        return Check(
            can_read=True,
            can_publish=True,
            name=name or number or self._phone,
            handle=number,
            remote_id=self._phone,
            limits=(f"{LONGEST:,} characters",),
            profile=self._profile(),
        )

    def _profile(self) -> tuple[str, ...] | None:
        try:
            path = f"{self._own()}/whatsapp_business_profile"
            told = js.objects(self._graph.read(path, "about,description,websites").json(), "data")
        except ChannelError:
            return None
        found = told[0] if told else {}
        return (js.text(found, "about"), js.text(found, "description"), *js.strings(found, "websites"))

    # --- calls of the network

    def unpack(self, body: bytes) -> Batch:
        """Messages to our number, and answers of ours that did not arrive."""
        found: list[Incoming] = []
        for entry in g.entries(body, "whatsapp_business_account", None):
            for change in js.objects(entry, "changes"):
                told = js.value(change, "value")
                if js.text(told, "metadata", "phone_number_id") != self._phone:
                    continue
                names = {
                    js.text(c, "wa_id"): js.text(c, "profile", "name") for c in js.objects(told, "contacts")
                }
                found += [m for one in js.objects(told, "messages") if (m := self._message(one, names))]
                found += [m for one in js.objects(told, "statuses") if (m := self._lost(one))]
        return Batch(incoming=tuple(found), raw=body.decode(errors="replace"))

    def _message(self, told: Mapping[str, Any], names: Mapping[str, str]) -> Incoming | None:
        own, person, words = js.text(told, "id"), js.text(told, "from"), said(told)
        if not own or not person or not words:
            return None
        return Incoming(
            own,
            Author(person, f"+{person}", names.get(person, "")),
            words,
            at=g.seconds(told.get("timestamp")),
            parent=js.text(told, "context", "id"),
            root=self._root(person),
            public=False,
            ref={"id": own, "person": person},
        )

    def _lost(self, told: Mapping[str, Any]) -> Incoming | None:
        """What says that an answer of ours did not arrive; None for any other state."""
        own, person = js.text(told, "id"), js.text(told, "recipient_id")
        if js.text(told, "status") != "failed" or not own or not person:
            return None
        error = next(iter(js.objects(told, "errors")), {})
        why = js.text(error, "error_data", "details") or js.text(error, "title") or js.text(error, "message")
        return Incoming(
            f"{own}/failed",
            Author(""),
            LOST % {"why": why or "?"},
            at=g.seconds(told.get("timestamp")),
            parent=own,
            root=self._root(person),
            public=False,
            auto=True,
            bounce_of=own,
            ref={"bounce_why": why[:500]},
        )

    def _root(self, person: str) -> str:
        return f"{self._phone}/{person}"

    # --- what goes out

    def publish(self, reply: Outgoing) -> Receipt:
        """One message of text, without a preview of links. Raises Refused before any request for what cannot be sent."""
        self._must_fit(reply.text)
        person, answered = reply.parent.get("person", ""), reply.parent.get("id", "")
        if not person.isascii() or not person.isdigit():
            raise Refused(NO_PLACE)
        body: dict[str, object] = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": person,
            "type": "text",
            "text": {"body": reply.text, "preview_url": False},
        }
        if answered:
            body["context"] = {"message_id": answered}
        answer = self._graph.json(f"{self._own()}/messages", body)
        own = js.text(next(iter(js.objects(answer.json(), "messages")), {}), "id")
        if not own:
            raise answer.not_understood()
        return Receipt(own, "", {"id": own, "person": person})

    def _own(self) -> str:
        if not self._phone.isascii() or not self._phone.isdigit():
            raise Refused(NO_PHONE)
        return self._phone


def said(told: Mapping[str, Any]) -> str:
    """The words of a message, and a line for a file or a place; "" when it has neither."""
    kind = js.text(told, "type")
    thing = told.get(kind)
    match kind:
        case "text":
            return js.text(thing, "body")
        case "button":
            return js.text(thing, "text")
        case "interactive":
            inner = js.text(thing, "type")
            return js.text(thing, inner, "title")
        case "location":
            where = js.value(thing, "latitude"), js.value(thing, "longitude")
            place = ", ".join(f"{n:.5f}" for n in where if isinstance(n, float | int) and abs(n) <= 180)
            return "📍 " + ", ".join(filter(None, (js.text(thing, "name"), js.text(thing, "address"), place)))
        case "contacts":
            return "👤"
    if kind not in FILES:
        return ""
    named = f"{FILES[kind]} {js.text(thing, 'filename')[:200]}".strip()
    return "\n".join(filter(None, (js.text(thing, "caption"), named)))
