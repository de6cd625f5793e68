"""Where life may be at risk a ring never rests while somebody is there: silent or not, it stays on a bell until somebody has it."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.flow import desk, ringing, spare
from zuruf.store.models import AuditEntry, Conversation, Device, Member, Push, Ring
from zuruf.store.queries import duty as reading
from zuruf.store.queries import wall
from zuruf.store.queries.frame import frame

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def at_desk(minute: int, *of: Member) -> None:
    """They sit at the desk, and the worker looks."""
    Member.objects.filter(pk__in=[m.pk for m in of]).update(seen_at=NOW + minute * MINUTE)
    ringing.sweep(now=NOW + minute * MINUTE)


def stands() -> tuple[str, int | None]:
    row = Ring.objects.get()
    return row.state, row.member_id


@pytest.fixture
def her() -> Member:
    builders.organisation()
    return builders.member(seen_at=NOW)


def life(risk: str = "self_harm") -> Conversation:
    return builders.conversation(urgent=True, weighs=f"risk:{risk}=1440")


@pytest.mark.parametrize("risk", ["self_harm", "threat"])
def test_it_stays_on_the_bell_of_the_only_one_there_until_she_takes_it(her: Member, risk: str) -> None:
    c, who = life(risk), builders.who(her)
    for minute in range(60):
        at_desk(minute, her)
        assert [r.conversation for r in reading.ringing(who)] == [c.public_id], f"minute {minute}"
        assert frame(who, NOW + minute * MINUTE).rings == 1, (
            "the number on every page, by which it asks for the card"
        )
        assert wall.board(NOW + minute * MINUTE).rows[0].rings
    desk.take(who, c.public_id, now=NOW + 60 * MINUTE)
    at_desk(60, her)
    assert (stands()[0], reading.ringing(who)) == ("picked_up", ())


def test_it_makes_a_noise_only_when_it_begins_anew_and_names_no_hour_meanwhile(her: Member) -> None:
    Device.objects.create(member=her, endpoint="https://push.example/1", endpoint_hash="1", made_at=NOW)
    life()
    rung = []
    for minute in range(21):
        at_desk(minute, her)
        Push.objects.update(tries=1)
        rung.append(reading.ringing(builders.who(her))[0].until is not None)
    assert rung == [True] * 3 + [False] * 15 + [True] * 3
    assert {p.what for p in Push.objects.all()} == {"ring"}, "nothing says that it rings no longer at her"
    assert AuditEntry.objects.filter(thing="ring").count() == 3, "it began, nobody picked up, it began anew"


def test_whoever_is_urgent_without_danger_is_left_in_peace_as_before(her: Member) -> None:
    builders.conversation(urgent=True, weighs="risk:legal=240")
    for minute in range(5):
        at_desk(minute, her)
    assert stands() == ("unheard", None)


def test_it_goes_on_to_the_next_and_stays_with_the_last_as_long_as_she_is_there(her: Member) -> None:
    life()
    at_desk(0, her)
    following = builders.member(seen_at=NOW)
    at_desk(3, her, following)
    assert stands() == ("ringing", following.pk)
    at_desk(6, her, following)
    assert stands() == ("unheard", following.pk)
    at_desk(12, her)
    assert stands() == ("unheard", her.pk), "the last one left, and she is there"
    third = builders.member()
    at_desk(13, her, third)
    assert stands() == ("ringing", third.pk), "somebody comes at whom it did not ring yet"


def test_where_all_have_left_it_is_on_the_bell_of_who_comes_back(her: Member) -> None:
    life()
    at_desk(0, her)
    ringing.sweep(now=NOW + 6 * MINUTE)
    assert stands() == ("unheard", None)
    at_desk(8, her)
    assert stands() == ("unheard", her.pk)


def test_what_turns_out_to_be_of_life_while_it_rests_is_on_the_bell_at_once(her: Member) -> None:
    c = builders.conversation(urgent=True)
    at_desk(0, her)
    at_desk(3, her)
    assert stands() == ("unheard", None)
    Conversation.objects.filter(pk=c.pk).update(weighs="risk:self_harm=1440")
    at_desk(4, her)
    assert stands() == ("unheard", her.pk)


@pytest.mark.parametrize("rests", [False, True])
def test_who_says_that_she_cannot_now_is_left_in_peace_until_it_begins_anew(her: Member, rests: bool) -> None:
    life()
    at_desk(0, her)
    if rests:
        at_desk(4, her)
    assert not ringing.pass_on(builders.who(her), Ring.objects.get().public_id, now=NOW + 5 * MINUTE)
    at_desk(5, her)
    assert stands() == ("unheard", None)
    following = builders.member()
    at_desk(6, her, following)
    at_desk(10, her, following)
    assert stands() == ("unheard", following.pk)
    assert not ringing.pass_on(builders.who(following), Ring.objects.get().public_id, now=NOW + 11 * MINUTE)
    at_desk(12, her, following)
    assert stands() == ("unheard", None), "neither can"


def test_who_only_let_it_ring_has_it_on_her_bell_when_the_next_cannot(her: Member) -> None:
    following, _c = builders.member(), life()
    at_desk(0, her)
    at_desk(3, her, following)
    assert ringing.pass_on(builders.who(following), Ring.objects.get().public_id, now=NOW + 4 * MINUTE)
    assert stands() == ("unheard", her.pk)


def test_who_let_it_ring_and_then_handed_it_on_does_not_get_it_back(her: Member) -> None:
    c, following = life(), builders.member()
    at_desk(0, her)
    at_desk(3, her, following)
    assert stands() == ("ringing", following.pk)
    spare.spare(builders.who(her), c.public_id, now=NOW + 4 * MINUTE)
    assert not ringing.pass_on(builders.who(following), Ring.objects.get().public_id, now=NOW + 5 * MINUTE)
    assert stands() == ("unheard", None)
