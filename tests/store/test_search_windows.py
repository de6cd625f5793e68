"""How far PostgreSQL looks before it asks its index."""

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.search_match import Alternative, Wanted
from zuruf.store.queries import search


def windows(alternatives: int, limit: int, share: float) -> list[int]:
    """Entries of each window, where *share* of all entries fits."""
    group = tuple(Alternative((f"t{n}",)) for n in range(alternatives))
    asked = search._windows(Wanted(all_of=(group,)), limit)
    made = [next(asked)]
    while (found := int(made[-1] * share)) < limit:
        try:
            made.append(asked.send(found))
        except StopIteration:
            break
    return made


@given(st.integers(1, 150), st.sampled_from([80, 500, 4000]), st.floats(0, 1))
def test_every_window_is_longer_than_the_one_before_and_none_without_bounds(
    alternatives: int, limit: int, share: float
) -> None:
    made = windows(alternatives, limit, share)

    assert made == sorted(set(made))
    assert len(made) <= 2
    assert max(made) <= search.REACH
    assert all(entries * alternatives <= search.REACH_EFFORT for entries in made[1:])


def test_of_a_usual_word_the_best_are_found_without_reading_every_entry_that_has_it() -> None:
    first, second = windows(1, search.RANKED, 0.05)

    assert second * 0.05 >= search.RANKED > first * 0.05


def test_a_word_that_no_recent_entry_has_is_asked_of_the_index_at_once() -> None:
    assert len(windows(1, search.RANKED, 0.0)) == 1
