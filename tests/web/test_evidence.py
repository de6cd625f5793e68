"""One's own record says what it takes, and figures say nothing about too few."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests import builders
from tests.flow.test_review import looked_at
from tests.web.test_review import cast, signed_in
from zuruf.flow.clock import clock
from zuruf.store.models import Mandate, Member, Review

pytestmark = pytest.mark.django_db
__all__ = ["cast"]
Cast = tuple[Member, Member, Member, Mandate]


@pytest.mark.parametrize(
    ("results", "said"),
    [
        (["fine"] * 3, "It may grow after 100 results if all of them are fine. So far there are 3."),
        (["fine", "lesson"], "It may grow after 200 results if at most 2 of them are not fine. So far 1 of 2 are not."),
        (["fine"] * 100, "Enough were fine that the mandate may grow."),
    ],
)  # fmt: skip
def test_her_record_says_how_many_results_it_takes_to_grow(cast: Any, results: list[str], said: str) -> None:
    _, mara, jonas, mandate = cast
    looked_at(mara, mandate, results, jonas)
    page = signed_in(mara).get(reverse("my_evidence")).content.decode()
    assert said in page
    assert page.count("It may grow after") == (len(results) < 100)
    assert "looked at more often than others" in page


def test_a_line_from_too_few_results_shows_no_bounds(cast: Any) -> None:
    owner, _, jonas, mandate = cast
    for _ in range(6):
        looked_at(builders.member(), mandate, ["fine"], jonas)
    Review.objects.update(decided_at=clock() - timedelta(weeks=1))
    page = signed_in(owner).get(reverse("review_figures")).content.decode()
    assert "too few to judge" in page
    assert "between, with 95 % confidence" in page
    for _ in range(5):
        looked_at(builders.member(), mandate, ["fine"] * 10, jonas)
    Review.objects.update(decided_at=clock() - timedelta(weeks=1))
    assert "too few to judge" not in signed_in(owner).get(reverse("review_figures")).content.decode()
