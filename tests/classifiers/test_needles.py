"""All searches at once find what each would find alone; words are known in every form in which people write them."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zuruf.classifiers import needles, needles_endings, needles_fold, needles_words
from zuruf.classifiers.facts import stems
from zuruf.classifiers.needles import Needles, matches
from zuruf.classifiers.needles_words import Answer, Words
from zuruf.classifiers.readability_words import frequencies
from zuruf.core.listening import Author, Query
from zuruf.core.listening_parse import parse


def query(text: str) -> Query:
    found = parse(text)
    assert isinstance(found, Query), found
    return found


def marked(asked: str, text: str, languages: Sequence[str] = ()) -> list[str]:
    hit = matches(query(asked), text, languages)
    return [text[a:b] for a, b in hit.places] if hit else []


@pytest.mark.parametrize(
    ("asked", "text", "found"),
    [
        ("akku", "Mein Fahrradakku und das Akkuladegerät", ["Fahrradakku", "Akkuladegerät"]),
        ("akku", "akkurat", []),
        ('"akku"', "Fahrradakku und AKKU", ["AKKU"]),
        ("lieferung", "Ersatzteillieferungen, Lieferungen", ["Ersatzteillieferungen", "Lieferungen"]),
        ("häuser", "Haus, Haeuser, Häusern", ["Haus", "Haeuser", "Häusern"]),
        ("straße", "Strasse und STRAẞE", ["Strasse", "STRAẞE"]),
        ("störung", "Stoerungen", ["Stoerungen"]),
        ("battery", "batteries", ["batteries"]),
        ("possible", "possibilities", ["possibilities"]),
        (
            "akku",
            "Ak\u200bku, Ak\u00adku, 🔥akku🔥, ＡＫＫＵ, „Akku“",
            ["Ak\u200bku", "Ak\u00adku", "akku", "ＡＫＫＵ", "Akku"],
        ),
        ("skoda", "Ein Škoda", ["Škoda"]),
        ("ärger", "A\u0308rger", ["A\u0308rger"]),
        ("liefer*", "Liefertermin abliefern", ["Liefertermin"]),
        ("#akku", "akku und #Akku", ["Akku"]),
        ("Москва", "МОСКВА", ["МОСКВА"]),
        ("電池", "私の電池が壊れた", ["私の電池が壊れた"]),
        ('"keine antwort"', "Keine Antworten!", ["Keine Antworten"]),
    ],
)
def test_a_word_is_found_as_people_write_it(asked: str, text: str, found: list[str]) -> None:
    assert marked(asked, text) == found


def test_a_language_that_nobody_states_is_guessed() -> None:
    text = "Mein Akku ist schon wieder leer, das darf doch nicht wahr sein"
    assert marked("akku lang:de", text)
    assert not marked("akku lang:en", text)
    assert not marked("akku lang:de", text, ("en",)), "what is stated counts"


def test_many_texts_are_told_apart_and_asked_about_only_where_a_search_that_may_fit_wants_to_know() -> None:
    asked: list[int] = []

    def about(number: int) -> tuple[Sequence[str], Author]:
        asked.append(number)
        return ("de",), Author(f"did:{number}")

    texts = ["nichts", "der akku\nbrennt", "nichts \x1e akku", "batterie"] * 600
    searches = [(7, query("akku lang:de")), (8, query("akku lang:en")), (9, query("batterie -rot"))]
    found = list(Needles.build(searches).find_each(texts, about))
    assert [(n, i) for n, i, _ in found] == [(n, (0, 7, 7, 9)[n % 4]) for n in range(2400) if n % 4]
    assert asked == [n for n in range(2400) if n % 4 in (1, 2)]


def test_texts_that_are_too_much_for_one_go_are_found_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{'wort ' * n}akku" for n in range(12)]
    monkeypatch.setattr(needles, "LOOKED_AT", 50)
    for letters in (60, 200, 10_000):
        monkeypatch.setattr(needles, "LETTERS", letters)
        assert all(sum(map(len, some)) <= letters for _, some in needles._batches(texts))
        found = Needles.build([(7, query("akku"))]).find_each(texts, lambda _: ((), Author("x")))
        assert [(n, hit.places) for n, _, hit in found] == [(n, ((5 * n, 5 * n + 4),)) for n in range(10)]


def test_what_listens_to_nothing_finds_nothing() -> None:
    assert Needles.build(()).find("akku") == []


WORDS = [
    "akku",
    "Fahrradakku",
    "Akkus",
    "Häuser",
    "haeuser",
    "Haus",
    "batteries",
    "battery",
    "Lieferung",
    "rot",
    "#rot",
    "die",
    "dying",
    "app",
    "Москва",
]
QUERIES = [
    "akku",
    '"akku"',
    "häuser",
    "battery -rot",
    "liefer* OR rot",
    "#rot",
    "haus NEAR/2 rot",
    '"rot haus"',
    "dying",
    "app rot",
    "Москва",
    "possible",
    "lieferung",
    "(akku OR häuser) -rot lang:de",
    '(rot OR "rot die" OR #rot) -(akku OR app) lang:de,en',
    "battery lang:en",
    "die* -from:x",
]
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=12).map(" ".join)
ALL = Needles.build(enumerate(map(query, QUERIES)))


@given(st.lists(TEXTS, min_size=1, max_size=5))
@settings(max_examples=150)
def test_the_automaton_misses_nothing(texts: list[str]) -> None:
    """Against each query looked at closely on each text."""
    found = {(number, i): hit for number, i, hit in ALL.find_each(texts, lambda _: (("de",), Author("x")))}
    for number, text in enumerate(texts):
        words = ALL.cut(text)
        for i, one in ALL.queries:
            assert found.get((number, i)) == one.matches(words, ("de",), Author("x"))


@given(TEXTS)
@settings(max_examples=150)
def test_the_automaton_finds_the_words_that_asking_each_word_for_each_key_finds(text: str) -> None:
    words = needles_fold.fold((text,), other_scripts=True).split()
    one_by_one = {n: [i for i, w in enumerate(words) if key.fits(w)] for n, key in enumerate(ALL.keys)}
    assert ALL.cut(text).keys == {n: found for n, found in one_by_one.items() if found}


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40))
def test_folding_keeps_words_apart_as_they_are(text: str) -> None:
    for other in (True, False):
        words = (
            needles_fold.fold((w,), other_scripts=other).split() for w in needles_fold.TEXT.findall(text)
        )
        assert needles_fold.fold((text,), other_scripts=other).split() == [
            piece for some in words for piece in some
        ]


def test_words_of_other_scripts_move_no_mark_and_hide_no_hashtag() -> None:
    assert marked("#akku", "日本語 привет #akku") == ["akku"]
    assert marked("akku", "½ 日本語 mein Akku") == ["Akku"]


def test_a_word_made_of_marks_alone_is_looked_for_nowhere() -> None:
    assert Needles.build([(1, query("akku \u0301"))])._automaton.patterns == (b"akku",)


@pytest.mark.parametrize("limit", [1, 10])
def test_forgetting_the_words_that_were_seen_loses_no_post(
    monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(needles_words, "_FITTING", limit)
    searches = Needles.build([(1, query("akku")), (2, query("akku* -rot")), (3, query("rot"))], remembered=2)
    for n in range(20):
        found = [i for i, _ in searches.find(f"akkurat{n} akku akku{n}" + " rot" * (n % 2))]
        assert found == ([1, 3] if n % 2 else [1, 2]), n
    assert len(searches._words._marks) == len(searches._words._says) == 2


LONG = st.builds(
    lambda word, at, letter: (word[:at] + letter + word[at:]).encode(),
    st.sampled_from(["a" * n for n in (0, 6, 7, 8, 14, 15, 16, 30, 31, 32, 70)]),
    st.integers(0, 70),
    st.sampled_from("ab"),
)


@given(
    st.lists(st.lists(LONG, min_size=1, max_size=20), min_size=1, max_size=4), st.sampled_from([2, 1 << 10])
)
def test_no_word_is_taken_for_another(texts: list[list[bytes]], remembered: int) -> None:
    """Everything fits here, and its keys are its letters."""

    def look(run: bytes) -> Iterator[tuple[int, tuple[int, ...]]]:
        assert run[:1] == run[-1:] == b" "
        return ((number, tuple(word)) for number, word in enumerate(run.split()))

    words = Words(look, Answer, remembered)
    for some in texts * 2:
        found = words.found(b" " + b" ".join(some) + b" ")
        assert [bytes(one.keys) for one in found.answers] == some


def test_each_word_is_looked_at_once() -> None:
    looked_at: list[bytes] = []

    def look(run: bytes) -> Iterator[tuple[int, tuple[int, ...]]]:
        looked_at.extend(run.split())
        return ((n, (5,)) for n, word in enumerate(run.split()) if word == b"akku")

    words = Words(look, Answer, 1 << 20)
    for _ in range(3):
        assert [one.keys for one in words.found(b" akku rot akku ").answers] == [(5,), (5,)]
    assert sorted(looked_at) == [b"akku", b"rot"]


def test_no_word_is_refused_before_snowball_is_asked() -> None:
    words = {w.decode() for w in needles_fold.fold(frequencies(), other_scripts=False).split() if w.isascii()}
    some = (
        "batteries possibilities dying hopping interred relational aviators comfortably agreed erinnerungen"
    )
    for word in (*sorted(words)[::12], *some.split()):
        german, english = stems(word)
        assert needles_endings.german(german, word), word
        assert needles_endings.english(english, word), word


@given(
    st.lists(st.sampled_from(["akku", "Äpfel", *" ß½.…’🔥日\u00ad\u200b\u0301"]), max_size=12).map("".join)
)
def test_places_are_those_of_the_words_however_folding_moves_letters(text: str) -> None:
    places = [m.span() for m in needles_fold.TEXT.finditer(text)]
    cut = Needles.build([(1, query("akku* OR äpfel*"))]).cut(text)
    pieces = [len(needles_fold.fold((text[a:b],), other_scripts=False).split()) for a, b in places]
    expected = [place for place, times in zip(places, pieces, strict=True) for _ in range(times)]
    for found in cut.keys.values():
        for i in found:
            assert cut.place(i, i + 1) == expected[i]
