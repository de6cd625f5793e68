"""Tasks over the same texts: their features are kept once, copies of a line are put aside together, and false alarms stay few."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers import compact_file, compact_together
from zuruf.classifiers.compact import Compact
from zuruf.classifiers.compact_lift import bar

FIRE = ("Es brennt im Keller", "Der Keller steht in Flammen", "Feuer im Keller", "Im Keller brennt Papier")
WATER = ("Im Flur steht Wasser", "Das Wasser läuft in den Flur", "Wasser im Flur", "Der Flur ist nass")
USUAL = (
    "Wann habt ihr offen",
    "Danke für die Antwort",
    "Schönes Wochenende",
    "Der Flur ist schön",
    "Keller frei",
)
ENDS = ("", "!", " heute", " bei uns", " – bitte kommen")


@pytest.fixture(scope="module")
def model() -> Compact:
    lines = [*FIRE, *WATER, *USUAL]
    texts = [line + end for line in lines for end in ENDS]
    whose = [at for at in range(len(lines)) for _ in ENDS]
    made = compact_together.taught(
        texts,
        {
            "fire": [at < 4 for at in whose],
            "water": [None if at < 2 else 4 <= at < 8 for at in whose],
        },
        lines=whose,
        counting=[at < 8 for at in whose],
        bars={task: [([at >= 8 for at in whose], 0.04)] for task in ("fire", "water")},
    )
    return Compact(made)


def test_each_task_says_yes_to_its_own_and_learns_nothing_from_what_says_nothing_of_it(
    model: Compact,
) -> None:
    fire, water, usual = model.judge(
        ["Im Keller brennt es", "Wasser läuft im Flur", "Danke und schönes Wochenende"]
    )
    assert fire["fire"].label == "yes"
    assert water["water"].label == "yes"
    assert {one.label for one in usual.values()} == {"no"}
    assert (model.known["fire"].about["examples"], model.known["water"].about["examples"]) == (65, 55)


def test_their_columns_are_in_the_file_once_and_it_judges_the_same(model: Compact, tmp_path: Path) -> None:
    compact_file.save(model, tmp_path / "both.npz")
    again = compact_file.load(tmp_path / "both.npz")
    texts = [*FIRE, *WATER, *USUAL, ""]
    assert again.judge(texts) == model.judge(texts)
    assert again.known["fire"].words.buckets is again.known["water"].words.buckets
    stored = np.load(tmp_path / "both.npz")
    assert [name for name in stored.files if name.endswith("words.steps")] == ["0.words.steps"]


def test_reasons_of_several_tasks_at_once_are_those_of_each(model: Compact) -> None:
    texts = [*FIRE, *WATER]
    asked = [(at, task, "yes") for task in ("fire", "water") for at in range(len(texts))]
    apart = [model.whys([texts[at]], task, [label])[0] for at, task, label in asked]
    assert model.reasons(texts, asked) == apart
    assert any(apart)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.floats(0, 1))
def test_no_more_ordinary_texts_are_above_the_bar_than_may_be(usual: list[float], share: float) -> None:
    p = np.array([0.7, *usual])
    yes = np.arange(len(p)) == 0
    _, _, wrong = bar(p, yes, ~yes, share)
    assert wrong <= share + 1e-4
