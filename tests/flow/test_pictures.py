"""Pictures made fit: nothing of where and by what they were taken goes out."""

import io
import struct
import threading
import zlib
from random import Random
from typing import Any

import pytest
from PIL import Image, ImageCms

from tests.there import there
from zuruf.core.capabilities import Attach
from zuruf.flow import pictures
from zuruf.flow.pictures import CannotFit, NotAPicture, Picture, TooManyPixels, fit

LIMITS = Attach(4, {"image/jpeg": 300_000, "image/png": 300_000, "image/webp": 300_000}, 2000, 1000)


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.data))


def noise(side: int, mode: str = "RGB") -> Image.Image:
    return Image.frombytes(mode, (side, side), Random(side).randbytes(side * side * len(mode)))


def test_metadata_stays_here() -> None:
    exif = Image.Exif()
    exif[0x010F] = "A maker"
    exif.get_ifd(0x8825)[2] = (51.0, 20.0, 0.0)
    raw = encoded(
        Image.new("RGB", (80, 60), "teal"), "JPEG", exif=exif, comment=b"by somebody", xmp=b"<x:xmpmeta/>"
    )
    assert b"A maker" in raw
    out = fit(raw, LIMITS)
    assert not opened(out).getexif()
    assert not any(word in out.data for word in (b"A maker", b"by somebody", b"xmpmeta", b"Exif"))


def test_text_chunks_of_a_drawing_stay_here() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "somebody at home")
    out = fit(encoded(Image.new("RGB", (80, 60), "teal"), "PNG", pnginfo=info), LIMITS)
    assert out.mime == "image/png"
    assert b"somebody" not in out.data


def test_a_picture_that_lies_on_its_side_is_put_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = fit(encoded(Image.new("RGB", (80, 60), "teal"), "JPEG", exif=exif), LIMITS)
    assert (out.width, out.height) == opened(out).size == (60, 80)
    assert out.notes == ()


def test_colours_become_those_of_the_web() -> None:
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    out = fit(encoded(Image.new("RGB", (80, 60), "teal"), "JPEG", icc_profile=wide), LIMITS)
    assert "icc_profile" not in opened(out).info


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1"])
def test_every_common_kind_comes_out_as_one_that_the_channel_takes(form: str, mode: str) -> None:
    image = Image.new("RGB", (80, 60), "teal").convert(mode)
    out = fit(
        encoded(image.convert("L") if (form, mode) in {("JPEG", "P"), ("JPEG", "1")} else image, form), LIMITS
    )
    assert out.mime in LIMITS.types
    assert Image.MIME[there(opened(out).format)] == out.mime
    assert (out.width, out.height) == (80, 60)


def test_what_is_larger_than_the_channel_takes_is_scaled_and_said_to_be() -> None:
    out = fit(encoded(Image.new("RGB", (3000, 1500), "teal"), "JPEG"), LIMITS)
    assert (out.width, out.height, out.notes) == (1000, 500, ("scaled",))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_however_rich_it_is_it_has_few_enough_bytes(form: str) -> None:
    out = fit(encoded(noise(700), form), LIMITS)
    assert len(out.data) <= LIMITS.types[out.mime]
    assert max(out.width, out.height) >= pictures.SMALLEST


def test_what_can_be_seen_through_stays_so_where_the_channel_takes_that() -> None:
    clear = encoded(Image.new("RGBA", (80, 60), (0, 90, 90, 40)), "PNG")
    out = fit(clear, LIMITS)
    assert (out.mime, opened(out).mode) == ("image/png", "RGBA")
    flat = fit(clear, Attach(1, {"image/jpeg": 300_000}))
    assert (flat.mime, flat.notes) == ("image/jpeg", ("flattened",))


def test_of_a_moving_picture_the_first_stands_for_all_and_that_is_said() -> None:
    frames = [Image.new("RGB", (80, 60), colour) for colour in ("teal", "navy")]
    out = fit(encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]), LIMITS)
    assert out.notes == ("still",)
    assert not getattr(opened(out), "is_animated", False)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x00\x00\x00\x00WEBP",
        b"GIF89a",
        b"<svg/>",
        encoded(Image.new("RGB", (80, 60), "teal"), "JPEG")[:300],
        encoded(Image.new("RGB", (80, 60), "teal"), "PNG")[:60],
        encoded(Image.new("RGB", (80, 60), "teal"), "BMP"),
    ],
)
def test_what_cannot_be_read_is_no_picture(raw: bytes) -> None:
    with pytest.raises(NotAPicture):
        fit(raw, LIMITS)


def test_what_would_not_fit_into_memory_is_not_unfolded() -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )
    with pytest.raises(TooManyPixels):
        fit(bomb, LIMITS)


def test_what_cannot_be_made_small_enough_is_said_to_be_so() -> None:
    with pytest.raises(CannotFit):
        fit(encoded(noise(400), "PNG"), Attach(1, {"image/png": 500, "image/jpeg": 500}))
    with pytest.raises(CannotFit):
        fit(encoded(noise(400), "PNG"), Attach(1, {"video/mp4": 500}))


def test_the_same_picture_becomes_the_same_bytes() -> None:
    raw = encoded(noise(200), "PNG")
    assert fit(raw, LIMITS).data == fit(raw, LIMITS).data


def test_a_large_drawing_keeps_its_colours_what_is_see_through_and_its_way_up() -> None:
    drawn = Image.new("RGBA", (2500, 1700), (200, 10, 10, 255))
    drawn.paste((10, 10, 200, 0), (0, 0, 2500, 850))
    exif = Image.Exif()
    exif[0x0112] = 3
    out = fit(encoded(drawn, "PNG", exif=exif), LIMITS)
    made = opened(out).convert("RGBA")
    assert max(made.size) == 1000
    assert made.getpixel((500, 40)) == (200, 10, 10, 255)
    assert made.getchannel("A").getpixel((500, made.height - 40)) == 0
    palette = Image.new("RGB", (2500, 1700), (200, 10, 10)).quantize(8)
    assert opened(fit(encoded(palette, "GIF"), LIMITS)).convert("RGB").getpixel((7, 7)) == (200, 10, 10)


def test_never_two_at_once_are_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    made, inside, most = pictures._made, [], []

    def watched(image: Image.Image, limits: Attach) -> Picture:
        inside.append(1)
        most.append(len(inside))
        try:
            return made(image, limits)
        finally:
            inside.pop()

    monkeypatch.setattr(pictures, "_made", watched)
    raw = encoded(noise(600), "JPEG")
    threads = [threading.Thread(target=fit, args=(raw, LIMITS)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 4
