"""WhatsApp on the test bench."""

import json

from tests.channels.rig import SECRETS, Rig, dumped, json_reply, tape
from tests.channels.rigs.facebook import signed
from tests.servers.loopback import Reply, Request

PHONE = "106540000000001"


def _whatsapp(request: Request) -> Reply:
    last = request.path.rpartition("/")[2]
    names = {"messages": "sent", "whatsapp_business_profile": "profile"}
    return json_reply(f"whatsapp/{names.get(last, 'phone')}.json")


def _calls(size: int) -> bytes:
    told = json.loads(tape("whatsapp/messages.json"))
    value = told["entry"][0]["changes"][0]["value"]
    value["messages"] = [value["messages"][0] | {"id": f"wamid.PAGE{n}"} for n in range(size)]
    return dumped(told)


RIG = Rig(
    "whatsapp",
    lambda url: {"phone": PHONE, "server": url},
    _whatsapp,
    writes=lambda r: r.path.endswith("/messages"),
    secrets={"access_token": SECRETS[1], "app_secret": SECRETS[0], "verify_token": SECRETS[2]},
    too_long=("x" * 4097,),
    wrong=(b"[]", b"{}", b'{"messages": 7}', b"null"),
    ref={"id": "wamid.TAPE1", "person": "4915100000001"},
    calls=_calls,
    signed=signed,
)
