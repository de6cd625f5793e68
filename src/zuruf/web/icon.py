"""Our sign as a picture with pixels, for home screens, which take no SVG: the drawing of static/icon.svg in the house's colour."""

from functools import lru_cache
from io import BytesIO

SIZES = (180, 192, 512)
_STROKES = ((9, 9), (23, 9), (11.5, 23), (23, 23))  # on 32 by 32, as in the SVG
_WIDTH = 3.2
_FINE = 4  # drawn so many times larger, then made smaller: smooth edges


@lru_cache(maxsize=8)
def png(size: int, colour: str, ink: str) -> bytes:
    """A square without transparent corners: phones cut it to their own shape, so the sign keeps to the middle four fifths."""
    from PIL import Image, ImageDraw  # only who opens this needs it

    large = size * _FINE
    picture = Image.new("RGB", (large, large), colour)
    draw = ImageDraw.Draw(picture)
    scale, half = large / 40, _WIDTH * large / 80  # 32 units of the drawing on 40, with a margin of four
    points = [((x + 4) * scale, (y + 4) * scale) for x, y in _STROKES]
    draw.line(points, fill=ink, width=round(2 * half))
    for x, y in points:
        draw.ellipse((x - half, y - half, x + half, y + half), fill=ink)
    out = BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()
