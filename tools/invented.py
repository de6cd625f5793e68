"""The invented texts, written out: `python tools/invented.py` prints them, one JSON a line, and counts them on stderr.

How they are written down: tools/invented/README.md. The same files give the same texts.
"""

import json
import random
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent / "invented"
LANGUAGES = ("de", "en")
TIMES = {"de": 12, "en": 9, "risk": 6}
"""How often a line is written out at most."""
_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_GAP = re.compile(r"\{(\w+)\}")
_FACES = ("", "", "", " 😊", " 🙄", " 😡", " 🤔", " 👍", "!!", "...", " 😅", " 🚲")
_FITS = {
    "negative": {" 🙄", " 😡", "!!", "..."},
    "positive": {" 😊", " 👍", "!!"},
    "neutral": {" 🤔", "...", " 😅"},
}


@dataclass(frozen=True, slots=True)
class Invented:
    """A text, the labels that it teaches, and how it was typed: "plain" or "typed" (small letters, slips, an emoji)."""

    text: str
    labels: Mapping[str, str]
    language: str
    line: int
    typed: bool

    @property
    def group(self) -> str:
        """Copies of one line belong together: a fold has all of them or none."""
        return f"{self.language}{self.line}"


def digest() -> str:
    """Which texts these are, with their labels."""
    told = sha256()
    for one in texts():
        told.update(f"{one.text}\n{sorted(one.labels.items())}\n".encode())
    return told.hexdigest()[:16]


def digest_risks() -> str:
    """Which lines the risk tasks are taught from."""
    told = sha256()
    for text, risk, line in risk_lessons():
        told.update(f"{line} {risk} {text}\n".encode())
    return told.hexdigest()[:16]


def risks(name: str) -> list[tuple[str, str]]:
    """(text, risk that it carries, "none", "everyday": none and nothing like one, or "angry": none that rings): "risk" (by which signs were mended),
    "risk_learn" and "risk_everyday_learn" as they stand in the files, "risk_unseen", "risk_unseen2", "risk_angry", "risk_everyday" and
    "risk_everyday2"."""
    found, risk = [], ""
    for raw in (HERE / f"{name}.txt").read_text("utf-8").splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            risk = line[1:-1].removeprefix("risk=")
        elif line and not line.startswith("#"):
            found.append((line, risk))
    return found


def risks_unseen(name: str) -> list[tuple[str, str]]:
    """The same of a file that is held out, without what is taught word for word: two people may have thought of the same."""
    return [(text, risk) for text, risk in risks(name) if text.casefold() not in _taught()]


@cache
def _taught() -> frozenset[str]:
    return frozenset(text.casefold() for text, _, _ in risk_lessons()) | _made()


@cache
def _made() -> frozenset[str]:
    return frozenset(one.text.casefold() for one in texts())


def risk_lessons() -> list[tuple[str, str, int]]:
    """(text, risk or "none", which line it is a copy of): what the risk tasks are taught from, each text once."""
    found: dict[str, tuple[str, int]] = {}
    lines = [*risks("risk_learn"), *risks("risk"), *risks("risk_everyday_learn")]
    for number, (line, risk) in enumerate(lines):
        for one in _written_out(line, {}, "risk", number, {}, TIMES["risk"]):
            found.setdefault(one.text, (risk, number))
    return [(text, *rest) for text, rest in found.items()]


def texts() -> list[Invented]:
    """All of them, each text once, in the order of the files."""
    found: dict[str, Invented] = {}
    fill = tomllib.loads((HERE / "fill.toml").read_text("utf-8"))
    for language in LANGUAGES:
        for number, (line, labels, times) in enumerate(_lines(language)):
            for one in _written_out(line, labels, language, number, fill[language], times):
                found.setdefault(one.text, one)
    return list(found.values())


def wants_unseen() -> list[tuple[str, dict[str, str]]]:
    """(text, labels) of everyday messages that nothing is taught from, nor from the same words."""
    return [(line, labels) for line, labels, _ in _lines("wants_unseen") if line.casefold() not in _made()]


def _lines(name: str) -> Iterator[tuple[str, dict[str, str], int]]:
    """Each line, its labels, and how often it is written out at most."""
    labels: dict[str, str] = {}
    times = 1
    for raw in (HERE / f"{name}.txt").read_text("utf-8").splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]") and "=" in line:
            labels = dict(pair.split("=", 1) for pair in line[1:-1].split())
            times = int(labels.pop("times", TIMES.get(name, 1)))
        elif line and not line.startswith("#"):
            yield line, labels, times


def _written_out(
    line: str,
    labels: Mapping[str, str],
    language: str,
    number: int,
    fill: Mapping[str, Sequence[str]],
    times: int,
) -> Iterator[Invented]:
    """Every third is typed: of the copies of a line, or of the lines that are written out once."""
    dice = random.Random(f"{language} {line}")
    first = number if times == 1 else 0
    for n in range(first, first + times):
        text = line
        while m := _CHOICE.search(text):
            text = text[: m.start()] + dice.choice(m[1].split("|")) + text[m.end() :]
        text = _GAP.sub(lambda m: dice.choice(fill[m[1]]), text)
        text = re.sub(r"\s+([?!.,])", r"\1", re.sub(r"\s+", " ", text)).strip()
        typed = n % 3 == 2
        if typed:
            text = _typed(text, labels.get("sentiment", ""), language, dice)
        yield Invented(text[:1].upper() + text[1:] if not typed else text, labels, language, number, typed)


def _typed(text: str, mood: str, language: str, dice: random.Random) -> str:
    """As people type on a telephone."""
    what = dice.randrange(4)
    if what == 0:
        text = text.lower()
    elif what == 1 and len(text) > 20:
        at = dice.randrange(5, len(text) - 5)
        if "://" not in text and text[at].isalpha() and text[at + 1].isalpha():
            text = dice.choice([text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:]])
    elif what == 2 and language != "en":
        for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
            text = text.replace(letter, plain)
    face = dice.choice(_FACES)
    return text + (face if face in _FITS.get(mood, ()) else "")


def main() -> None:
    made = texts()
    for one in made:
        told = {"text": one.text, "language": one.language, **one.labels}
        print(json.dumps(told, ensure_ascii=False))
    counted = {language: sum(t.language == language for t in made) for language in LANGUAGES}
    print(f"{counted}, {digest()}", file=sys.stderr)


if __name__ == "__main__":
    main()
