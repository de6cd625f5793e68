"""A screen's link: it shows for a year at most, and says until when."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.flow import wall
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
