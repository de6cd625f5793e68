"""What if? from the pages of mandates, and what the run's page says of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from tests import builders
from tests.flow.test_what_if import answered
from zuruf.flow import guideline, what_if
from zuruf.flow.clock import clock
from zuruf.store.models import Mandate, Member, Organisation, WhatIf
from zuruf.web.what_if_words import decided

Signed = Callable[[Member], Client]
URL = "/mandates/what-if/"


@pytest.fixture(autouse=True)
def _laid_out_anew() -> None:
    what_if._LAST.clear()


@pytest.fixture
def client(second_pair: Member, answers: Member, client_of: Signed) -> Client:
    builders.organisation(mandates=True)
    answered("Es ist unterwegs.", answers, at=clock() - timedelta(days=1))
    client = client_of(second_pair)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def mandate(db: None) -> Mandate:
    return builders.mandate(role="desk", name="Everyday")


def counted(client: Client, sent: dict[str, str]) -> str:
    """The page of the run that *sent* began."""
    answer = client.post(URL, sent)
    run = WhatIf.objects.get()
    assert answer["Location"] == f"/guidelines/what-if/{run.public_id}/"
    while what_if.work("test"):
        pass
    with translation.override("en"):
        return client.get(answer["Location"], HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_a_form_is_tried_as_it_stands_without_a_reason(client: Client, mandate: Mandate) -> None:
    page = counted(client, {"was": mandate.public_id, "name": "Everyday", "intents": "praise", "posts": "on"})
    assert "What if mandate “Everyday” were like this?" in page
    assert "<b>1</b> of 1 answers would have gone another way" in page
    assert "no mandate reaches: another kind of message" in page
    assert f'href="/mandates/{mandate.public_id}/"' in page


def test_one_that_would_end_says_what_would_be_asked_about_then(client: Client, mandate: Mandate) -> None:
    page = counted(client, {"was": mandate.public_id, "ends": "1"})
    assert "What if mandate “Everyday” ended?" in page
    assert "<b>second pair of eyes</b> · no mandate" in page
    assert Mandate.objects.get().ended_at is None


def test_a_new_one_says_whom_it_would_spare(client: Client) -> None:
    builders.mandate(role="owner")
    page = counted(client, {"holder": "role:desk", "name": "Desk", "highest_risk": "everyday"})
    assert "What if mandate “Desk” were granted?" in page
    assert "mandate “Desk”" in page


def test_all_of_them_in_force_or_not(client: Client, mandate: Mandate) -> None:
    Organisation.objects.update(mandates=False)
    assert "What if mandates were in force?" in counted(client, {"on": "1"})
    WhatIf.objects.all().delete()
    Organisation.objects.update(mandates=True)
    assert "What if guidelines alone decided?" in counted(client, {"on": "0"})


def test_what_changes_nothing_is_said_and_not_counted(client: Client, mandate: Mandate) -> None:
    said = client.post(URL, {"on": "1"}, follow=True)
    assert said.redirect_chain == [("/mandates/", 302)]
    assert not WhatIf.objects.exists()


def test_who_does_not_run_the_house_cannot_ask(answers: Member, client_of: Signed, mandate: Mandate) -> None:
    assert client_of(answers).post(URL, {"on": "0"}).status_code == 403


def test_a_guideline_that_decided_keeps_its_name() -> None:
    assert decided("refunds") == "refunds"
    assert decided("") == ""


FORM = {
    "name": "Small sums",
    "highest_risk": "delicate",
    "goodwill_each": "20",
    "goodwill_month": "200",
    "own_name": "on",
    "ends_on": "2099-12-31",
    "why": "It comes every day.",
}


def test_a_run_asked_for_from_a_form_leads_back_to_the_form_as_it_stood(client: Client) -> None:
    page = counted(client, {**FORM, "holder": "role:desk"})
    back = f"/mandates/new/?run={WhatIf.objects.get().public_id}"
    assert f'href="{back}">Back to the form</a>' in page
    form = client.get(back).context["form"]
    assert form["holder"].value() == "role:desk"
    assert (form["name"].value(), form["why"].value()) == ("Small sums", "It comes every day.")
    assert (form["highest_risk"].value(), form["own_name"].value()) == ("delicate", True)
    assert (form["goodwill_each"].value(), form["posts"].value()) == (20, False)
    assert str(form["ends_on"].value()) == "2099-12-31"


def test_a_changed_mandate_leads_back_to_its_own_form_and_to_no_other(
    client: Client, mandate: Mandate
) -> None:
    page = counted(client, {**FORM, "was": mandate.public_id})
    run = WhatIf.objects.get().public_id
    assert f'href="/mandates/{mandate.public_id}/change/?run={run}"' in page
    form = client.get(f"/mandates/{mandate.public_id}/change/?run={run}").context["form"]
    assert form["name"].value() == "Small sums"
    other = builders.mandate(role="owner", name="Lead")
    assert (
        client.get(f"/mandates/{other.public_id}/change/?run={run}").context["form"]["name"].value() == "Lead"
    )


def test_a_run_about_mandates_stands_in_their_room(client: Client, mandate: Mandate) -> None:
    counted(client, {"was": mandate.public_id, "ends": "1"})
    page = client.get(f"/guidelines/what-if/{WhatIf.objects.get().public_id}/")
    assert page.context["here"] == "mandates"
    assert page.context["back"] == f"/mandates/{mandate.public_id}/"


def test_what_is_tried_names_the_guideline_that_asks_about_money_all_the_same(
    client: Client, second_pair: Member
) -> None:
    guideline.seed(builders.NOW)
    guideline.choose(builders.who(second_pair), frozenset({"refunds"}), now=builders.NOW)
    sent = {**FORM, "holder": "role:desk"}
    assert "Still asking about it: “Promises of money get a second pair of eyes”." in counted(client, sent)
    WhatIf.objects.all().delete()
    assert "Still asking" not in counted(client, {**sent, "waives": "refunds"})
