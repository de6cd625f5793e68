"""A post on Mastodon as we write it, and its receipt. Source: docs.joinmastodon.org/methods/statuses and /methods/media.

An answer is never more public than what it answers, keeps its content warning, and begins with its author's handle, without which she
would not hear of it. What she wrote for her followers only is answered to her alone: "private" would show it to ours, who are others.
Others whom she named are left in peace. Pictures are uploaded first; a server may take its time over them
(202, then 206 for as long as it is at it).
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zuruf.channels import _attached, _base
from zuruf.channels import _json as js
from zuruf.channels import _mastodon_text as words
from zuruf.channels._attached import SLOW, UPLOADS, contents
from zuruf.channels._http import Answer
from zuruf.channels._mastodon_reading import OPEN, VISIBILITIES
from zuruf.channels._mastodon_wire import Wire, place
from zuruf.core import attach
from zuruf.core.capabilities import Attach, Length
from zuruf.core.channel import Media, Outgoing, Receipt, Refused, TryLater

PICTURES = Attach(4, dict.fromkeys(attach.PICTURES, 8_000_000), alt_longest=1500, most_pixels=4000)
LOOK = 1.0  # seconds between two looks whether a picture is ready
NO_REF = "What is answered has no id; it may be from before this account was connected."
SAYS = (*_base.SAYS, *_attached.SAYS, NO_REF)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def post(reply: Outgoing, count: Callable[[str], Length]) -> dict[str, object]:
    """What is sent, but for its pictures; the same each time. Raises Refused: empty, too long, no reference."""
    body = text(reply, count)
    seen = _visibility(reply)
    made: dict[str, object] = {"status": body, "visibility": seen, "content_type": "text/plain"}
    if reply.parent:
        made["in_reply_to_id"] = place(reply.parent.get("id", ""))
    if spoiler := reply.parent.get("spoiler", ""):
        made["spoiler_text"] = spoiler
    language = reply.language.lower().partition("-")[0]
    if _LANGUAGE.fullmatch(language):
        made["language"] = language
    return made


def text(reply: Outgoing, count: Callable[[str], Length]) -> str:
    """The words with the handle before them. Raises Refused."""
    if reply.parent and not reply.parent.get("id"):
        raise Refused(NO_REF)
    _base.must_fit(reply.text, count(words.besides(reply.parent, reply.text) + reply.text))
    return words.opening(reply.parent, reply.text) + reply.text


def _visibility(reply: Outgoing) -> str:
    """That of what is answered where everybody sees it; else nobody but whoever is named."""
    asked = reply.parent.get("visibility", "" if reply.parent else "public")
    return asked if reply.public and asked in OPEN else "direct"


def receipt(answer: Answer, reply: Outgoing) -> Receipt:
    """The server's word, with what a further part of the answer needs."""
    return of(answer.json(), reply.parent.get("acct", "")) or _fail(answer)


def of(status: Mapping[str, Any], acct: str) -> Receipt | None:
    """The receipt of a post of ours that answers *acct*; None when this is no post."""
    remote_id, link = js.text(status, "id"), js.text(status, "url") or js.text(status, "uri")
    if not remote_id or not link:
        return None
    seen = js.text(status, "visibility")
    ref = {
        "id": remote_id,
        "acct": acct,
        "visibility": seen if seen in VISIBILITIES else "direct",
        "spoiler": js.text(status, "spoiler_text"),
    }
    return Receipt(remote_id, link if link.startswith(("https://", "http://")) else "", ref)


def _fail(answer: Answer) -> Receipt:
    raise answer.not_understood()


def upload(wire: Wire, media: Sequence[Media], rest: Callable[[float], None]) -> list[str]:
    """The ids of *media*, each uploaded and ready. Raises Refused before any request for what cannot go; TryLater when nothing was
    published yet, whatever went wrong. *rest* waits so many seconds."""
    data = contents(PICTURES, media)
    from zuruf.channels._guard import steady  # loaded with the first request anyway

    begun, ids = steady(), []
    for one, raw in zip(media, data, strict=True):
        answer = wire.upload("/api/v2/media", *_form(one, raw))
        while True:
            if steady() - begun > UPLOADS:
                raise TryLater(SLOW)
            if answer.status not in (202, 206):
                break
            rest(LOOK)
            answer = wire.read(f"/api/v1/media/{place(answer.text('id'))}")
        ids.append(answer.text("id"))
    return ids


def _form(one: Media, raw: bytes) -> tuple[bytes, str]:
    """A multipart form with the file and what it shows, and its content type."""
    mark = f"zuruf-{hashlib.sha256(raw + one.alt.encode(errors='replace')).hexdigest()}"
    name = re.sub(r"[^A-Za-z0-9._-]", "_", one.name)[-60:] or "picture"
    alt = one.alt.encode(errors="replace")
    parts = [b'name="description"\r\n\r\n' + alt] if alt else []
    parts.append(f'name="file"; filename="{name}"\r\ncontent-type: {one.mime}\r\n\r\n'.encode() + raw)
    begin = f"--{mark}\r\ncontent-disposition: form-data; ".encode()
    body = b"".join(begin + part + b"\r\n" for part in parts) + f"--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"
