"""`zuruf teach` learns from what is good and names what is not; `zuruf judge` judges line by line, with a profile too."""

import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.classifiers import small_encoder
from zuruf.classifiers import embedding, embedding_package
from zuruf.flow import judge_lines

KEYS = {*judge_lines.KEYS, "id", "reasons"}
CROSS = "Der Zug war zu spät und die Heizung kaputt"
GLAD = "Danke, das Team war freundlich"
BROKEN = {
    "nonsense": "is not JSON",
    '["a"]': "is not an object",
    '{"label": 1}': 'has no "text"',
    '{"text": " ", "label": 1}': 'has a "text" that is empty',
    '{"text": "a"}': 'has no "label"',
    '{"text": "a", "label": null}': 'has a "label" that is no text, number, true or false',
    '{"text": "a", "label": [1]}': 'has a "label" that is no text, number, true or false',
    '{"text": "a", "label": NaN}': 'has a "label" that is no text, number, true or false',
    '{"text": "a", "label": ""}': 'has a "label" that is empty',
    '{"text": "a", "label": 1, "is_reply": "no"}': 'has an "is_reply" that is neither true nor false',
}


class Piped:
    """What is piped in."""

    def __init__(self, text: bytes) -> None:
        self.buffer = io.BytesIO(text)


def lines(rows: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(row) for row in rows) + "\n"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, text: str | bytes, *args: str) -> tuple[str, str, str]:
    """(what it says, what stands on stderr, how it ended)."""
    monkeypatch.setattr(
        sys, "stdin", Piped(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    )
    out, err, end = io.StringIO(), io.StringIO(), ""
    try:
        call_command(*args, stdout=out, stderr=err)
    except CommandError as ended:
        end = str(ended)
    return out.getvalue(), err.getvalue(), end


def judged(monkeypatch: pytest.MonkeyPatch, rows: list[dict[str, Any]], *args: str) -> list[dict[str, Any]]:
    out, _err, end = run(monkeypatch, lines(rows), "judge", *args)
    assert end == ""
    return [json.loads(line) for line in out.splitlines()]


def examples(*labels: Any) -> list[dict[str, Any]]:
    return [{"text": f"{(CROSS, GLAD)[n % 2]} {n}", "label": labels[n % 2]} for n in range(24)]


def test_every_line_gets_every_key(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        "",
        "😀",
        "https://example.org",
        "Warum antwortet mir niemand?",
        "a\u0300\u0301" * 900,
        "раураl",
        "x" * 1_000_000,
    ]
    said = judged(monkeypatch, [{"id": n, "text": text, "more": 1} for n, text in enumerate(texts)])
    assert [one["id"] for one in said] == [*range(len(texts))]
    for one in said:
        assert set(one) == KEYS
        assert all(
            {"label", "p"} == {*one[key]} - {"unsure"}
            for key in judge_lines.KEYS
            if key not in judge_lines.LISTS
        )
        assert all(isinstance(one[key], list) for key in judge_lines.LISTS)
    assert said[3]["language"]["label"] == "de"
    assert said[3]["intent"]["label"] == "question"
    assert {"of", "code", "words"} == set(said[3]["reasons"][0])


def test_the_reasons_of_urgency_are_those_of_the_label_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    (said,) = judged(monkeypatch, [{"id": 1, "text": "Ich will nicht mehr leben."}])
    assert said["urgency"]["label"] == "now"
    assert [r["code"] for r in said["reasons"] if r["of"] == "urgency"] == ["self_harm"]


def test_a_line_in_another_encoding_is_called_that(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err, _end = run(monkeypatch, b'{"id": 1, "text": "Gr\xfc\xdfe"}\n', "judge")
    assert (out, err.strip()) == ("", "Line 1 is not UTF-8.")


def test_a_broken_line_is_named_and_the_others_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err, end = run(
        monkeypatch, '{"id": "a", "text": "Hallo"}\n\nnonsense\n{"text": "b"}\n{"id": 2, "text": ""}', "judge"
    )
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["a", 2]
    assert err.splitlines() == ["Line 3 is not JSON.", 'Line 4 has no "id".']
    assert end == '2 of 5 lines were left out (1: is not JSON; 1: has no "id"); the others are judged.'


def test_lines_are_judged_in_parts_and_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge_lines, "AT_ONCE", 2)
    assert [one["id"] for one in judged(monkeypatch, [{"id": n, "text": "a"} for n in range(5)])] == [
        *range(5)
    ]


def test_a_profile_is_taught_task_by_task(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    teach = ("teach", "--profile", "haus", "--task")
    for task, labels in (
        ("mood", ("cross", "glad")),
        ("toxic", (True, False)),
        ("stars", (1, 5)),
        ("mood", ("no", "yes")),
    ):
        file = data / f"{task}.jsonl"
        file.write_text(lines(examples(*labels)), "utf-8")
        out, err, end = run(monkeypatch, "", *teach, task, str(file))
        assert (err, end) == ("", "")
        assert out.startswith(f"{task}: 24 examples of ")
    cross, glad = judged(
        monkeypatch, [{"id": 1, "text": CROSS}, {"id": 2, "text": GLAD}], "--profile", "haus"
    )
    assert set(cross) == {*KEYS, "mood", "stars"}
    assert [one["mood"]["label"] for one in (cross, glad)] == ["no", "yes"]
    assert [one["toxic"]["label"] for one in (cross, glad)] == [True, False]
    assert [one["stars"]["label"] for one in (cross, glad)] == [1, 5]
    assert glad["mood"]["p"] > 0.5
    assert any(r["of"] == "mood" and r["words"] for r in glad["reasons"])
    assert not any(r["of"] == "toxic" and r["code"] != "words" for r in glad["reasons"])


def test_whether_a_message_answers_another_is_learned_from_and_judged_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = [{"text": CROSS, "label": "them" if n % 2 else "us", "is_reply": bool(n % 2)} for n in range(60)]
    told, err, end = run(monkeypatch, lines(said), "teach", "--profile", "p", "--task", "whom")
    assert (err, end) == ("", "")
    assert "by whether it answers another message; macro F1 on examples put aside: 100.0." in told
    asked = [{"id": 1, "text": CROSS, "is_reply": True}, {"id": 2, "text": CROSS, "is_reply": False}]
    them, us, unknown = judged(monkeypatch, [*asked, {"id": 3, "text": CROSS}], "--profile", "p")
    assert [one["whom"]["label"] for one in (them, us)] == ["them", "us"]
    assert unknown["whom"]["p"] == pytest.approx(0.5, abs=0.1)
    out, err, end = run(monkeypatch, lines([{"id": 4, "text": CROSS, "is_reply": 1}]), "judge")
    assert (out, err.strip()) == ("", 'Line 1 has an "is_reply" that is neither true nor false.')


def test_broken_examples_are_named_and_counted_and_the_others_are_learned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "\n".join([*BROKEN, ""]) + "\n" + lines([*examples("a", "b"), {"text": "einmal", "label": "c"}])
    out, err, end = run(monkeypatch, text, "teach", "--profile", "p", "--task", "t")
    assert (out[:17], end) == ("t: 24 examples of", "")
    *named, labels, counted = err.splitlines()
    assert named == [f"Line {n} {why}." for n, why in enumerate(BROKEN.values(), 1)]
    assert labels == "Labels with too few examples were left out: c."
    assert counted.startswith(f"{len(BROKEN) + 1} of {len(BROKEN) + 26} lines were left out (3: has a ")
    assert '1: is not JSON; 1: is not an object; 1: has no "text"; 1: has a "text" that is empty' in counted
    assert counted.endswith("1: has a label with too few examples); the others are learned.")


def test_where_nothing_can_be_taught_the_lines_that_were_left_out_are_counted_too(
    monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    text = "nonsense\nnonsense\n" + lines(examples("a", "a"))
    _out, err, end = run(monkeypatch, text, "teach", "--profile", "p", "--task", "t")
    assert err.splitlines()[-1] == "2 of 26 lines were left out (2: is not JSON)."
    assert "it takes two labels" in end, "it has not taught, so it does not end with 0"
    assert not (data / "profiles").exists()


def test_messages_may_stand_in_a_file_that_is_named(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    (data / "in.jsonl").write_text(lines([{"id": "7", "text": GLAD}]))
    out, err, end = run(monkeypatch, "", "judge", str(data / "in.jsonl"))
    assert (json.loads(out)["id"], err, end) == ("7", "", "")


def test_what_cannot_be_done_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, data: Path) -> None:
    few = lines(examples("a", "a"))
    assert (
        "it takes two labels with 3 examples"
        in run(monkeypatch, few, "teach", "--profile", "p", "--task", "t")[2]
    )
    assert "it takes two labels" in run(monkeypatch, "", "teach", "--profile", "p", "--task", "t")[2]
    assert (
        "cannot be read"
        in run(monkeypatch, "", "teach", "--profile", "p", "--task", "t", str(data / "none"))[2]
    )
    for name, task in (("../p", "t"), ("p", "reasons"), ("p", "a b"), (".", "t")):
        assert "cannot be a name" in run(monkeypatch, few, "teach", "--profile", name, "--task", task)[2]
    assert "There is no profile 'p'" in run(monkeypatch, "", "judge", "--profile", "p")[2]
    assert "cannot be read" in run(monkeypatch, "", "judge", str(data / "none"))[2]
    (data / "profiles" / "p").mkdir(parents=True)
    (data / "profiles" / "p" / "model.npz").write_bytes(b"nonsense")
    assert "model.npz is no model" in run(monkeypatch, "", "judge", "--profile", "p")[2]


@pytest.fixture
def vectors(settings: Any) -> Iterator[None]:
    """For data of anybody's own sentence embeddings are on, and afterwards off."""
    settings.EMBEDDINGS_FOR_DATA = True
    yield
    embedding.switch(False)


@pytest.mark.usefixtures("vectors")
def test_sentence_embeddings_are_learned_from_and_judged_with_where_they_are_and_missed_aloud_where_not(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    if not embedding_package.onnxruntime() or not embedding.available():
        pytest.skip("the extra `embeddings` is not installed")
    given = [{"text": t, "label": "cross"} for t in (CROSS, "Alles kaputt", "Wieder zu spät")]
    given += [{"text": t, "label": "glad"} for t in (GLAD, "Toll gemacht", "Ihr seid super")]
    told, _err, end = run(monkeypatch, lines(given), "teach", "--profile", "moods", "--task", "mood")
    assert end == ""
    assert "sentence vectors" in told
    asked = lines([{"id": "1", "text": "That was wonderful, thank you"}])
    out, err, end = run(monkeypatch, asked, "judge", "--profile", "moods")
    assert (err, end) == ("", "")
    settings.EMBEDDINGS_FOR_DATA = False
    embedding.switch(False)
    words_alone, err, end = run(monkeypatch, asked, "judge", "--profile", "moods")
    assert end == ""
    assert "moods was taught with sentence embeddings" in err
    assert json.loads(words_alone)["mood"] != json.loads(out)["mood"]


def test_fine_tuning_needs_sentence_embeddings_and_says_how_to_get_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = lines(examples("a", "b"))
    _out, _err, end = run(monkeypatch, given, "teach", "--profile", "p", "--task", "t", "--fine-tune")
    assert end.startswith("Fine-tuning needs sentence embeddings")


@pytest.mark.usefixtures("vectors")
def test_what_only_the_encoder_sees_is_learned_by_fine_tuning_kept_and_judged_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not embedding_package.onnxruntime():
        pytest.skip("the extra `embeddings` is not installed")
    small_encoder.installed(monkeypatch)

    def read(texts: Iterable[str]) -> tuple[np.ndarray, list[np.ndarray]]:
        """A text of an odd number stands out, which its words do not say."""
        odd = np.array([int(text.split()[-1]) % 2 for text in texts])
        return np.ones((len(odd), 4), np.float32), small_encoder.states(odd)

    monkeypatch.setattr(embedding, "read", read)
    monkeypatch.setattr(embedding, "layers_on", lambda: True)
    given = [{"text": f"{(CROSS, GLAD)[n // 2 % 2]} {n}", "label": n % 2} for n in range(200)]
    told, err, end = run(monkeypatch, lines(given), "teach", "--profile", "p", "--task", "odd", "--fine-tune")
    assert end == ""
    assert "fine-tuning" in told
    assert "all examples: Round 1 of 10" in err
    new = [{"id": n, "text": f"{CROSS} {n}"} for n in range(1000, 1040)]
    said = judged(monkeypatch, new, "--profile", "p")
    assert sum(one["odd"]["label"] == one["id"] % 2 for one in said) > 35
