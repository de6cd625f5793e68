"""Our own page on the test bench."""

import json

from tests.channels.rig import Rig


def _talk_page(size: int) -> bytes:
    post = {
        "thread": "t",
        "parent": "",
        "author": "a",
        "name": "Jemand",
        "text": "Frage",
        "at": "2026-03-01T10:00:00+00:00",
    }
    return json.dumps(
        {"v": 1, "posts": [post | {"id": f"p{n}", "later": 1} for n in range(size)], "gone": []}
    ).encode()


RIG = Rig("talk", lambda _: {}, calls=_talk_page, too_long=("x" * 20_000,), ref={"thread": "/talk/t/1/"})
