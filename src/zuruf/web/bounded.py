"""How much a visitor may send us: Django's server keeps a request's whole body, on the disk, before it asks who it is. Calls of networks
may be large and come from anybody, so that those have to be quick, too, and only some large ones come in at once."""

import asyncio
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
CALL_LASTS = 60.0  # seconds in which a call has to be here as a whole
LARGE = 256 * 1024  # bytes; usual calls have some thousand, and always find room
MOST_LARGE = 16  # calls that are larger and still come in; who is turned away calls again
_WITH_FILES = ("/attach", "/attach/")  # how the addresses end at which files are handed in


async def serve(app: App, scope: Message, receive: Receive, send: Send) -> None:
    """*app*, whose request ends when its body grows too large (413), or as a call takes too long (408) or finds no room (503)."""
    most = _most(str(scope["path"]))
    if _announced(scope) > most:
        await _refuse(scope, send)
        return
    got, why, begun = 0, 0, False
    call = _Call() if most == CALL else None

    async def bounded() -> Message:
        nonlocal got, why
        try:
            message = await (call.next(receive) if call else receive())
        except _TurnedAway as turned:
            why = turned.status
            return {"type": "http.disconnect"}
        got += len(message.get("body", b""))
        why = 413 if got > most else why
        return {"type": "http.disconnect"} if why else message

    async def watched(message: Message) -> None:
        nonlocal begun
        begun = True
        await send(message)

    try:
        await app(scope, bounded, watched)
    finally:
        if call:
            call.end()
    if why and not begun:
        await _refuse(scope, send, why)


class _TurnedAway(Exception):
    def __init__(self, status: int) -> None:
        self.status = status


class _Call:
    """A call that comes in: how long it takes, and whether there is room for it."""

    coming = 0  # large ones, in this process

    def __init__(self) -> None:
        self._until = asyncio.get_running_loop().time() + CALL_LASTS
        self._got, self._counts, self._here = 0, False, False

    async def next(self, receive: Receive) -> Message:
        """Its next piece. Raises _TurnedAway."""
        if self._here:
            return await receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await receive()
        except TimeoutError:
            raise _TurnedAway(408) from None
        self._got += len(message.get("body", b""))
        self._here = not message.get("more_body")
        if self._here:
            self.end()
        elif self._got > LARGE and not self._counts:
            if _Call.coming >= MOST_LARGE:
                raise _TurnedAway(503)
            self._counts = True
            _Call.coming += 1
        return message

    def end(self) -> None:
        """It is here, or will never be."""
        if self._counts:
            self._counts = False
            _Call.coming -= 1


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


_SAID = {  # status → code for scripts, words for people
    408: ("too_slow", "That took too long. / Das hat zu lange gedauert."),
    413: ("too_much", "That is too much at once. / Das ist zu viel auf einmal."),
    503: ("too_many", "Too many at once. Please call again. / Zu viele auf einmal. Bitte noch einmal."),
}


async def _refuse(scope: Message, send: Send, status: int = 413) -> None:
    """In words for people, as our scripts read them where one asks. Whose language it is nobody has looked up yet."""
    code, said = _SAID[status]
    as_json = any(n == b"accept" and b"application/json" in v for n, v in scope["headers"])
    body = json.dumps({"code": code, "said": said}) if as_json else said
    kind = b"application/json" if as_json else b"text/plain; charset=utf-8"
    again = [(b"retry-after", b"5")] if status == 503 else []  # nothing was taken
    headers = [
        *again,
        (b"content-type", kind),
        (b"connection", b"close"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
