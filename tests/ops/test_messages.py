"""tools/messages.py over a small source tree of its own."""

import importlib.util
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.mofile import read_mo

from tests.there import there

ROOT = Path(__file__).parents[2]
PAGE = """{% load x %}<p title="{% translate 'Say "it"' %}">{% translate "Take" %}
  {% blocktranslate trimmed count n=rows|length %}
     {{ n }} row
  {% plural %}
     {{ n }} rows
  {% endblocktranslate %} it's {% translate "May" context "month" %}</p>
"""


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    source = tmp_path / "src" / "zuruf"
    (source / "web" / "templates").mkdir(parents=True)
    (source / "web" / "templates" / "a.html").write_text(PAGE)
    (source / "web" / "b.py").write_text(
        '_("Hello %(name)s")\n_(variable)\nngettext("%d day", "%d days", n)\n'
    )
    for name, value in (
        ("ROOT", tmp_path),
        ("SOURCE", source),
        ("PO", tmp_path / "django.po"),
        ("MO", tmp_path / "django.mo"),
    ):
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module, "_labels", lambda: iter(()))
    return module


def run(tool: ModuleType, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["messages.py", *words])
    return int(tool.main())


ALL = {
    'Say "it"': "„Sag“ es",
    "Take": "Übernehmen",
    "%(n)s row": ["%(n)s Zeile", "%(n)s Zeilen"],
    "month\u0004May": "Mai",
    "Hello %(name)s": "Hallo %(name)s",
    "%d day": ["%d Tag", "%d Tage"],
}


def fill(tool: ModuleType, monkeypatch: pytest.MonkeyPatch, words: Mapping[str, object]) -> None:
    file = tool.ROOT / "de.json"
    file.write_text(json.dumps(words))
    assert run(tool, monkeypatch, "fill", str(file)) == 0


def test_words_plurals_and_contexts_of_pages_and_code_are_found(tool: ModuleType) -> None:
    assert {(c + "\u0004" if c else "") + text for c, text in tool.extract()} == set(ALL)


def test_a_filled_catalogue_passes_the_check_and_is_compiled(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tool, monkeypatch, ALL)
    assert run(tool, monkeypatch, "check") == 0
    with tool.MO.open("rb") as file:
        assert there(read_mo(file).get("Take")).string == "Übernehmen"


def test_what_is_missing_is_named_with_its_place(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(tool, monkeypatch, {k: v for k, v in ALL.items() if k != "Take"})
    capsys.readouterr()
    assert run(tool, monkeypatch, "check") == 1
    assert capsys.readouterr().out.strip() == "not translated (web/templates/a.html): 'Take'"


def test_other_placeholders_than_the_english_are_refused(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(tool, monkeypatch, {**ALL, "Hello %(name)s": "Hallo %(nmae)s"})
    capsys.readouterr()
    assert run(tool, monkeypatch, "check") == 1
    assert "placeholders" in capsys.readouterr().out


def test_a_stale_compiled_file_is_noticed(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tool, monkeypatch, ALL)
    tool.MO.write_bytes(b"old")
    assert run(tool, monkeypatch, "check") == 1


def test_a_translation_survives_while_its_words_are_away(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tool, monkeypatch, ALL)
    page = tool.SOURCE / "web" / "templates" / "a.html"
    page.write_text("")
    assert run(tool, monkeypatch) == 0
    assert run(tool, monkeypatch, "check") == 1  # left over
    page.write_text(PAGE)
    assert run(tool, monkeypatch) == 0
    assert run(tool, monkeypatch, "check") == 0


def test_the_same_words_give_the_same_file(tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tool, monkeypatch, ALL)
    before = tool.PO.read_bytes(), tool.MO.read_bytes()
    assert run(tool, monkeypatch) == 0
    assert (tool.PO.read_bytes(), tool.MO.read_bytes()) == before
    assert b"a.html:" not in before[0]
