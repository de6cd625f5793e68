"""Money is promised beside the answer, and lies open as a slip until somebody has seen to it."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import builders
from tests.builders import NOW
from zuruf.store.models import Conversation, Draft, Goodwill, Member
from zuruf.store.queries.frame import frame
from zuruf.web.rooms import groups_for

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], Client]
TEXT = "Das tut uns leid."


@pytest.fixture
def here() -> Conversation:
    builders.organisation(mandates=True)
    builders.mandate(goodwill_each=3000, goodwill_month=5000)
    return builders.conversation()


def test_typing_says_what_is_promised_what_is_left_and_that_it_is_public(
    answers: Member, client_of: ClientOf, here: Conversation
) -> None:
    form = {"text": TEXT, "goodwill": "12,50", "goodwill_for": "Versand"}
    said = client_of(answers).post(f"/c/{here.public_id}/verdict", form).json()["goodwill"]
    assert "€12.50 goodwill: Versand." in said
    assert "€37.50 of your month would be left." in said
    assert "Everybody can read this" in said
    assert 'value="12,50"' in client_of(answers).get(f"/c/{here.public_id}/composer").content.decode()


def test_money_in_the_text_is_said_to_be_booked(
    answers: Member, client_of: ClientOf, here: Conversation
) -> None:
    form = {"text": "Wir erstatten Ihnen 20 €.", "goodwill": ""}
    said = client_of(answers).post(f"/c/{here.public_id}/verdict", form).json()["goodwill"]
    assert "Your text promises €20" in said


def test_what_is_no_amount_is_said_and_the_text_is_kept(
    answers: Member, client_of: ClientOf, here: Conversation
) -> None:
    client, form = client_of(answers), {"text": TEXT, "goodwill": "viel", "seen": "0"}
    assert "no amount" in client.post(f"/c/{here.public_id}/verdict", form).json()["goodwill"]
    assert Draft.objects.get().text == TEXT
    refused = client.post(f"/c/{here.public_id}/reply", form)
    assert refused.status_code == 409
    assert "no amount" in refused.content.decode()


@pytest.mark.parametrize("verb", ["reply", "check"])
def test_without_script_what_is_no_amount_is_refused_after_the_text_is_saved(
    answers: Member, client_of: ClientOf, here: Conversation, verb: str
) -> None:
    form = {"text": TEXT, "goodwill": "20 Eur ca.", "seen": "0"}
    refused = client_of(answers).post(f"/c/{here.public_id}/{verb}", form)
    assert refused.status_code == 409
    assert Draft.objects.get().text == TEXT
    assert 'value="20 Eur ca."' in refused.content.decode()


def test_open_slips_stand_beside_the_room_until_somebody_has_seen_to_them(
    answers: Member, client_of: ClientOf, here: Conversation
) -> None:
    client = client_of(answers)
    around = frame(builders.who(answers), NOW)
    assert around.slips == 0
    client.post(f"/c/{here.public_id}/reply", {"text": TEXT, "goodwill": "20", "seen": "0"})
    around = frame(builders.who(answers), NOW)
    work = next(g for g in groups_for(builders.who(answers), around) if g.name == "work")
    assert next(r.mark for r in work.rooms if r.name == "goodwill") == "1"


def test_who_cancels_her_own_slip_reads_that_it_goes_on_counting(
    answers: Member, client_of: ClientOf, here: Conversation
) -> None:
    client = client_of(answers)
    client.post(f"/c/{here.public_id}/reply", {"text": TEXT, "goodwill": "20", "seen": "0"})
    slip = Goodwill.objects.get().public_id
    said = client.post(f"/goodwill/{slip}/cancel/", {"remark": "doch nicht"}, follow=True)
    assert "goes on counting" in said.content.decode()


def test_no_money_says_nothing(answers: Member, client_of: ClientOf, here: Conversation) -> None:
    said = client_of(answers).post(f"/c/{here.public_id}/verdict", {"text": TEXT, "goodwill": ""}).json()
    assert said["goodwill"] == ""


def test_a_slip_is_listed_fulfilled_and_told_of(
    answers: Member, client_of: ClientOf, here: Conversation
) -> None:
    client = client_of(answers)
    client.post(
        f"/c/{here.public_id}/reply", {"text": TEXT, "goodwill": "20", "goodwill_for": "Versand", "seen": "0"}
    )
    slip = Goodwill.objects.get()
    page = client.get("/goodwill/").content.decode()
    assert "€20" in page
    assert "€20 of €50 this month; €30 are left" in page

    assert client.post(f"/goodwill/{slip.public_id}/cancel/", {"remark": ""}, follow=True).status_code == 200
    assert Goodwill.objects.get().state == "promised"
    client.post(f"/goodwill/{slip.public_id}/fulfil/")
    assert Goodwill.objects.get().state == "fulfilled"
    assert "done by" in client.get("/goodwill/").content.decode()
    again = client.post(f"/goodwill/{slip.public_id}/fulfil/", follow=True).content.decode()
    assert "somebody was quicker" in again


def test_a_partner_sees_no_slips(client_of: ClientOf, here: Conversation) -> None:
    assert client_of(builders.member(role="partner")).get("/goodwill/").status_code == 403
