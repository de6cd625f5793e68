"""The pages of mandates, of one's own limits and of absences."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from zuruf.core.mandate import Risk
from zuruf.flow import guideline
from zuruf.store.models import (
    Absence,
    Mandate,
    Member,
    MessageAssessment,
    Organisation,
    SecondPair,
    Topic,
)

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], Client]
EVERYDAY = {
    "name": "Everyday",
    "highest_risk": "everyday",
    "posts": "on",
    "why": "It comes every day.",
    "do": "grant",
}


@pytest.fixture
def prices(db: None) -> Topic:
    made: Topic = Topic.objects.create(
        slug="prices", name={"en": "Prices", "de": "Preise"}, created_at=builders.NOW
    )
    return made


def main(page: str) -> str:
    return page.split('id="main"')[1]


def test_an_owner_grants_a_mandate_and_finds_it_in_the_list(
    answers: Member, second_pair: Member, prices: Topic, client_of: ClientOf
) -> None:
    browser = client_of(second_pair)
    given = {
        **EVERYDAY,
        "holder": f"member:{answers.public_id}",
        "topics": ["prices"],
        "goodwill_each": "20",
        "goodwill_month": "200.50",
    }
    answer = browser.post("/mandates/new/", given)
    made = Mandate.objects.get()
    assert answer["Location"] == f"/mandates/{made.public_id}/"
    assert (made.member, made.topics, made.goodwill_each, made.goodwill_month) == (
        answers,
        ["prices"],
        2000,
        20050,
    )
    assert (made.granted_by, made.why) == (second_pair, "It comes every day.")
    page = browser.get("/mandates/").content.decode()
    assert "all accounts · Prices · up to everyday · goodwill €20" in page
    one = browser.get(answer["Location"]).content.decode()
    assert "Answering Person may answer without asking on all accounts." in one
    assert "Up to €20 may be promised in one answer, and €200.50 in a month." in one


def test_the_sentence_follows_the_form_and_nothing_is_granted_by_it(
    answers: Member, second_pair: Member, prices: Topic, client_of: ClientOf
) -> None:
    given = {
        **EVERYDAY,
        "holder": "role:desk",
        "topics": ["prices"],
        "intents": ["question"],
        "highest_risk": "serious",
    }
    page = client_of(second_pair).post("/mandates/try/", given).content.decode()
    assert "Everybody at the desk may answer without asking on all accounts." in page
    assert "Only about Prices, and only questions; what nobody recognises is asked about." in page
    assert "only threats and self-harm are asked about" in page
    assert not Mandate.objects.exists()


def test_without_scripts_a_look_shows_the_sentence_and_keeps_what_was_filled_in(
    second_pair: Member, client_of: ClientOf
) -> None:
    given = {**EVERYDAY, "holder": "role:owner", "do": "look"}
    page = client_of(second_pair).post("/mandates/new/", given).content.decode()
    assert "All owners may answer without asking on all accounts." in page
    assert 'value="Everyday"' in page
    assert not Mandate.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"holder": ""},
        {"name": ""},
        {"why": ""},
        {"topics": ["invented"]},
        {"goodwill_each": "20"},
        {"goodwill_each": "20", "goodwill_month": "10"},
        {"ends_on": "2001-01-01"},
        {"highest_risk": "none"},
        {"holder": "role:partner"},
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_granted(
    wrong: dict[str, object], second_pair: Member, prices: Topic, client_of: ClientOf
) -> None:
    page = client_of(second_pair).post("/mandates/new/", {**EVERYDAY, "holder": "role:desk", **wrong})
    assert page.status_code == 422
    assert b"errorlist" in page.content
    assert not Mandate.objects.exists()


def test_a_change_shows_what_becomes_wider_and_what_narrower(
    second_pair: Member, prices: Topic, client_of: ClientOf
) -> None:
    was = builders.mandate(highest_risk=Risk.DELICATE, granted_by=second_pair)
    browser = client_of(second_pair)
    given = {
        **EVERYDAY,
        "was": was.public_id,
        "topics": ["prices"],
        "goodwill_each": "5",
        "goodwill_month": "50",
    }
    page = browser.post("/mandates/try/", given).content.decode()
    lines = {part.split("</span>")[0]: part for part in page.split('<span class="what">')[1:]}
    assert "narrower" in lines["Topics"]
    assert "narrower" in lines["Highest risk"]
    assert "wider" in lines["Goodwill in one answer"]
    answer = browser.post(f"/mandates/{was.public_id}/change/", given)
    made = Mandate.objects.get(ended_at=None)
    assert answer["Location"] == f"/mandates/{made.public_id}/"
    assert (made.replaces, made.role, made.topics) == (was, "desk", ["prices"])
    history = main(browser.get(answer["Location"]).content.decode())
    assert "How it came to be" in history
    assert f"/mandates/{was.public_id}/" in history
    assert f"/mandates/{made.public_id}/" in browser.get(f"/mandates/{was.public_id}/").content.decode()


def test_what_is_opened_for_a_change_and_saved_as_it_was_says_that_nothing_is_different(
    second_pair: Member, prices: Topic, client_of: ClientOf
) -> None:
    was = builders.mandate(granted_by=second_pair, waives=["long-gone"], topics=["prices"])
    browser = client_of(second_pair)
    page = browser.get(f"/mandates/{was.public_id}/change/").content.decode()
    assert "Nothing yet." in page
    kept = {**EVERYDAY, "topics": ["prices"], "waives": ["long-gone"]}
    answer = browser.post(f"/mandates/{was.public_id}/change/", kept)
    assert answer.status_code == 422
    assert "Nothing is different." in answer.content.decode()


def test_ending_takes_a_sentence(second_pair: Member, client_of: ClientOf) -> None:
    held = builders.mandate(granted_by=second_pair)
    browser = client_of(second_pair)
    refused = browser.post(f"/mandates/{held.public_id}/end/", {"why": " "})
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    assert (
        browser.post(f"/mandates/{held.public_id}/end/", {"why": "The season is over."})["Location"]
        == f"/mandates/?undo={held.public_id}"
    )
    page = browser.get("/mandates/").content.decode()
    assert "One mandate has ended" in page
    assert "The season is over." in page


def test_mandates_come_into_force_only_when_there_is_one(
    answers: Member, second_pair: Member, client_of: ClientOf
) -> None:
    browser = client_of(second_pair)
    page = browser.post("/mandates/in-force/", {"on": "1"}, follow=True).content.decode()
    assert "There is no mandate yet" in page
    builders.mandate(member=second_pair, granted_by=second_pair)
    page = browser.post("/mandates/in-force/", {"on": "1"}, follow=True).content.decode()
    assert Organisation.objects.get().mandates
    assert "One person holds no mandate and asks before every answer:" in page
    assert f"?for=member:{answers.public_id}" in page


def test_who_answers_reads_mandates_and_changes_none(
    answers: Member, second_pair: Member, client_of: ClientOf
) -> None:
    held = builders.mandate(granted_by=second_pair)
    browser = client_of(answers)
    for address in ("/mandates/", f"/mandates/{held.public_id}/"):
        assert "<form" not in main(browser.get(address).content.decode())
    assert browser.post(f"/mandates/{held.public_id}/end/", {"why": "I want to."}).status_code == 403
    assert Mandate.objects.get().ended_at is None


def asked_because_of(author: Member, topic: str) -> None:
    """She asked since no mandate reached that topic."""
    conversation = builders.conversation()
    draft = builders.draft(conversation, author)
    now = timezone.now()
    if topic and draft.answers:
        found = [{"label": "topic", "value": topic, "probability": 0.9, "reasons": []}]
        MessageAssessment.objects.create(message=draft.answers, findings=found, made_at=now)
    SecondPair.objects.create(
        draft=draft, asked_at=now, deadline=now + timedelta(minutes=30), late="holding", guideline="", reason="mandate",
        lacks=["topic"],
    )  # fmt: skip


def test_her_own_page_says_what_she_was_asked_about_most_and_nobody_else_sees_it(
    answers: Member, second_pair: Member, prices: Topic, client_of: ClientOf
) -> None:
    builders.organisation(mandates=True)
    builders.mandate(member=answers, topics=["other"], granted_by=second_pair)
    for topic in ("prices", "prices", ""):
        asked_because_of(answers, topic)
    page = main(client_of(answers).get("/limits/").content.decode())
    assert "You may answer without asking on all accounts." in page
    assert "3 times you asked a second pair of eyes, 3 times because no mandate reached." in page
    assert page.index("Prices") < page.index("no topic that is known")
    seen = main(client_of(second_pair).get(f"/people/{answers.public_id}/limits/").content.decode())
    assert "Answering Person may answer without asking on all accounts." in seen
    assert "no topic that is known" not in seen
    assert "times you asked" not in seen


def test_a_deputy_reads_on_her_page_for_whom_she_stands_in(
    answers: Member, second_pair: Member, client_of: ClientOf
) -> None:
    builders.mandate(member=second_pair, name="Press", highest_risk=Risk.SERIOUS, granted_by=second_pair)
    now = timezone.now()
    Absence.objects.create(
        member=second_pair, deputy=answers, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1),
        entered_by=second_pair, entered_at=now,
    )  # fmt: skip
    page = main(client_of(answers).get("/limits/").content.decode())
    assert "For Second Person, until" in page
    assert "Press" in page


def test_a_partner_reads_that_she_drafts_and_others_answer_for_it(
    second_pair: Member, client_of: ClientOf
) -> None:
    agency = builders.member(role="partner")
    page = main(client_of(agency).get("/limits/").content.decode())
    assert "You draft and advise everywhere." in page
    assert "No mandate yet" not in page


def test_an_absence_is_entered_in_whole_days_and_ended_by_a_click(
    answers: Member, second_pair: Member, client_of: ClientOf
) -> None:
    browser, today = client_of(answers), builders.today()
    last = today + timedelta(days=2)
    given = {"member": answers.public_id, "first": today, "last": last, "deputy": second_pair.public_id}
    assert browser.post("/absences/", given)["Location"] == "/absences/"
    made = Absence.objects.get()
    assert made.ends_at - made.starts_at >= timedelta(days=2, hours=23)
    page = main(browser.get("/absences/").content.decode())
    assert "away now" in page
    assert "Second Person stands in" in page
    assert "away until" in main(browser.get("/people/").content.decode())
    again = browser.post("/absences/", given)
    assert again.status_code == 422
    assert "an absence is entered already" in again.content.decode()
    browser.post(f"/absences/{made.public_id}/end/")
    assert "Nobody is away" in browser.get("/absences/").content.decode()


def test_nobody_enters_an_absence_for_a_colleague_but_an_owner(
    answers: Member, second_pair: Member, client_of: ClientOf
) -> None:
    today = builders.today()
    given = {"member": second_pair.public_id, "first": today, "last": today, "deputy": ""}
    assert client_of(answers).post("/absences/", given).status_code == 422
    client_of(answers).post(
        "/absences/deputy/", {"member": second_pair.public_id, "deputy": answers.public_id}
    )
    assert Member.objects.get(pk=second_pair.pk).deputy is None
    client_of(second_pair).post(
        "/absences/deputy/", {"member": answers.public_id, "deputy": second_pair.public_id}
    )
    assert Member.objects.get(pk=answers.pk).deputy == second_pair


def test_what_is_said_after_an_absence_names_who_stands_in_or_that_nobody_does(
    answers: Member, second_pair: Member, client_of: ClientOf
) -> None:
    browser, today = client_of(second_pair), builders.today()
    given = {"member": answers.public_id, "first": today, "last": today}
    assert "Entered. Nobody stands in." in browser.post("/absences/", given, follow=True).content.decode()
    given |= {"member": second_pair.public_id, "deputy": answers.public_id}
    page = browser.post("/absences/", given, follow=True).content.decode()
    assert f"Entered. Meanwhile {answers.name} stands in." in page


def test_what_is_said_after_granting_is_true_where_mandates_are_not_in_force(
    second_pair: Member, client_of: ClientOf
) -> None:
    browser, given = (
        client_of(second_pair),
        {**EVERYDAY, "holder": "role:desk", "goodwill_each": "0", "goodwill_month": "0"},
    )
    off = browser.post("/mandates/new/", given, follow=True).content.decode()
    assert "Granted. It counts as soon as mandates are in force." in off
    builders.organisation(mandates=True)
    on = browser.post("/mandates/new/", given, follow=True).content.decode()
    assert "Granted. It holds from now on." in on


def test_where_money_may_be_promised_the_guideline_that_asks_about_it_all_the_same_is_named(
    answers: Member, second_pair: Member, client_of: ClientOf
) -> None:
    guideline.seed(builders.NOW)
    guideline.choose(builders.who(second_pair), frozenset({"refunds", "bank-data"}), now=builders.NOW)
    given = {**EVERYDAY, "holder": "role:desk", "goodwill_each": "20", "goodwill_month": "200"}
    still = "Still asking about it: “Promises of money get a second pair of eyes”."
    browser = client_of(second_pair)
    assert still in browser.post("/mandates/try/", given).content.decode()
    assert (
        "Still asking" not in browser.post("/mandates/try/", {**given, "waives": "refunds"}).content.decode()
    )
    assert "Still asking" not in browser.post("/mandates/try/", EVERYDAY).content.decode()
    builders.mandate(role="desk", goodwill_each=2000, goodwill_month=20000, granted_by=second_pair)
    assert still in client_of(answers).get("/limits/").content.decode()
