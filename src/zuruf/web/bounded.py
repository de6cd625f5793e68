"""How much a visitor may send us: Django's server keeps a request's whole body, on the disk, before it asks who it is."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from zuruf.core.calling import LARGEST

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

FORM = 5_000_000  # bytes; Django itself takes no more than 2.5 MB of a form without its files
CALL = (
    LARGEST + 1
)  # bytes; one more than a call of a network may have, so that its door says so in its own words
FILES = 200_000_000  # bytes, where pictures are attached: some at once, each within flow.attachments.LARGEST
_WITH_FILES = ("/attach", "/attach/")  # how the addresses end at which files are handed in


async def serve(app: App, scope: Message, receive: Receive, send: Send) -> None:
    """*app*, whose request ends when its body grows too large; the visitor reads status 413 then."""
    most = _most(str(scope["path"]))
    if _announced(scope) > most:
        await _refuse(scope, send)
        return
    got, over, begun = 0, False, False

    async def bounded() -> Message:
        nonlocal got, over
        message = await receive()
        got += len(message.get("body", b""))
        over = over or got > most
        return {"type": "http.disconnect"} if over else message

    async def watched(message: Message) -> None:
        nonlocal begun
        begun = True
        await send(message)

    await app(scope, bounded, watched)
    if over and not begun:
        await _refuse(scope, send)


def _most(path: str) -> int:
    if path.startswith("/hook/"):
        return CALL
    return FILES if path.endswith(_WITH_FILES) else FORM


def _announced(scope: Message) -> int:
    """The length that the request gives itself; 0 when it gives none."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value[:20])
    return 0


async def _refuse(scope: Message, send: Send) -> None:
    """In words for people, as our scripts read them where one asks. Whose language it is nobody has looked up yet."""
    said = "That is too much at once. / Das ist zu viel auf einmal."
    as_json = any(n == b"accept" and b"application/json" in v for n, v in scope["headers"])
    body = json.dumps({"code": "too_much", "said": said}) if as_json else said
    kind = b"application/json" if as_json else b"text/plain; charset=utf-8"
    headers = [(b"content-type", kind), (b"connection", b"close"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
