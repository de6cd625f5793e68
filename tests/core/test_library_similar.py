"""Which earlier question is like this one."""

from zuruf.core import library_similar as similar
from zuruf.core.library_similar import Posting


def ranked(asked: str, earlier: list[str], of: int = 1000) -> list[int]:
    stems = [dict.fromkeys(e.split(), 1) for e in earlier]
    postings = [Posting(n, stem, times) for n, e in enumerate(stems) for stem, times in e.items()]
    frequency = {s: sum(s in e for e in stems) for e in stems for s in e}
    lengths = {n: len(e) for n, e in enumerate(stems)}
    return [a for _s, a in similar.ranked(dict.fromkeys(asked.split(), 1), postings, frequency, lengths, of)]


def test_what_shares_the_rare_words_comes_first() -> None:
    earlier = ["bremshebel stadtrad l7 lieferung", "stadtrad farbe blau", "bremshebel l7 bestellen"]
    assert ranked("bremshebel l7 bestellen stadtrad", earlier)[:2] == [2, 0]


def test_one_shared_word_among_many_is_no_similarity() -> None:
    assert ranked("bremshebel stadtrad lieferung", ["stadtrad farbe blau"]) == []
    assert ranked("bremshebel", ["bremshebel bestellen"]) == [0]  # but all that was asked


def test_of_equals_the_newest_comes_first() -> None:
    assert ranked("akku laden", ["akku laden", "akku laden"]) == [1, 0]


def test_words_that_everybody_uses_say_nothing() -> None:
    words = [
        ("Wann", "wann"),
        ("kommt", "kommt"),
        ("Bremshebel", "bremshebel"),
        ("42", "42"),
        ("Bremshebels", "bremshebel"),
    ]
    assert similar.stems_of(words) == {"bremshebel": 2}


def test_as_many_stems_are_looked_up_as_can_be_read_the_rarest_first() -> None:
    assert similar.to_look_up({"a": 3900, "b": 5, "c": 0, "d": 200}) == ("b", "d")
    assert similar.to_look_up({"a": 9000}) == ("a",)
    assert similar.to_look_up({}) == ()
