"""What if? from the pages of mandates, and what the run's page says of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from tests import builders
from tests.flow.test_what_if import answered
from zuruf.flow import what_if
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
