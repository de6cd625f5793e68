"""Finding phrases: inflections, gaps, and an amount of work that grows with the text."""

from collections.abc import Iterator

import pytest

from zuruf.classifiers import tone as reading
from zuruf.classifiers.facts import stems
from zuruf.core import tone_text
from zuruf.core.tone_kinds import Kind
from zuruf.core.tone_text import Element, Lexicon, Token, lexicon


def _lexicon(*lines: str) -> Lexicon:
    return lexicon(lines, lambda word: stems(word)[0])


def _found(text: str, *lines: str) -> list[str]:
    return [
        text[s.tokens[a].start : s.tokens[b].end]
        for s in reading.read(text, "de").sentences
        for a, b, _p in _lexicon(*lines).find(s)
    ]


@pytest.mark.parametrize(
    ("line", "text", "found"),
    [
        ("maßnahme", "Viele Maßnahmen helfen.", ["Maßnahmen"]),
        ("=mittels", "Die Mittels halfen mittels Öl.", ["Mittels", "mittels"]),
        ("=mittels", "Das Mittel half.", []),
        ("innovativ*", "Das innovativste Rad.", ["innovativste"]),
        ("*rechtlich", "Das ist mietrechtlich so.", ["mietrechtlich"]),
        ("bedauern … vorfall", "Wir bedauern diesen dummen Vorfall.", ["bedauern diesen dummen Vorfall"]),
        ("bedauern … vorfall", "Wir bedauern das. Der Vorfall war gestern.", []),
        ("bedauern … vorfall", "Wir bedauern eins zwei drei vier fünf sechs sieben Vorfall.", []),
        ("leid|weh tut", "Das leid tut.", ["leid tut"]),
    ],
)
def test_a_phrase_stands_for_its_forms(line: str, text: str, found: list[str]) -> None:
    assert _found(text, line) == found


def test_of_two_phrases_that_begin_alike_the_longer_counts() -> None:
    assert _found("Wir bitten um Ihr Verständnis.", "bitten um", "bitten … verständnis") == [
        "bitten um Ihr Verständnis"
    ]


@pytest.mark.parametrize("line", ["… verständnis", "un*", "*ng"])
def test_a_phrase_that_cannot_be_looked_up_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="looked up"):
        _lexicon(line)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_phrase_that_is_shipped_can_be_found_and_is_there_once(language: str) -> None:
    for kind, made in reading.lexica(language).by_kind:
        assert kind in Kind
        written = [p.written for p in made.phrases]
        assert len(written) == len(set(written)), [w for w in written if written.count(w) > 1]


def test_the_work_grows_with_the_text_and_no_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    fits = Element.fits

    def counted(self: Element, token: Token) -> bool:
        nonlocal looks
        looks += 1
        return fits(self, token)

    monkeypatch.setattr(tone_text.Element, "fits", counted)

    def work(length: int) -> int:
        nonlocal looks
        looks = 0
        text = ("wir bedauern zur verfügung stehen im rahmen nehmen die erfahrung sehr ernst danke " * 200)[
            :length
        ]
        for sentence in reading.read(text, "de").sentences:
            for _kind, made in reading.lexica("de").by_kind:
                made.find(sentence)
        return looks

    assert work(10_000) <= 2.2 * work(5_000)
    assert work(10_000) < 10_000 * 4


def test_tokens_come_in_the_order_of_the_text() -> None:
    tokens: Iterator[Token] = reading.read("Eins. Zwei! Drei").tokens
    assert [t.text for t in tokens] == ["Eins", "Zwei", "Drei"]
