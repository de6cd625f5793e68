"""The guidelines that come with the product: each says what it does, in both languages, and its examples prove it."""

from importlib.resources import files

import pytest

from zuruf.classifiers import facts
from zuruf.core.guideline import Facts, Verdict, judge
from zuruf.core.guideline_examples import refusal, try_examples
from zuruf.core.phrases import LANGUAGES
from zuruf.flow.guideline import read, shipped

TEXTS = {read(toml).id: toml for toml in shipped()}


def test_there_are_at_least_twelve_and_each_lies_in_a_file_of_its_name() -> None:
    assert len(TEXTS) >= 12
    names = {f.name for f in files("zuruf.guidelines").iterdir() if f.name.endswith(".toml")}
    assert names == {f"{slug}.toml" for slug in TEXTS}


@pytest.mark.parametrize("slug", sorted(TEXTS))
def test_every_example_comes_out_as_it_says(slug: str) -> None:
    guideline = read(TEXTS[slug])
    tried = try_examples(guideline, facts.find)
    assert {t.example.text: t.judgement.verdict for t in tried if not t.as_said} == {}
    assert refusal(tried) == ""


@pytest.mark.parametrize("slug", sorted(TEXTS))
def test_every_word_for_people_is_there_in_german_and_english(slug: str) -> None:
    g = read(TEXTS[slug])
    for texts in (g.title, g.why, g.then.say, *([g.then.holding] if g.then.holding else [])):
        assert set(texts) == set(LANGUAGES)
        assert all(t.endswith((".", "“", "”")) or texts is g.title for t in texts.values())


@pytest.mark.parametrize("slug", sorted(TEXTS))
def test_no_guideline_hits_the_way_out_that_it_names_itself(slug: str) -> None:
    g = read(TEXTS[slug])
    for text in g.then.holding.values():
        words, found = facts.find(text)
        said = judge(
            Facts(text, words, found, channel="talk", public=True), [read(t) for t in TEXTS.values()]
        )
        assert said.verdict is Verdict.GO, (text, [h.guideline.id for h in said.hits])
