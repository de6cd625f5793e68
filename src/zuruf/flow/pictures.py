"""Pictures made fit to publish: upright, without metadata (place, camera, hour), not larger than the channel takes them."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Semaphore
from typing import TYPE_CHECKING

from zuruf.core.attach import PICTURES
from zuruf.core.capabilities import Attach

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 50_000_000  # a picture that unfolds to more is not opened
SMALLEST = 320  # pixels of the longer side: below that nobody sees anything
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, struct.error)


# Unfolded, the largest takes some 290 MB, a photograph half of that: never two of them at once.
_ONE_AT_A_TIME = Semaphore(1)
_ROWS = 256  # of the smaller picture, made in one go


class NotAPicture(ValueError):
    """Not one that can be read: of another kind, or broken."""


class TooManyPixels(ValueError):
    """It would not fit into memory."""


class CannotFit(ValueError):
    """However small it is made, it is too large for the channel, or the channel takes no kind that we can make."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it will go out. `notes`: what was changed that its author may want to know: scaled (made smaller) ·
    still (only the first picture of a moving one) · flattened (on white: the channel takes nothing see-through)."""

    data: bytes
    mime: str
    width: int
    height: int
    notes: tuple[str, ...] = ()


def fit(data: bytes, limits: Attach) -> Picture:
    """*data* made anew from its pixels alone. Raises NotAPicture, TooManyPixels, CannotFit."""
    from PIL import Image  # 9 MB that only this needs

    Image.MAX_IMAGE_PIXELS = None  # we look ourselves, before it is unfolded
    try:
        with _ONE_AT_A_TIME, Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP", "GIF")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise TooManyPixels
            return _made(opened, limits)
    except (TooManyPixels, CannotFit):
        raise
    except _BROKEN as error:
        raise NotAPicture(type(error).__name__) from None


def _made(opened: "Image", limits: Attach) -> Picture:
    notes = ["still"] if getattr(opened, "is_animated", False) else []
    drawn = opened.format in ("PNG", "GIF")
    before = max(opened.size)
    if limits.most_pixels and opened.format == "JPEG":
        opened.draft("RGB", (limits.most_pixels, limits.most_pixels))  # unfolds a large photograph smaller
    image = _plain(_coarser(opened, limits.most_pixels) if limits.most_pixels else opened)
    if limits.most_pixels and max(image.size) > limits.most_pixels:
        image = _smaller(image, limits.most_pixels)
    while True:
        over = 0.0  # by how much the smallest encoding is too large
        for mime, encoded in _encoded(image, drawn, limits):
            if len(encoded) <= limits.types[mime]:
                flat = image.mode == "RGBA" and mime == "image/jpeg"
                scaled = ["scaled"] if max(image.size) < before else []
                told = (*notes, *scaled, *(["flattened"] if flat else []))
                return Picture(encoded, mime, *image.size, told)
            too_large = len(encoded) / limits.types[mime]
            over = min(over, too_large) if over else too_large
        side = int(max(image.size) * min(0.9, over**-0.5)) if over else 0
        if side < SMALLEST:
            raise CannotFit
        image = _smaller(image, side)


def _coarser(opened: "Image", side: int) -> "Image":
    """Not much larger than *side* before anything else is done with it: each copy of what is unfolded whole would take
    200 MB. In strips, since Pillow copies all that is see-through before it makes it smaller."""
    from PIL import Image

    by = max(opened.size) // side
    if by < 2:
        return opened
    plain = "RGBA" if opened.has_transparency_data else "RGB"
    mode = "CMYK" if opened.mode == "CMYK" else plain  # its colours are its profile's
    small = Image.new(mode, (-(-opened.width // by), -(-opened.height // by)))
    for top in range(0, opened.height, by * _ROWS):
        strip = opened.crop((0, top, opened.width, min(opened.height, top + by * _ROWS)))
        small.paste((strip if strip.mode == mode else strip.convert(mode)).reduce(by), (0, top // by))
    small.info = {key: value for key, value in opened.info.items() if key != "transparency"}
    return small


def _plain(opened: "Image") -> "Image":
    """Upright, in the web's colours, RGB or RGBA (only where something is see-through)."""
    from PIL import ImageOps

    image = _web_colours(ImageOps.exif_transpose(opened))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        lowest = image.getchannel("A").getextrema()[0]
        if isinstance(lowest, (int, float)) and lowest < 255:
            return image
    return image.convert("RGB")


def _web_colours(image: "Image") -> "Image":
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    from PIL import ImageCms

    try:
        there = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, io.BytesIO(profile), there, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError):  # a broken profile: the colours as they are
        return image


def _smaller(image: "Image", side: int) -> "Image":
    from PIL.Image import Resampling

    share = side / max(image.size)
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    return image.resize(size, Resampling.LANCZOS)


def _encoded(image: "Image", drawn: bool, limits: Attach) -> Iterator[tuple[str, bytes]]:
    """The picture in the kinds that the channel takes, the best first. Drawings stay sharp while they are small."""
    see_through = image.mode == "RGBA"
    order = ("image/png", "image/webp", "image/jpeg") if drawn or see_through else PICTURES
    for mime in order:
        if mime not in limits.types:
            continue
        if mime == "image/png":
            if drawn or see_through:
                yield mime, _saved(image, "PNG", optimize=True)
        elif mime == "image/webp":
            for quality in (88, 75):
                yield mime, _saved(image, "WEBP", quality=quality)
        elif not (see_through and "image/webp" in limits.types):
            flat = _on_white(image) if see_through else image
            for quality in (90, 82, 72):
                yield mime, _saved(flat, "JPEG", quality=quality, optimize=True)


def _on_white(image: "Image") -> "Image":
    from PIL import Image

    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _saved(image: "Image", form: str, **options: object) -> bytes:
    out = io.BytesIO()
    clean = image.copy()
    clean.info = {}  # some writers put back what they find there
    clean.save(out, form, **options)
    return out.getvalue()
