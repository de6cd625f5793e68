"""The colours' contrast, computed: 4.5 for text, 3 for marks, in light and in dark."""

import math
import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "src/zuruf/web/static/css/tokens.css"
Rgb = tuple[float, float, float]

TEXT = [
    ("ink", "paper"), ("ink", "desk"), ("ink", "raised"), ("ink", "accent-soft"), ("ink", "hover"), ("ink", "note"),
    ("ink-2", "paper"), ("ink-2", "desk"), ("ink-2", "raised"), ("ink-2", "accent-soft"), ("ink-2", "hover"), ("ink-2", "note"),
    ("note-ink", "note"), ("late", "paper"), ("late", "hover"), ("late", "accent-soft"), ("late", "raised"), ("late", "note"),
    ("accent", "paper"), ("accent", "desk"), ("accent", "raised"), ("accent", "note"), ("accent", "accent-soft"),
    ("accent-ink", "accent"), ("paper", "ink"),
    *[(f"{v}-ink", v) for v in ("go", "look", "ask", "stop")],
    *[(v, "paper") for v in ("go", "look", "ask", "stop")],
    *[(v, "raised") for v in ("go", "look", "ask", "stop")],
    *[("ink", f"{v}-soft") for v in ("go", "look", "ask", "stop")],
]  # fmt: skip
MARKS = [
    ("rule-strong", "paper"), ("rule-strong", "raised"), ("wait", "paper"), ("wait", "accent-soft"),
    ("focus", "paper"), ("focus", "desk"), ("focus", "raised"), ("focus", "accent-soft"), ("late", "paper"),
]  # fmt: skip


def tokens(dark: bool) -> dict[str, Rgb]:
    """Name → linear sRGB of every colour, as the page gets them."""
    light_part, dark_part = CSS.read_text().split("@media (prefers-color-scheme: dark)")
    found = {}
    for part in (light_part, dark_part) if dark else (light_part,):
        for name, value in re.findall(r"--([a-z0-9-]+):\s*oklch\(([^)/]+)\)", part):
            found[name] = linear(*map(float, value.split()))
    return found


def linear(lightness: float, chroma: float, hue: float) -> Rgb:
    """OKLCH → linear sRGB, clipped into the gamut (CSS Color 4, the matrices of Oklab's author)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long, medium, short = (
        (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    rgb = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, c)) for c in rgb)
    return red, green, blue


def contrast(a: Rgb, b: Rgb) -> float:
    """The ratio of WCAG 2."""
    first, second = sorted((0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2] for c in (a, b)), reverse=True)
    return (first + 0.05) / (second + 0.05)


def test_the_computation_itself_is_right() -> None:
    assert contrast(linear(1, 0, 0), linear(0, 0, 0)) == pytest.approx(21, abs=0.01)
    red = linear(0.62796, 0.25768, 29.234)  # sRGB red in OKLCH
    assert red == pytest.approx((1, 0, 0), abs=0.002)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_stands_out_by_four_and_a_half(dark: bool) -> None:
    colours = tokens(dark)
    weak = {f"{a} on {b}": round(r, 2) for a, b in TEXT if (r := contrast(colours[a], colours[b])) < 4.5}
    assert weak == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_marks_and_borders_stand_out_by_three(dark: bool) -> None:
    colours = tokens(dark)
    weak = {f"{a} on {b}": round(r, 2) for a, b in MARKS if (r := contrast(colours[a], colours[b])) < 3}
    assert weak == {}


def test_every_light_colour_has_its_dark_one() -> None:
    light, dark = CSS.read_text().split("@media (prefers-color-scheme: dark)")
    names = [set(re.findall(r"--([a-z0-9-]+):\s*oklch", part)) for part in (light, dark)]
    assert names[0] == names[1]
