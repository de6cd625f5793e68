"""The pages on which answers are looked at afterwards, and what follows from that."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import NOW
from tests.flow.test_review import looked_at, out
from zuruf.flow import evidence, review_draw
from zuruf.store.models import Agreement, Mandate, Member, Organisation, Proposal, Review

pytestmark = pytest.mark.django_db
Cast = tuple[Member, Member, Member, Mandate]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("review", "evidence", "agreement"):
        monkeypatch.setattr(f"zuruf.flow.{module}.clock", lambda: NOW)


def signed_in(member: Member) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(member)
    return client


@pytest.fixture
def cast() -> Cast:
    """(owner, author, reviewer, mandate)."""
    builders.organisation(mandates=True)
    owner, mara = builders.member(role="owner", name="Head of Service"), builders.member(name="Mara Lindt")
    return owner, mara, builders.member(name="Jonas Weber"), builders.mandate(member=mara, granted_by=owner)


def one_to_look_at(cast: Cast, **over: Any) -> Review:
    out(cast[1], cast[3], **over)
    review_draw.draw(NOW)
    return Review.objects.get()


def test_the_page_shows_question_and_answer_and_never_whose_it_is(cast: Cast) -> None:
    one_to_look_at(cast)
    page = signed_in(cast[2]).get(reverse("reviews")).content.decode()
    assert "Wann kommt mein Ersatzteil?" in page
    assert "Es ist unterwegs." in page
    assert "Mara" not in page


def test_her_own_answer_is_not_offered_to_its_author(cast: Cast) -> None:
    one_to_look_at(cast)
    assert "Nothing to look at" in signed_in(cast[1]).get(reverse("reviews")).content.decode()


def test_fine_leads_to_the_next_and_can_be_undone(cast: Cast) -> None:
    row = one_to_look_at(cast)
    client = signed_in(cast[2])
    page = client.post(reverse("review_decide", args=[row.public_id]), {"result": "fine"}, follow=True)
    assert "Kept." in page.content.decode()
    row.refresh_from_db()
    assert (row.state, row.result) == ("done", "fine")
    client.post(reverse("review_undo", args=[row.public_id]))
    row.refresh_from_db()
    assert row.state == "open"


def test_a_lesson_without_words_is_asked_for_and_nothing_is_lost(cast: Cast) -> None:
    row = one_to_look_at(cast)
    given = {"result": "lesson", "lesson": "Mara soll fragen.", "share": "1"}
    page = signed_in(cast[2]).post(reverse("review_decide", args=[row.public_id]), given)
    assert page.status_code == 422
    assert "Mara soll fragen." in page.content.decode()


def test_what_must_be_put_right_leads_to_the_page_where_it_is(cast: Cast) -> None:
    row = one_to_look_at(cast)
    page = signed_in(cast[2]).post(reverse("review_decide", args=[row.public_id]), {"result": "correct"})
    assert page["Location"] == reverse("correct", args=[row.delivery.public_id])


def test_lessons_stand_there_without_names(cast: Cast) -> None:
    row = one_to_look_at(cast)
    client = signed_in(cast[2])
    client.post(
        reverse("review_decide", args=[row.public_id]),
        {
            "result": "lesson",
            "lesson": "Den Weg nennen.",
            "share": "1",
            "against": f"mandate:{cast[3].public_id}",
        },
    )
    page = client.get(reverse("lessons")).content.decode()
    assert "Den Weg nennen." in page
    assert cast[3].public_id not in page  # hers alone: its page names her
    assert "Mara" not in page


def test_the_number_beside_the_room_is_what_waits_for_her(cast: Cast) -> None:
    one_to_look_at(cast)
    said = [signed_in(m).get(reverse("lessons")).content.decode() for m in (cast[2], cast[1])]
    marked = [bool(re.search(r"Look afterwards</span>\s*<span class=\"n[^>]*>1<", page)) for page in said]
    assert marked == [True, False]


def test_the_page_takes_few_statements_however_much_waits(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        out(cast[1], cast[3])
    review_draw.draw(NOW)
    client = signed_in(cast[2])
    client.get(reverse("reviews"))
    with django_assert_max_num_queries(16):
        client.get(reverse("reviews"))


def test_a_proposal_travels_from_the_person_to_whoever_granted_the_mandate(cast: Cast) -> None:
    owner, mara, jonas, mandate = cast
    looked_at(mara, mandate, ["fine"] * 100, jonas)
    evidence.sweep(NOW)
    key = Proposal.objects.get().public_id
    assert "may grow" in signed_in(mara).get(reverse("my_evidence")).content.decode()
    assert "Mara" not in signed_in(owner).get(reverse("proposals")).content.decode()
    signed_in(mara).post(reverse("pass_on", args=[key]), {"do": "pass", "sentence": "Gern."})
    page = signed_in(owner).get(reverse("proposals")).content.decode()
    assert "Gern." in page
    assert "delicate" in page
    done = signed_in(owner).post(reverse("proposal_decide", args=[key]), {"do": "grant"})
    new = Mandate.objects.get(replaces=mandate)
    assert done["Location"] == reverse("mandate", args=[new.public_id])
    assert "granted the proposal" in signed_in(mara).get(reverse("my_evidence")).content.decode()


def test_under_fifty_results_say_too_few_and_show_examples(cast: Cast) -> None:
    _, mara, jonas, mandate = cast
    looked_at(mara, mandate, ["fine", "lesson"] * 3, jonas)
    page = signed_in(mara).get(reverse("my_evidence")).content.decode()
    assert "Too few to judge: 6 of 50" in page
    assert page.count("Es ist unterwegs.") == 6


def test_owners_see_no_person_without_an_agreement_that_two_of_them_made(cast: Cast) -> None:
    owner, mara, jonas, mandate = cast
    looked_at(mara, mandate, ["fine"] * 3, jonas)
    boss, other = signed_in(owner), signed_in(builders.member(role="owner"))
    figures = reverse("review_figures")
    assert "No figures yet" in boss.get(figures).content.decode()
    given = {"title": "BV 7", "permits": ["persons"], "from": "2026-03-01"}
    assert "waits for a second owner" in boss.post(reverse("agreements"), given, follow=True).content.decode()
    assert "Mara" not in boss.get(figures).content.decode()
    other.post(reverse("agree", args=[Agreement.objects.get().public_id]), {"do": "confirm"})
    assert "Mara" in boss.get(figures).content.decode()


def test_the_plan_shows_what_it_promises_before_it_is_kept(cast: Cast) -> None:
    client = signed_in(cast[0])
    given = {
        "clear_after": 50,
        "share": 20,
        "risky": 60,
        "fresh": 40,
        "fresh_days": 14,
        "widen": 96,
        "narrow": 80,
    }
    page = client.post(reverse("review_plan"), {**given, "do": "try"}).content.decode()
    assert Organisation.objects.get(pk=1).review == {}
    assert 'value="50"' in page
    client.post(reverse("review_plan"), {**given, "do": "keep"})
    assert Organisation.objects.get(pk=1).review["clear_after"] == 50
    assert client.post(reverse("review_plan"), {**given, "risky": 5, "do": "keep"}).status_code == 422


def test_who_runs_the_house_alone_reads_that_nobody_could_confirm(cast: Cast) -> None:
    owner = cast[0]
    boss = signed_in(owner)
    said = "Except you nobody runs the house"
    page = boss.get(reverse("agreements")).content.decode()
    assert said in page
    assert reverse("invite") in page
    builders.member(role="owner", name="Second Owner")
    assert said not in boss.get(reverse("agreements")).content.decode()
