"""When what is out is looked at, and what a look says."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.capabilities import Capabilities, Receive, Repeat, Shows, Visibility
from zuruf.core.channel import Seen
from zuruf.core.read_back import AFTER, SHOWS_WITHIN, begin, next_look, shown

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LOOKS = Capabilities(Receive.NONE, reply=True, shows=Shows.LOOK, settles_within=timedelta(minutes=2))
V = Visibility


def seen(visibility: Visibility) -> Seen:
    return Seen("Text", visibility)


def after(was: Visibility, found: Seen | None, age: timedelta) -> Visibility:
    return shown(was, found, published_at=AT, now=AT + age, can=LOOKS)


def test_where_accepted_is_visible_nobody_has_to_look() -> None:
    own = Capabilities(Receive.NONE, reply=True, shows=Shows.AT_ONCE)
    assert begin(own, AT, known=True) == (V.VISIBLE, None)


def test_where_one_can_look_the_first_look_is_soon() -> None:
    assert begin(LOOKS, AT, known=True) == (V.ACCEPTED, AT + AFTER[0])


def test_where_nobody_can_tell_there_is_a_look_only_for_an_id_that_nobody_knows() -> None:
    untold = Capabilities(Receive.NONE, reply=True, repeat=Repeat.TRACEABLE)
    blind = Capabilities(Receive.NONE, reply=True)
    assert begin(untold, AT, known=True) == (V.ACCEPTED, None)
    assert begin(untold, AT, known=False) == (V.ACCEPTED, AT + AFTER[0])
    assert begin(blind, AT, known=False) == (V.ACCEPTED, None)


def test_a_slow_network_is_not_taken_for_one_that_hides() -> None:
    assert after(V.ACCEPTED, seen(V.HIDDEN), SHOWS_WITHIN - timedelta(seconds=1)) is V.ACCEPTED
    assert after(V.ACCEPTED, seen(V.HIDDEN), SHOWS_WITHIN) is V.HIDDEN
    assert after(V.VISIBLE, seen(V.HIDDEN), timedelta(seconds=6)) is V.HIDDEN


def test_what_was_never_found_counts_as_gone_only_when_the_network_has_settled() -> None:
    assert after(V.ACCEPTED, None, timedelta(minutes=1)) is V.ACCEPTED
    assert after(V.ACCEPTED, None, timedelta(minutes=2)) is V.GONE
    assert after(V.VISIBLE, None, timedelta(seconds=6)) is V.GONE


def test_a_look_that_cannot_tell_changes_nothing_that_is_known() -> None:
    for known in (V.ACCEPTED, V.VISIBLE, V.HIDDEN):
        assert after(known, seen(V.ACCEPTED), timedelta(hours=1)) is known
    assert after(V.GONE, seen(V.ACCEPTED), timedelta(hours=1)) is V.ACCEPTED  # it is there after all


@given(st.sampled_from(list(V)), st.sampled_from([*map(seen, V), None]), st.integers(0, 10**6))
def test_what_is_seen_visible_is_visible_and_nothing_else_is(
    was: Visibility, found: Seen | None, seconds: int
) -> None:
    now_is = after(was, found, timedelta(seconds=seconds))
    if found is not None and found.visibility is V.VISIBLE:
        assert now_is is V.VISIBLE
    elif now_is is V.VISIBLE:
        assert was is V.VISIBLE
        assert found is not None
        assert found.visibility is V.ACCEPTED


@given(st.timedeltas(timedelta(0), timedelta(days=30)))
def test_looks_come_in_their_order_and_end(age: timedelta) -> None:
    at = next_look(AT, AT + age)
    if at is None:
        assert age >= AFTER[-1]
    else:
        assert at - AT in AFTER
        assert at > AT + age
