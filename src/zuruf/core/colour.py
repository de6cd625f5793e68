"""Contrast of colours as WCAG 2.2 computes it, so that an organisation's own colour stays readable."""

import re

WHITE, BLACK = "#ffffff", "#000000"
_HEX = re.compile(r"#[0-9a-f]{6}")


def parse(colour: str) -> tuple[int, int, int]:
    """(red, green, blue), 0 to 255, of "#rrggbb". Raises ValueError."""
    if not _HEX.fullmatch(colour.lower()):
        raise ValueError(f"not a colour like #0b5c8a: {colour!r}")
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, definition "relative luminance")."""
    red, green, blue = (
        (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for c in _shares(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """White where it can be read on *colour* (4.5 : 1), else black, which then can."""
    return WHITE if contrast(WHITE, colour) >= 4.5 else BLACK


def readable(colour: str, on: str, ratio: float = 4.5) -> str:
    """*colour*, as little darkened or lightened as it takes to reach *ratio* on the background *on*."""
    towards = BLACK if contrast(BLACK, on) > contrast(WHITE, on) else WHITE
    for step in range(101):
        mixed = mix(colour, towards, step / 100)
        if contrast(mixed, on) >= ratio:
            return mixed
    return towards


def mix(one: str, other: str, share: float) -> str:
    """*one* with *share* (0 to 1) of *other*, in sRGB."""
    return "#" + "".join(
        f"{round(a + (b - a) * share):02x}" for a, b in zip(parse(one), parse(other), strict=True)
    )


def _shares(colour: str) -> tuple[float, ...]:
    return tuple(c / 255 for c in parse(colour))
