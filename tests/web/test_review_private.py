"""Pages about reviews show nobody more about a person than she may know, and judge no other answer than the one shown."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from tests import builders
from tests.builders import NOW
from tests.flow.test_review import looked_at, out
from tests.web.test_review import Cast, _now, cast, one_to_look_at, signed_in
from zuruf.core.price import Became
from zuruf.flow import evidence, review_draw
from zuruf.store.models import Mandate, Proposal, Review
from zuruf.web.price_words import became

pytestmark = pytest.mark.django_db
__all__ = ["_now", "cast"]  # of the neighbouring tests


def test_another_owner_reads_no_proposal_that_was_not_passed_on_to_her(cast: Cast) -> None:
    owner, mara, jonas, mandate = cast
    looked_at(mara, mandate, ["fine"] * 100, jonas)
    evidence.sweep(NOW)
    signed_in(mara).post(reverse("pass_on", args=[Proposal.objects.get().public_id]), {"do": "pass"})
    other = builders.member(role="owner")
    shown = [
        "Mara" in signed_in(m).get(reverse("proposals")).content.decode().split("<main")[1]
        for m in (owner, other)
    ]
    assert shown == [True, False]


def test_the_figures_behind_a_mandate_of_one_person_are_for_her_and_whoever_granted_it(cast: Cast) -> None:
    owner, mara, jonas, mandate = cast
    Mandate.objects.filter(pk=mandate.pk).update(evidence={"reviews": 100, "fine": 97, "lower": 0.93})
    address = reverse("mandate", args=[mandate.public_id])
    for who, told in ((owner, True), (mara, True), (jonas, False), (builders.member(role="owner"), False)):
        page = signed_in(who).get(address).content.decode()
        assert ("97 of 100" in page) is told
        assert ("on reviews" in page) is not told


def test_of_a_lesson_a_guideline_is_chosen_beforehand_but_never_a_mandate(cast: Cast) -> None:
    one_to_look_at(cast)
    page = signed_in(cast[2]).get(reverse("reviews")).content.decode()
    assert f"mandate:{cast[3].public_id}" in page
    assert " selected>" not in page
    out(cast[1], cast[3], hits=[{"id": "shipping", "version": 4, "verdict": "look"}], verdict="look")
    review_draw.draw(NOW)
    page = signed_in(cast[2]).get(reverse("reviews")).content.decode()
    assert 'value="guideline:shipping@4" selected>' in page


def test_an_answer_that_somebody_else_looks_at_is_not_replaced_by_another_unsaid(cast: Cast) -> None:
    row = one_to_look_at(cast)
    signed_in(cast[2]).get(reverse("reviews"))
    other = signed_in(builders.member())
    page: Any = other.get(reverse("review", args=[row.public_id]), follow=True)
    assert page.redirect_chain == [(reverse("reviews"), 302)]
    assert "Somebody else looks at that answer" in page.content.decode()
    page = other.get(reverse("review", args=["no-such-one"]), follow=True)
    assert "not among those to look at" in page.content.decode()
    assert Review.objects.get().reviewer == cast[2]


def test_german_says_that_an_answer_taught_a_lesson() -> None:
    with translation.override("de"):
        assert became(Became.LESSON) == "gaben Anlass zu einer Lehre"
