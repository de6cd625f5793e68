"""A screen's link: it shows for a year at most, and says until when."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.there import there
from zuruf.flow import wall
from zuruf.store.models import Contact, Ring
from zuruf.store.queries import wall as reading

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


def test_a_link_that_nobody_ends_ends_by_itself_and_makes_room() -> None:
    owner = builders.who(builders.member(role="owner"))
    links = [wall.make(owner, f"Room {n}", now=NOW) for n in range(wall.MOST)]
    token = links[0].split("/")[2]
    assert wall.opens(token, now=NOW + YEAR - timedelta(seconds=1))
    assert {s.until for s in reading.screens(NOW)} == {NOW + YEAR}
    assert not wall.opens(token, now=NOW + YEAR)
    assert reading.screens(NOW + YEAR) == ()
    wall.make(owner, "Room again", now=NOW + YEAR)


def test_what_may_be_a_matter_of_life_comes_first_then_what_rings_or_carries_a_risk_then_the_longest_wait() -> (
    None
):
    builders.organisation(name="Radwerk")
    here, ours = builders.account(name="Radwerk · Bluesky"), builders.account(name="Radwerk")
    for name, minutes, weighs in (
        ("new", 1, ""), ("old", 90, "deserves=60"), ("press", 2, "risk:press=60"), ("life", 0, "risk:self_harm=600 urgent=60"),
    ):  # fmt: skip
        c = builders.conversation(here, waiting_since=NOW - timedelta(minutes=minutes), weighs=weighs)
        Contact.objects.filter(pk=there(c.contact_id)).update(name=name)
    rung = builders.conversation(ours, waiting_since=NOW)
    Contact.objects.filter(pk=there(rung.contact_id)).update(name="rung")
    Ring.objects.create(
        conversation=rung,
        since=NOW,
        why="due",
        member=builders.member(),
        began_at=NOW,
        until=NOW + timedelta(minutes=3),
    )
    board = reading.board(NOW)
    assert [r.who for r in board.rows] == ["life", "rung", "press", "old", "new"]
    assert [r.risk for r in board.rows] == [True, False, True, False, False]
    assert {r.account for r in board.rows} == {"Bluesky", "Radwerk"}
    assert board.several
