"""Old migrations are compared with what stands for them once; from then on they stay as they are."""

from tests.store import two_ways


def test_the_migrations_are_those_of_which_both_ways_were_compared() -> None:
    """Whoever changes one of them after all runs `python -m tests.store.two_ways`, which says what to write there."""
    assert two_ways.digest() == two_ways.COMPARED
