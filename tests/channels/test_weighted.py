"""The weighted length of X: the published cases of twitter-text, and what they do not say."""

import gzip
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zuruf.channels import _x_length as weighted
from zuruf.core.weighted import LIMIT, invalid, links, weight

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "conformance"
WITHOUT_EMOJI = (
    "WeightedTweetsCounterTest"  # the configuration before v3, in which each part of an emoji counts
)
WITH_EMOJI = ("WeightedTweetsWithDiscountedEmojiCounterTest", "UnicodeDirectionalMarkerCounterTest")


def published(name: str) -> dict[str, list[dict[str, Any]]]:
    place = SHARED / "twitter-text" / f"{name}.yml.gz"
    if not place.is_file():
        pytest.skip(f"The published cases are not there: {place}")
    found: dict[str, list[dict[str, Any]]] = yaml.load(gzip.decompress(place.read_bytes()), yaml.CSafeLoader)[
        "tests"
    ]
    return found


def urls(text: str) -> list[str]:
    return [text[a:b] for a, b in links(text, weighted.tlds())]


def test_all_published_texts_have_the_weight_that_they_say() -> None:
    cases = published("validate")
    looked = [(c, lambda _: ()) for c in cases[WITHOUT_EMOJI]]
    looked += [(c, weighted.emoji) for name in WITH_EMOJI for c in cases[name]]  # type: ignore[misc]
    wrong = []
    for case, emoji in looked:
        used = weight(case["text"], weighted.tlds(), emoji)
        valid = 0 < used <= LIMIT and not invalid(case["text"])
        told = case["expected"]
        if (used, valid, used * 1000 // LIMIT) != (told["weightedLength"], told["valid"], told["permillage"]):
            wrong.append((case["description"], used))
    assert len(looked) == 44
    assert wrong == []


def test_all_published_links_are_found_and_nothing_else() -> None:
    cases = published("extract")
    plain = [*cases["urls"], *cases["tco_urls_with_params"], *published("validate")["urls_without_protocol"]]
    placed = [*cases["urls_with_indices"], *cases["urls_with_directional_markers"]]
    wrong = [c["description"] for c in plain if urls(c["text"]) != ([c["text"]] if c["expected"] is True else c["expected"])]  # fmt: skip
    for case in placed:
        spans = links(case["text"], weighted.tlds())
        found = [{"url": case["text"][a:b], "indices": [a, b]} for a, b in spans]
        wrong += [case["description"]] if found != case["expected"] else []
    assert len(plain) + len(placed) == 113
    assert wrong == []


def test_all_published_top_level_domains_make_a_link() -> None:
    cases = [case for kind in published("tlds").values() for case in kind]

    assert len(cases) == 1574
    assert [c["text"] for c in cases if urls(c["text"]) != c["expected"]] == []


def test_every_emoji_counts_two_however_it_is_put_together() -> None:
    place = SHARED / "unicode15" / "emoji-test.txt.gz"
    if not place.is_file():
        pytest.skip(f"The list of emoji is not there: {place}")
    lines = gzip.decompress(place.read_bytes()).decode().splitlines()
    listed = [line.partition(";")[0].split() for line in lines if "; fully-qualified" in line]
    emoji = ["".join(chr(int(code, 16)) for code in codes) for codes in listed]

    assert len(emoji) > 3_500
    assert [e for e in emoji if weighted.length(e).used != 2] == []


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("©", 1),
        ("©\ufe0f", 2),
        ("☺\ufe0e", 4),
        ("7", 1),
        ("7\ufe0f\u20e3", 2),
        ("Straße", 6),
        ("“Ja” – 3 € …", 14),
        ("siehe https://stadtwerke-beispielstadt.example/stoerungen", 57),
        ("siehe https://stadtwerke-beispielstadt.de/stoerungen?id=1#oben.", 30),
        ("hilfe@wasserwerk.de", 19),
        ("z.B. um 8.30 Uhr", 16),
    ],
)
def test_what_the_published_cases_do_not_say(text: str, used: int) -> None:
    assert weighted.length(text).used == used


def test_whether_something_becomes_a_link_is_known_before_it_is_sent() -> None:
    assert weighted.linked("Mehr auf wasserwerk.de")
    assert not weighted.linked("Mehr morgen. Danke!")


PIECES = st.sampled_from([*"a.b-_/:?#@(é あ。\ud800\u200d👩\ufeff0", "http://", ".com"])


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_has_a_weight_and_its_links_lie_one_behind_another(text: str) -> None:
    used = weighted.length(text).used
    spans = links(text, weighted.tlds())

    assert 0 <= used <= 2 * len(text) + 23 * len(spans)
    assert (used > 0) == bool(text)
    ends = [0, *(place for span in spans for place in span)]
    assert ends == sorted(ends)
