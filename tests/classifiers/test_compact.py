"""The compact model: what it learns, that it is the same alone and in a batch, stored and loaded, and that its reasons are reasons."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zuruf.classifiers import compact_file, compact_parts, compact_rules, compact_train
from zuruf.classifiers.compact import Compact
from zuruf.classifiers.compact_grams import AT_ONCE, BUCKETS, LOOKED_AT, Rows, seen, spelled
from zuruf.classifiers.compact_lift import lift

GLAD = (
    "Das Team war freundlich",
    "Danke, alles bestens",
    "Tolles Frühstück",
    "Gern wieder",
    "Die Fahrt war schön",
)
CROSS = (
    "Der Zug war zu spät",
    "Nie wieder",
    "Die Heizung ist kaputt",
    "Niemand antwortet mir",
    "So ein Ärger",
)
ENDS = ("", " heute", " gestern!", " in Musterstadt", " 😀", " – ehrlich")
MOODS = [
    (text + end, mood) for mood, texts in (("glad", GLAD), ("cross", CROSS)) for text in texts for end in ENDS
]
ODD = (
    "",
    " ",
    "a",
    "!!!",
    "😀😀",
    "https://example.org/a",
    "Z͑ͫ̓ͪ̂ͫ̽a" * 300,
    "раураl",
    "\ud800 \x00",
    "这是中文",
    "ß" * 1_000_000,
)
TEXTS = st.lists(st.text(st.sampled_from("aäß.! 1@😀Z\n"), max_size=30), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def model() -> Compact:
    threes = [(f"{text}{end}", kind) for kind, text in zip("abc", CROSS, strict=False) for end in ENDS]
    return compact_train.train({"mood": MOODS, "kind": threes})


def row(rows: Rows, at: int) -> dict[int, float]:
    span = slice(rows.starts[at], rows.starts[at + 1])
    return dict(zip(rows.buckets[span].tolist(), rows.counts[span].tolist(), strict=True))


@settings(max_examples=30, deadline=None)
@given(TEXTS)
def test_a_text_has_the_same_row_alone_and_among_others(texts: list[str]) -> None:
    together = seen(texts)
    for at, text in enumerate(texts):
        alone = seen([text])
        assert row(together.words, at) == row(alone.words, 0)
        assert row(together.pieces, at) == row(alone.pieces, 0)
        assert together.surface[at].tolist() == alone.surface[0].tolist()


def test_many_long_texts_are_worked_on_in_parts() -> None:
    texts = [f"{at} und weiter " * 400 for at in range(AT_ONCE // LOOKED_AT + 3)]
    assert row(seen(texts).words, len(texts) - 1) == row(seen(texts[-1:]).words, 0)


def test_windows_are_those_of_words_and_their_pieces() -> None:
    rows = seen(["ab cd cd"])
    assert sorted(row(rows.words, 0).values()) == [1, 1, 1, 2]  # ab, ab cd, cd cd; cd twice
    assert sum(row(rows.pieces, 0).values()) == 3 * (3 + 2 + 1)  # " ab ": three of 2, two of 3, one of 4
    assert all(0 <= bucket < BUCKETS for bucket in row(rows.pieces, 0))


def test_spelling_hides_links_names_and_stretching() -> None:
    one, other = spelled(
        ["SOOOOO schön!!!!!! @anna_1 https://example.org/x?y", "sooo schoen!!! @b www.example.org"]
    )
    assert one == other


def test_it_learns_and_says_how_sure_it_is(model: Compact) -> None:
    said = model.judge(["Danke, das Team war schön freundlich", "Nie wieder, so ein Ärger, Heizung kaputt"])
    assert [one["mood"].label for one in said] == ["glad", "cross"]
    assert said[0]["mood"].p > 0.7
    assert sum(said[0]["kind"].probabilities) == pytest.approx(1, abs=1e-5)
    assert model.tasks == {"mood": ("cross", "glad"), "kind": ("a", "b", "c")}


def test_what_is_put_aside_in_runs_came_together() -> None:
    y = np.array([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1])
    parts = compact_parts.in_runs(y)
    assert sorted(at for _, part in parts for at in part) == [*range(12)]
    for label in (0, 1):
        assert [at for _, part in parts for at in part if y[at] == label] == np.flatnonzero(
            y == label
        ).tolist()


def test_copies_of_one_line_are_put_aside_together() -> None:
    lines = np.array([7, 7, 3, 3, 3, 1, 2, 4, 5, 5])
    parts = compact_parts.by_line(lines, seed=1)
    assert sorted(at for _, part in parts for at in part) == [*range(10)]
    assert not any(set(lines[others]) & set(lines[part]) for others, part in parts)


def test_reasons_are_the_same_whoever_asks_at_the_same_time(model: Compact) -> None:
    texts = [f"{one} {other}{end}" for one in GLAD for other in CROSS for end in ENDS]
    asked = [(0, "mood", "cross"), (0, "mood", "glad"), (0, "kind", "a")]
    one_by_one = [model.reasons([text], asked) for text in texts]
    fresh = Compact(model.known)  # has heard no word yet
    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(lambda text: fresh.reasons([text], asked), texts)] == one_by_one


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_any_text_gets_an_answer(model: Compact, text: str) -> None:
    (said,) = model.judge([text])
    assert 0 <= said["mood"].p <= 1
    assert len(model.why(text, "mood", "glad")) <= 5
    assert model.whys([text], "mood", ["glad"])


def test_of_tasks_those_are_judged_that_are_asked_for(model: Compact) -> None:
    assert [[*one] for one in model.judge(["Hallo"] * 300, ("mood", "unknown"))] == [["mood"]] * 300
    assert model.judge(["Hallo"], ()) == [{}]
    assert model.judge([]) == []
    assert Compact({}).judge(["Hallo"]) == [{}]


def test_without_its_words_a_label_is_less_probable(model: Compact) -> None:
    text = "Ich war mit der Bahn da. Der Zug war zu spät, die Heizung ist kaputt und niemand antwortet mir."
    for words in (model.why(text, "mood", "cross"), model.whys([text], "mood", ["cross"])[0]):
        rest = text
        for word in words:
            rest = rest.replace(word, " ")
        before, after = (one["mood"].of("cross") for one in model.judge([text, rest]))
        assert words
        assert after < before
    assert model.why(text, "mood", "unknown") == model.why(text, "unknown", "cross") == ()


def test_a_stored_model_judges_the_same_and_is_the_same_bytes(model: Compact, tmp_path: Path) -> None:
    compact_file.save(model, tmp_path / "new" / "model.npz")
    again = compact_file.load(tmp_path / "new" / "model.npz")
    texts = [text for text, _ in MOODS] + list(ODD)
    assert again.judge(texts) == model.judge(texts)
    assert compact_file.packed(again) == compact_file.packed(model)
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["model.npz"]


def test_the_same_examples_give_the_same_model(model: Compact) -> None:
    again = compact_train.train({"mood": MOODS})
    assert compact_file.packed(again) == compact_file.packed(Compact({"mood": model.known["mood"]}))


def test_a_file_that_is_no_model_is_refused(model: Compact, tmp_path: Path) -> None:
    file = tmp_path / "model.npz"
    whole = compact_file.packed(model)
    np.savez(tmp_path / "other.npz", about=np.frombuffer(json.dumps({"format": "x"}).encode(), np.uint8))
    for bad in (b"", b"nonsense", whole[: len(whole) // 2], (tmp_path / "other.npz").read_bytes()):
        file.write_bytes(bad)
        with pytest.raises(compact_file.Broken):
            compact_file.load(file)


def test_vectors_count_where_they_are_given(tmp_path: Path) -> None:
    told = [("Es ist, wie es ist", label) for label in ("no", "yes") for _ in range(20)]
    vectors = np.array([[1.0, 0.0]] * 20 + [[0.0, 1.0]] * 20, np.float32)
    model = compact_train.train({"task": told}, dense={"task": vectors})
    assert model.wants_vectors
    compact_file.save(model, tmp_path / "model.npz")
    again = compact_file.load(tmp_path / "model.npz")
    said = again.judge(["Es ist, wie es ist"] * 2, vectors=np.array([[1.0, 0.0], [0.0, 1.0]], np.float32))
    assert [one["task"].label for one in said] == ["no", "yes"]
    assert again.judge(["Es ist, wie es ist"])[0]["task"].p == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("tells", [True, False])
def test_what_rules_hear_counts_where_it_tells_more_than_words(
    tells: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def heard(texts: Sequence[str]) -> np.ndarray:
        odd = [float(text[-1:].isdigit() and int(text[-1]) % 2 and tells) for text in texts]
        return np.array([[one] * compact_rules.WIDE for one in odd], np.float32)

    monkeypatch.setattr(compact_rules, "rows", heard)
    told = [(f"Nummer {at}", "odd" if at % 2 else "even") for at in range(40)]  # words do not see numbers
    task = compact_train.taught(told, rules=True)
    assert (task.rules is not None) == tells
    compact_file.save(Compact({"task": task}), tmp_path / "model.npz")
    again = compact_file.load(tmp_path / "model.npz")
    said = [one["task"].label for one in again.judge(["Nummer 6", "Nummer 7"])]
    assert said == ["even", "odd"] or not tells
    assert len(again.whys(["Nummer 7"], "task", ["odd"])) == 1


@pytest.mark.parametrize(
    "examples",
    [[], [("a", "x")] * 9, [("a", "x")] * 9 + [("b", "y")] * 2],
    ids=["none", "one label", "too few"],
)
def test_it_takes_two_labels_with_a_few_examples_each(examples: list[tuple[str, str]]) -> None:
    with pytest.raises(compact_train.TooFew):
        compact_train.train({"task": examples})


def test_examples_without_a_word_can_be_learned_from() -> None:
    model = compact_train.train(
        {"task": [("", "no"), (" ", "no"), ("", "no"), ("", "yes"), ("!", "yes"), ("", "yes")]}
    )
    assert model.judge(["", "?"])[0]["task"].label in ("no", "yes")


def test_a_rare_label_is_decided_for_earlier() -> None:
    y = np.array([0] * 90 + [1] * 10)
    p = np.where(y == 1, 0.35, 0.1)[:, None]
    lifted, reached = lift(np.hstack([1 - p, p]).astype(np.float32), y)
    assert lifted[0] == 0 < lifted[1]
    assert reached == {"macro": 1.0, "rare": 1.0}


def test_what_decisions_are_for_can_be_said() -> None:
    y = np.array([0] * 60 + [1] * 40)
    p = np.concatenate([np.linspace(0.1, 0.5, 60), np.linspace(0.3, 0.9, 40)])[:, None]
    probable = np.hstack([1 - p, p]).astype(np.float32)
    lifted = {measure: float(lift(probable, y, measure)[0][1]) for measure in ("", "macro", "rare")}
    assert lifted["rare"] > lifted["macro"]
    assert lifted[""] == lifted["rare"]  # two labels that are about as frequent
