"""Incidents on pages: opening one, putting conversations in from the desk, its list, closing it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from zuruf.flow import holds, incident
from zuruf.store.models import Conversation, Incident, Member

ClientOf = Callable[[Member], Client]
BY_SCRIPT = {"Accept": "text/plain"}


def test_an_incident_is_opened_and_closed_and_stays_listed(answers: Member, client_of: ClientOf) -> None:
    client = client_of(answers)
    to = client.post(reverse("incident_open"), {"name": "<b>Streik</b>"})["Location"]
    storm = Incident.objects.get()
    assert to == reverse("incident", args=[storm.public_id])
    assert "&lt;b&gt;Streik&lt;/b&gt;" in client.get(to).content.decode()
    client.post(reverse("incident_close", args=[storm.public_id]))
    storm.refresh_from_db()
    assert storm.closed_by == answers
    assert to in client.get(reverse("incidents")).content.decode()


def test_a_conversation_is_put_in_and_taken_out_on_the_desk(answers: Member, client_of: ClientOf) -> None:
    client, c = client_of(answers), builders.conversation()
    storm = incident.begin(builders.who(answers), "Streik am Montag")
    belongs = reverse("conversation_incident", args=[c.public_id])
    assert "Streik am Montag" in client.post(belongs, {"incident": storm}, headers=BY_SCRIPT).content.decode()
    assert "Streik am Montag" in client.get(reverse("desk", args=["us"])).content.decode(), "its row says so"
    assert c.public_id in client.get(reverse("incident", args=[storm])).content.decode()
    back = client.post(belongs, {"incident": "", "queue": "mine"})
    assert back["Location"] == reverse("conversation", args=["mine", c.public_id])
    assert Conversation.objects.get().incident is None


def test_a_new_one_is_opened_with_the_conversation_in_it(answers: Member, client_of: ClientOf) -> None:
    c = builders.conversation()
    belongs = reverse("conversation_incident", args=[c.public_id])
    answer = client_of(answers).post(belongs, {"incident": "new", "name": ""}, headers=BY_SCRIPT)
    assert answer.status_code == 409
    client_of(answers).post(belongs, {"incident": "new", "name": "Streik"})
    assert Conversation.objects.get().incident == Incident.objects.get(name="Streik")


def test_what_is_declined_is_said(answers: Member, client_of: ClientOf) -> None:
    who, c = builders.who(answers), builders.conversation()
    storm = incident.begin(who, "Streik")
    incident.put(who, c.public_id, storm)
    holds.hold(who, incident=storm)
    taken = client_of(answers).post(
        reverse("conversation_incident", args=[c.public_id]), {"incident": ""}, headers=BY_SCRIPT
    )
    assert (taken.status_code, "Streik" in taken.content.decode()) == (409, True)
    closed = client_of(answers).post(reverse("incident_close", args=[storm]), follow=True)
    assert 'class="notice error"' in closed.content.decode()


@pytest.mark.parametrize("name", ["incident_close", "conversation_incident"])
def test_who_only_reads_changes_nothing(elsewhere: Member, client_of: ClientOf, name: str) -> None:
    assert client_of(elsewhere).post(reverse(name, args=["x"])).status_code == 403
    assert client_of(elsewhere).post(reverse("incident_open"), {"name": "x"}).status_code == 403


def test_what_does_not_exist_is_not_found(answers: Member, client_of: ClientOf) -> None:
    client = client_of(answers)
    assert client.get(reverse("incident", args=["nosuch"])).status_code == 404
    assert client.post(reverse("conversation_incident", args=["nosuch"]), {"incident": ""}).status_code == 404
