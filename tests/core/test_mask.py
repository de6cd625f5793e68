"""What is personal leaves the house as a token and comes home as it was."""

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.mask import Span, mask, unmask


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(st.text(st.sampled_from("ab [PERSON_1]\n0Ä"), min_size=1, max_size=60))
    at = st.integers(0, len(text))
    spans = draw(st.lists(st.builds(Span, st.sampled_from(["PERSON", "PHONE"]), at, at), max_size=6))
    return text, spans


@given(st.lists(texts_with_spans(), min_size=1, max_size=3))
def test_every_text_comes_home_as_it_left(pairs: list[tuple[str, list[Span]]]) -> None:
    masked = mask([t for t, _s in pairs], [s for _t, s in pairs])
    assert [unmask(t, masked.table) for t in masked.texts] == [t for t, _s in pairs]


def test_nothing_of_what_was_found_leaves_and_the_same_words_have_the_same_token() -> None:
    texts = ["Petra Weber, 0341 223344", "Hallo Petra Weber"]
    spans = [[Span("PERSON", 0, 11), Span("PERSON", 6, 11), Span("PHONE", 13, 24)], [Span("PERSON", 6, 17)]]
    masked = mask(texts, spans)
    assert masked.texts == ("[PERSON_1], [PHONE_1]", "Hallo [PERSON_1]")


def test_a_token_that_somebody_wrote_herself_is_not_taken_for_ours() -> None:
    masked = mask(["[PERSON_1] und Petra"], [[Span("PERSON", 15, 20)]])
    assert unmask(masked.texts[0], masked.table) == "[PERSON_1] und Petra"
    assert unmask("[PERSON_7]", masked.table) == "[PERSON_7]"
