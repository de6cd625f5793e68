"""`zuruf tone` judges what is good, names what is not, and goes on."""

import io
import json
import sys
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

BROKEN = {
    "nonsense": "is not JSON",
    "[" * 100_000: "is not JSON",
    "[1]": "is not an object",
    '{"text": "a"}': 'has no "id"',
    '{"id": true, "text": "a"}': 'has no "id"',
    '{"id": "1"}': 'has no "text"',
    '{"id": "1", "text": ["a"]}': 'has a "text" that is no text',
    '{"id": "1", "text": "a", "asked": 7}': 'has a "asked" that is not text',
    '{"id": "1", "text": "' + "a" * 5_000_000 + '"}': "is longer than",
}


class Piped:
    """What is piped in."""

    def __init__(self, text: bytes) -> None:
        self.buffer = io.BytesIO(text)


def judged(monkeypatch: pytest.MonkeyPatch, text: str) -> tuple[list[dict[str, Any]], str, str]:
    """(lines out, what stands on stderr, how it ended)."""
    monkeypatch.setattr(sys, "stdin", Piped(text.encode("utf-8", "surrogatepass")))
    out, err, end = io.StringIO(), io.StringIO(), ""
    try:
        call_command("tone", stdout=out, stderr=err)
    except CommandError as ended:
        end = str(ended)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), end


def one(monkeypatch: pytest.MonkeyPatch, **row: Any) -> dict[str, Any]:
    (said,), _err, end = judged(monkeypatch, json.dumps({"id": "a", **row}))
    assert end == ""
    return said


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Ihr Rad ist fertig, Sie können es holen.", "sie"),
        ("Dein Rad ist fertig, du kannst es holen.", "du"),
        ("Das Rad ist fertig.", "none"),
        ("Wir schicken Ihnen das Rad, dann hast du es morgen.", "mixed"),
        ("Your bike is ready.", "none"),
    ],
)
def test_how_a_text_speaks_to_its_reader(monkeypatch: pytest.MonkeyPatch, text: str, address: str) -> None:
    assert one(monkeypatch, text=text)["address"] == address


def test_each_language_has_its_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    german, english = one(monkeypatch, text="Das Rad ist da."), one(monkeypatch, text="The bike is here.")
    assert (german["language"], set(german["readability"])) == ("de", {"level", "wiener", "amstad"})
    assert (english["language"], set(english["readability"])) == ("en", {"level", "flesch_kincaid"})
    assert 1 <= german["readability"]["level"] <= 7


def test_a_language_that_is_stated_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    assert one(monkeypatch, text="The OK.")["language"] == "en"
    assert one(monkeypatch, text="The OK.", language="de-AT")["language"] == "de"
    assert one(monkeypatch, text="The OK.", language="fr")["language"] == "en"


def test_findings_name_their_words_by_code_points(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "🙂 Wir bedauern die Unannehmlichkeiten."
    (regret,) = [f for f in one(monkeypatch, text=text)["findings"] if f["kind"] == "empty_regret"]
    assert text[regret["start"] : regret["end"]] == regret["about"]
    assert regret["reason"] == "phrase"


def test_what_was_asked_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    text, asked = "Danke für die Nachricht.", "Wann kommt mein Rad?"
    assert "unanswered" in {f["kind"] for f in one(monkeypatch, text=text, asked=asked)["findings"]}
    assert "unanswered" not in {f["kind"] for f in one(monkeypatch, text=text)["findings"]}


@pytest.mark.parametrize("text", ["", "\0", "🙂", "\ud800", "https://radwerk.example", "x" * 1_000_000])
def test_odd_text_is_judged_too(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    assert one(monkeypatch, text=text)["id"] == "a"


def test_a_broken_line_is_named_and_the_others_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    good = '{"id": 7, "text": "Das Rad ist da.", "channel": "mastodon", "more": 1}'
    said, err, end = judged(monkeypatch, "\n".join([*BROKEN, "", good]))
    assert [line["id"] for line in said] == [7]
    told = err.splitlines()
    assert len(told) == len(BROKEN)
    for number, (line, why) in enumerate(zip(told, BROKEN.values(), strict=True), 1):
        assert line.startswith(f"Line {number} {why}")
    assert end.startswith(f"{len(BROKEN)} of {len(BROKEN) + 2} lines were left out")
