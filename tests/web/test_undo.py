"""After ending something the page offers to take that back, for whoever did it."""

import pytest
from django.test import Client

from tests import builders
from zuruf.flow.clock import clock
from zuruf.store.models import Absence, Goodwill, Mandate, Member


@pytest.fixture
def owner(db: None) -> Client:
    builders.organisation(mandates=True)
    made = builders.member(role="owner", language="en")
    client = Client()
    client.force_login(made)
    return client


def undone(client: Client, end: str, given: dict[str, str]) -> None:
    there = client.post(end, given)["Location"]
    assert "undo=" in there
    page = client.get(there).content.decode()
    back = f"{end}undo/"
    assert back in page
    assert "As it was before." in client.post(back, follow=True).content.decode()


def test_goodwill_an_absence_and_a_mandate_can_be_taken_back(owner: Client, answers: Member) -> None:
    draft = builders.draft(builders.conversation(), answers, state="sent")
    slip = Goodwill.objects.create(
        draft=draft,
        member=answers,
        cents=500,
        what="x",
        state="promised",
        promised_at=clock(),
        created_at=clock(),
    )
    undone(owner, f"/goodwill/{slip.public_id}/fulfil/", {})
    slip.refresh_from_db()
    assert slip.state == "promised"
    row = builders.mandate()
    undone(owner, f"/mandates/{row.public_id}/end/", {"why": "Aus Versehen."})
    assert Mandate.objects.get(pk=row.pk).ended_at is None
    day = builders.today().isoformat()
    owner.post("/absences/", {"member": answers.public_id, "first": day, "last": day, "deputy": ""})
    away = Absence.objects.get()
    undone(owner, f"/absences/{away.public_id}/end/", {})
    assert Absence.objects.get().ends_at == away.ends_at


def test_an_address_that_names_nothing_offers_nothing(owner: Client) -> None:
    undo = (
        "/goodwill/",
        "/absences/",
        "/mandates/",
        "/responsibility/",
        "/organisation/targets/",
        "/search/",
    )
    for page in (*(f"{one}?undo=" for one in undo), "/reviews/?done="):
        for odd in ("../x", "a/b", "ä", "%00"):
            shown = owner.get(page + odd)
            assert shown.status_code == 200
            assert "/undo/" not in shown.content.decode()
            assert "/restore/" not in shown.content.decode()


def test_a_form_that_names_what_no_address_can_name_leads_to_a_page(owner: Client, answers: Member) -> None:
    c = builders.conversation()
    for odd in ("ä", "a/b", "team-a/b", "team-ä", "x y"):
        for there, given in (
            (f"/c/{c.public_id}/incident/", {"incident": "", "queue": odd}),
            (f"/c/{c.public_id}/take/", {"queue": odd}),
            (f"/c/{c.public_id}/reply", {"text": "Es ist unterwegs.", "next": odd}),
            ("/desk-sort/", {"by": "longest", "queue": odd}),
            ("/hidden/x/back/", {"c": odd, "m": odd}),
            ("/facts/x/withdraw/", {"conversation": odd, "queue": odd}),
            ("/outbox/hold/", {"reason": "x", "next": odd}),
        ):
            assert owner.post(there, given).status_code in (302, 404, 409), (there, odd)
