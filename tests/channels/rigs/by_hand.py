"""A place without an interface, on the test bench."""

import json

from tests.channels.rig import Rig


def _taken_in(size: int) -> bytes:
    one = {
        "thread": "t",
        "author": "w1",
        "name": "Jemand",
        "text": "Frage",
        "at": "",
        "link": "https://blog.example/1",
    }
    told = [one | {"id": f"h{n}", "why": "", "public": True, "later": 1} for n in range(size)]
    return json.dumps({"v": 1, "messages": told}).encode()


RIG = Rig("by_hand", lambda _: {}, calls=_taken_in, too_long=("x" * 20_001,), over_http=False)
