"""Whether a message answers another one: learned from where it tells more, of no weight where it is unknown."""

from pathlib import Path

import numpy as np
import pytest

from zuruf.classifiers import compact_file, compact_train
from zuruf.classifiers.compact import Compact

CHANCE = np.random.default_rng(4)
N = 200
REPLIES = [bool(one) for one in CHANCE.random(N) < 0.5]
SAME = "Es ist, wie es ist"
TOLD = [(SAME, "us" if not reply and at % 5 else "others") for at, reply in enumerate(REPLIES)]
Replies = list[bool | None]


def taught(replies: Replies | None) -> Compact:
    return Compact({"whom": compact_train.taught(TOLD, replies=replies)})


def probable(model: Compact, replies: Replies | None) -> list[float]:
    texts = [SAME] * (1 if replies is None else len(replies))
    return [one["whom"].of("us") for one in model.judge(texts, replies=replies)]


def test_of_two_equal_texts_the_one_that_answers_nobody_is_another_thing(tmp_path: Path) -> None:
    compact_file.save(taught([*REPLIES]), tmp_path / "model.npz")
    model = compact_file.load(tmp_path / "model.npz")
    said = model.judge([SAME] * 2, replies=[True, False])
    assert [one["whom"].label for one in said] == ["others", "us"]
    assert said[0]["whom"].of("us") < 0.1
    assert said[1]["whom"].of("us") == pytest.approx(0.8, abs=0.1)


def test_where_it_is_unknown_all_is_as_if_it_had_not_been_learned() -> None:
    without = probable(taught(None), None)
    model = taught([*REPLIES])
    assert probable(model, None) == without
    assert probable(model, [None]) == without
    assert probable(model, [True, None])[1:] == without


def test_it_is_learned_beside_vectors_and_with_more_than_two_labels() -> None:
    three = [(SAME, label if label == "us" or at % 2 else "nobody") for at, (_, label) in enumerate(TOLD)]
    vectors = CHANCE.normal(size=(N, 4)).astype(np.float32)
    task = compact_train.taught(three, vectors=vectors, replies=REPLIES)
    model = Compact({"whom": task})
    said = model.judge([SAME] * 2, vectors=vectors[:2], replies=[True, False])
    assert said[0]["whom"].of("us") < 0.1 < 0.6 < said[1]["whom"].of("us")
    assert sum(said[0]["whom"].probabilities) == pytest.approx(1)


@pytest.mark.parametrize("why", ["tells nothing", "hardly known", "all answer"])
def test_it_is_left_out_where(why: str) -> None:
    replies: Replies = [bool(one) for one in CHANCE.random(N) < 0.5]
    if why == "hardly known":
        replies = [one if at < 30 else None for at, one in enumerate(REPLIES)]
    if why == "all answer":
        replies = [True] * N
    assert taught(replies).known["whom"].mix_reply is None


def test_examples_of_which_it_is_unknown_are_learned_from_as_before() -> None:
    replies: Replies = [one if at % 3 else None for at, one in enumerate(REPLIES)]
    yes, no = probable(taught(replies), [True, False])
    assert yes < 0.2 < 0.6 < no


def test_reasons_are_asked_for_as_before() -> None:
    assert len(taught([*REPLIES]).whys([SAME], "whom", ["us"])) == 1


def test_a_file_with_numbers_of_another_shape_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.npz"
    compact_file.save(taught([*REPLIES]), file)
    with np.load(file) as stored:
        arrays = {name: stored[name] for name in stored.files}
    arrays["0.mix_reply.by"] = arrays["0.mix_reply.by"][:-1]
    with file.open("wb") as out:
        np.savez(out, **arrays)
    with pytest.raises(compact_file.Broken):
        compact_file.load(file)
