"""What is marked in a text, what of it is shown, and what fits best."""

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.search_match import Alternative, Cut, Wanted, marks, score, snippet


def cut(text: str) -> list[Cut]:
    made, at = [], 0
    for word in text.split(" "):
        made.append(Cut(at, at + len(word), (word.lower(),)))
        at += len(word) + 1
    return made


def wanted(*groups: tuple[Alternative, ...]) -> Wanted:
    return Wanted(tuple(groups))


def test_a_phrase_is_marked_as_a_whole_and_only_in_its_order() -> None:
    phrase = wanted((Alternative(("keine", "antwort")),))
    text = "antwort keine antwort keine"
    assert [text[a:b] for a, b in marks(cut(text), phrase)] == ["keine antwort"]


def test_a_beginning_marks_the_whole_word() -> None:
    text = "die lieferung kam"
    assert [text[a:b] for a, b in marks(cut(text), wanted((Alternative(("lief",), begins=True),)))] == [
        "lieferung"
    ]


def test_a_filter_marks_nothing() -> None:
    assert marks(cut("us them"), wanted((Alternative(("us",), who=True),))) == ()


def test_a_long_text_is_shown_around_what_was_found() -> None:
    text = "wort " * 200 + "ziel " + "wort " * 200
    at = text.index("ziel")
    shown = "".join(p.text for p in snippet(text, [(at, at + 4)]))
    assert "ziel" in shown
    assert len(shown) < 260
    assert shown.startswith("… ")
    assert shown.endswith(" …")


@given(st.text(alphabet="ab ", min_size=1, max_size=600), st.data())
def test_a_snippet_says_nothing_that_is_not_there_and_marks_what_is(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 20)))
    pieces = snippet(text, [(start, end)])
    bare = "".join(p.text for p in pieces if p.text not in ("… ", " …"))
    assert bare in text
    assert "".join(p.text for p in pieces if p.marked) == text[start:end]


def test_whole_words_count_more_than_parts_and_neighbours_more_than_far_ones() -> None:
    want = wanted((Alternative(("rad",)), Alternative(("radladen",), part=True)), (Alternative(("neu",)),))
    whole, part = score(["neu", "rad"], [], want), score(["neu", "radladen"], [], want)
    far = score(["neu", *["x"] * 10, "rad"], [], want)
    near = score(["neu", "rad", *["x"] * 10], [], want)
    assert whole > part
    assert near > far
