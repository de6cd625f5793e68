"""The query of a listening search, without any stems: words are equal when they are spelled alike."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.listening import (
    All,
    Author,
    Either,
    From,
    Hit,
    Lang,
    Near,
    Not,
    Part,
    Phrase,
    Prefix,
    Query,
    Tag,
    Term,
    Word,
    fulfilled,
    marked,
    needed,
)
from zuruf.core.listening_parse import Problems, Wrong, parse


class Plain:
    """Words by blanks."""

    def __init__(self, text: str) -> None:
        self.words = text.lower().split()
        self.starts = [sum(len(w) + 1 for w in self.words[:i]) for i in range(len(self.words) + 1)]

    def spans(self, term: Term) -> Sequence[tuple[int, int]]:
        wanted = term.words if isinstance(term, Phrase) else (str(term).rstrip("*"),)
        n = len(wanted)
        rows = [(i, i + n) for i in range(len(self.words) - n + 1)]
        if isinstance(term, Prefix):
            return [(i, j) for i, j in rows if self.words[i].startswith(term.text)]
        return [(i, j) for i, j in rows if tuple(self.words[i:j]) == tuple(w.lower() for w in wanted)]

    def any(self, part: Either) -> Sequence[tuple[int, int]]:
        return [s for p in part.of if isinstance(p, Word | Prefix | Tag | Phrase) for s in self.spans(p)]

    def place(self, first: int, beyond: int) -> tuple[int, int]:
        return self.starts[first], self.starts[beyond] - 1


def fits(query: str, text: str, languages: Sequence[str] = (), author: str = "") -> Hit | None:
    found = parse(query)
    assert isinstance(found, Query), found
    return found.matches(Plain(text), languages, Author("did:plc:x", author))


def wrong(text: str) -> list[Wrong]:
    found = parse(text)
    return [p.code for p in found.found] if isinstance(found, Problems) else []


@pytest.mark.parametrize(
    ("query", "text", "yes"),
    [
        ("akku brennt", "der akku brennt", True),
        ("akku brennt", "der akku raucht", False),
        ("akku (brennt OR raucht)", "der akku raucht", True),
        ("akku ODER batterie", "die batterie", True),
        ('"keine antwort"', "gar keine antwort bekommen", True),
        ('"keine antwort"', "antwort keine", False),
        ("akku -gewinnspiel", "akku im gewinnspiel", False),
        ("akku NICHT gewinnspiel", "akku im gewinnspiel", False),
        ("akku -(gewinnspiel OR rabatt)", "akku mit rabatt", False),
        ("akku NEAR/3 brennt", "akku der laut brennt", True),
        ("akku NEAR/3 brennt", "brennt der laut akku", True),
        ("akku NAHE/2 brennt", "akku der laut brennt", False),
        ("akku NEAR/1 akku", "akku", False),
        ("akku NEAR (brennt OR raucht)", "akku der laut raucht", True),
        ("liefer*", "liefertermin", True),
        ("liefer*", "abliefern", False),
    ],
)
def test_a_text_fits_what_the_query_says(query: str, text: str, yes: bool) -> None:
    assert (fits(query, text) is not None) is yes


def test_language_and_author_are_asked_as_the_network_tells_them() -> None:
    assert fits("akku lang:de", "akku", ("de-AT",))
    assert not fits("akku lang:de", "akku", ("en",))
    assert not fits("akku lang:de", "akku"), "unknown is no language"
    assert fits("akku -lang:en", "akku"), "and is excluded by none"
    assert fits("akku von:@anna.example,ben", "akku", author="anna.example")
    assert fits("akku from:did:plc:x", "akku")
    assert not fits("akku -from:@anna.example", "akku", author="Anna.Example")
    found = parse("akku from:@anna.example")
    assert isinstance(found, Query)
    known = found.with_authors({"anna.example": "did:plc:x"})
    assert known.matches(Plain("akku"), (), Author("did:plc:x"))


def test_a_hit_says_what_made_it_fit_and_nothing_else() -> None:
    text = "heute brennt der akku am rad"
    hit = fits("akku NEAR/3 brennt (rad OR auto)", text)
    assert hit is not None
    assert [text[a:b] for a, b in hit.places] == ["brennt", "akku", "rad"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Wrong.EMPTY),
        ("x" * 501, Wrong.TOO_LONG),
        (" ".join(f"wort{i}" for i in range(41)), Wrong.TOO_MANY),
        ("akku from:" + ",".join(f"@a{i}" for i in range(51)), Wrong.TOO_MANY),
        ("((((((akku))))))", Wrong.TOO_DEEP),
        ('"akku', Wrong.OPEN_QUOTE),
        ("(akku", Wrong.OPEN_BRACKET),
        ("akku)", Wrong.CLOSE_BRACKET),
        ("akku ()", Wrong.EMPTY_BRACKETS),
        ('akku ""', Wrong.EMPTY_BRACKETS),
        ("akku , rot", Wrong.NO_WORD),
        ("akku OR rot blau", Wrong.MIXED),
        ("akku OR", Wrong.NOTHING_BESIDE),
        ("NEAR/3 akku", Wrong.NOTHING_BESIDE),
        ("akku NEAR/3 rot NEAR/3 blau", Wrong.NEAR_CHAIN),
        ("akku NEAR/3 (rot blau)", Wrong.NEAR_WHAT),
        ("akku NEAR/99 rot", Wrong.NEAR_FAR),
        ("akku li*", Wrong.SHORT_PREFIX),
        ("akku lang:klingonisch", Wrong.NO_LANGUAGE),
        ("akku from:@", Wrong.NO_AUTHOR),
        ("akku -(rot -blau)", Wrong.TWICE_NOT),
        ("-akku", Wrong.NO_NEEDLE),
        ("lang:de", Wrong.NO_NEEDLE),
        ("akku OR ab", Wrong.NO_NEEDLE),
        ("akku OR -rot", Wrong.NO_NEEDLE),
    ],
)
def test_what_is_no_query_is_refused_with_its_reason(text: str, code: Wrong) -> None:
    assert wrong(text) == [code]


def test_a_problem_says_where_it_is() -> None:
    found = parse("akku lang:klingonisch li*")
    assert isinstance(found, Problems)
    assert [(p.start, p.end, p.about) for p in found.found] == [
        (5, 21, "lang:klingonisch"),
        (22, 25, "li*"),
    ]


WORDS = st.sampled_from(["akku", "brennt", "rad", "straße", "ab", "e3"])
LONG = st.sampled_from(["akku", "brennt", "rad", "straße"])
TERMS: st.SearchStrategy[Term] = st.one_of(
    WORDS.map(Word),
    LONG.map(Prefix),
    WORDS.map(Tag),
    st.lists(WORDS, min_size=1, max_size=3).map(lambda ws: Phrase(tuple(ws))),
)
LEAVES: st.SearchStrategy[Part] = st.one_of(
    TERMS,
    st.sampled_from(["de", "en"]).map(Lang),
    st.sampled_from(["anna.example", "did:plc:abc"]).map(lambda w: From((w,))),
    st.builds(
        Near,
        TERMS.map(lambda t: (t,)),
        st.lists(TERMS, min_size=1, max_size=2, unique=True).map(tuple),
        st.integers(1, 20),
    ),
)


def _joined(kind: type[All] | type[Either]) -> "st.SearchStrategy[Part]":
    return st.lists(PARTS, min_size=2, max_size=3, unique=True).map(
        lambda ps: kind(tuple(dict.fromkeys(q for p in ps for q in (p.of if isinstance(p, kind) else (p,)))))
    )


PARTS: st.SearchStrategy[Part] = st.deferred(
    lambda: st.one_of(LEAVES, _joined(All), _joined(Either), LEAVES.map(Not))
)


@given(PARTS)
def test_a_query_is_read_as_it_was_written(part: Part) -> None:
    if isinstance(part, All | Either) and len(part.of) < 2:
        return
    again = parse(str(part))
    if isinstance(again, Query):
        assert again == Query(part)
    else:
        assert {p.code for p in again.found} <= {
            Wrong.NO_NEEDLE,
            Wrong.TOO_MANY,
            Wrong.TOO_LONG,
            Wrong.TOO_DEEP,
        }
        assert needed(part) is None or Wrong.NO_NEEDLE not in {p.code for p in again.found}


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(["(", ")", "-", '"', "*", "#", "a", " ", ":", "akku", " OR ", " NEAR/3 ", "from:"])
    ).map("".join)
)
def test_no_text_raises_and_problems_lie_inside_of_it(text: str) -> None:
    found = parse(text)
    if isinstance(found, Query):
        assert found.terms()
        assert parse(str(found)) == found
    else:
        assert found.found
        assert all(0 <= p.start <= p.end <= len(text) for p in found.found)


@given(PARTS, PARTS, st.lists(WORDS, max_size=12).map(" ".join))
def test_an_exclusion_never_adds_a_hit(part: Part, more: Part, text: str) -> None:
    words = Plain(text)
    if Query(All((part, Not(more)))).matches(words):
        assert Query(part).matches(words)


@given(PARTS, st.lists(WORDS, max_size=12).map(" ".join))
def test_what_fits_has_one_of_the_needles(part: Part, text: str) -> None:
    needles = needed(part)
    words = Plain(text)
    if needles and Query(part).matches(words, ("de",), Author("did:plc:abc", "anna.example")):
        assert any(words.spans(needle) for needle in needles)


@given(PARTS, PARTS, st.lists(WORDS, max_size=12).map(" ".join))
def test_a_plain_query_is_its_terms_and_what_else_must_be_true(part: Part, more: Part, text: str) -> None:
    words, told = Plain(text), (("de",), Author("did:plc:abc", "anna.example"))
    for query in map(Query, (part, Not(part), All((part, Not(more))), Either((part, more)))):
        if (plain := query.plain()) is not None:
            terms, conditions = plain
            spans = [span for term in terms for span in words.spans(term)]
            fits = spans and fulfilled(conditions, words, *told)
            assert query.matches(words, *told) == (marked(words, spans) if fits else None)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("akku", True),
        ('(akku OR "fängt feuer" OR #rot) -gewinnspiel lang:de,en -from:@x.example.org', True),
        ("akku rot", False),
        ("akku NEAR/2 rot", False),
        ("akku OR (rot -blau)", False),
    ],
)
def test_which_queries_are_plain(text: str, plain: bool) -> None:
    query = parse(text)
    assert isinstance(query, Query)
    assert (query.plain() is not None) == plain
