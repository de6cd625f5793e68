"""Every act that the flow writes down has words for people."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

import zuruf.flow
from zuruf.core.outbox import Decision
from zuruf.core.reply import Kind
from zuruf.core.talk import Doubt, ReportKind
from zuruf.flow import outcome, planned
from zuruf.web import verb_words, verbs

FLOW = Path(zuruf.flow.__file__).parent
CODE = re.compile(r"[a-z_]+\.[a-z_]+")
OTHER = re.compile(r"zuruf\.|.*\.(toml|json|lock|npz)$")  # loggers, packages and files are written alike
TALK_KEYS = {"talk.author", "talk.id", "talk.report", "talk.secret", "talk.sender", "talk.text"}  # of hashes


def recorded() -> set[str]:
    """Every string of the flow that is written like a verb; `tell(row, "x")` stands for "delivery.x"."""
    found: set[str] = set()
    for path in FLOW.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
                found.add(node.value)
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("outcome.tell"):
                found |= {f"delivery.{w}" for w in _strings(node.args[1])}
    return {verb for verb in found if not OTHER.match(verb)} - TALK_KEYS


def _strings(node: ast.expr) -> set[str]:
    """The strings that this expression can give; a name gives none."""
    if isinstance(node, ast.IfExp):
        return _strings(node.body) | _strings(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def test_every_recorded_verb_has_words() -> None:
    assert recorded() - set(verb_words.VERBS) == set()


def test_the_search_for_verbs_finds_some_of_every_kind() -> None:
    assert {"conversation.taken", "delivery.queued", "account.trouble", "hold.placed"} <= recorded()


@pytest.mark.parametrize("verb", sorted(verb_words.VERBS))
def test_a_verb_names_a_thing_that_has_words(verb: str) -> None:
    thing = verb.split(".")[0]
    assert verb_words.OF.get(thing, thing) in verb_words.THINGS


@pytest.mark.parametrize("verb", sorted(verb_words.VERBS))
def test_what_the_audit_can_be_filtered_by_is_all_in_words(verb: str) -> None:
    said = verbs.kind(verb)
    assert said[0].isupper()
    assert not CODE.fullmatch(said.split(": ")[0] + ".x")


def test_an_unknown_verb_of_a_third_party_is_shown_as_it_is() -> None:
    assert verbs.verb("weather.changed") == "weather.changed"


CODES = [
    *(f"kind:{kind}" for kind in (*Kind, *ReportKind)),
    *(f"decision:{decision}" for decision in Decision),
    *Doubt,
    outcome.PART, outcome.GONE, *planned.WHYS,
    "scope:everything", "scope:account", "scope:team", "scope:incident", "released", "holding", "answered_meanwhile", "asker_gone", "cannot_go_out",
    "kept", "removed", "upheld", "rejected", "shown", "first_run", "machine", "handed_over",
    "later", "not_connected", "refused", "unknown",
]  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_reason_that_the_flow_writes_down_has_words(code: str) -> None:
    with translation.override("de"):
        assert verbs.why(code) != code


def test_reasons_say_what_was_meant() -> None:
    with translation.override("de"):
        assert verbs.why("scope:everything") == "alles"
        assert verbs.why("links,many") == "viele Links, viele Beiträge von einem Anschluss"
        assert (
            verbs.why("guideline:prices@2,staff@1")
            == "Leitlinie prices, Fassung 2; Leitlinie staff, Fassung 1"
        )
    assert verbs.why("a third party's own") == "a third party's own"
