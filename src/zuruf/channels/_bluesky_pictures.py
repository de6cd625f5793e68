"""Pictures on Bluesky: uploaded as blobs, then named by the record's embed (lexicon app.bsky.embed.images)."""

from collections.abc import Sequence
from typing import Any

from zuruf.channels._attached import SLOW, UPLOADS, contents
from zuruf.channels._xrpc import Xrpc
from zuruf.core import attach
from zuruf.core.capabilities import Attach
from zuruf.core.channel import Media, TryLater

MOST, LARGEST = 4, 1_000_000
PICTURES = Attach(MOST, dict.fromkeys(attach.PICTURES, LARGEST), alt_longest=2000, most_pixels=2000)


def embed(xrpc: Xrpc, media: Sequence[Media]) -> dict[str, Any]:
    """The embed of *media*, after uploading it. Raises Refused for what the network would not take, before any request;
    TryLater when nothing was published yet, whatever went wrong."""
    data = contents(PICTURES, media)
    from zuruf.channels._guard import steady  # loaded with the first request anyway

    begun, images = steady(), []
    for one, raw in zip(media, data, strict=True):
        if steady() - begun > UPLOADS:
            raise TryLater(SLOW)
        images.append(_image(one, _uploaded(xrpc, raw, one.mime)))
    return {"$type": "app.bsky.embed.images", "images": images}


def _uploaded(xrpc: Xrpc, raw: bytes, mime: str) -> dict[str, Any]:
    answer = xrpc.upload(raw, mime)
    blob = answer.json().get("blob")
    if not isinstance(blob, dict) or not isinstance(blob.get("ref"), dict):
        raise answer.not_understood()
    return blob


def _image(one: Media, blob: dict[str, Any]) -> dict[str, Any]:
    image: dict[str, Any] = {"alt": one.alt, "image": blob}
    if one.width and one.height:
        image["aspectRatio"] = {"width": one.width, "height": one.height}
    return image
