"""The page of how well triage understands: empty, with figures and questions, and one answer."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import builders
from tests.builders import NOW
from zuruf.flow.clock import clock
from zuruf.store import examples
from zuruf.store.models import Conversation, Example, Member, MessageAssessment

ClientOf = Callable[[Member], Client]


def unsure(text: str) -> Conversation:
    c = builders.conversation(text=text, unsure=True)
    found = [{"label": "intent", "value": "idea", "probability": 0.5, "reasons": [], "unsure": True}]
    MessageAssessment.objects.create(message=c.messages.get(), findings=found, made_at=NOW)
    return c


@pytest.mark.django_db
def test_it_says_how_often_it_was_right_and_asks(
    answers: Member, agency: Member, client_of: ClientOf
) -> None:
    page = client_of(answers)
    assert "Nobody has looked yet" in page.get("/topics/learning/", HTTP_ACCEPT_LANGUAGE="en").text
    assert client_of(agency).get("/topics/learning/").status_code == 403

    m = builders.conversation().messages.get()
    examples.keep(m.pk, {"intent": ["praise"]}, {"intent": ["idea"]}, clock())
    c = unsure("Eine Bank <vor> dem Laden")
    shown = page.get("/topics/learning/", HTTP_ACCEPT_LANGUAGE="en").text
    assert "of 1 looked at, 0 right; 1 × it was something else" in shown
    assert "few so far" in shown
    assert "Eine Bank &lt;vor&gt; dem Laden" in shown
    assert answers.name not in shown.split("<main")[1]

    told = {"message": c.messages.get().public_id, "label": "intent", "value": "idea", "said": "yes"}
    assert page.post(f"/topics/learning/{c.public_id}/", told).status_code == 302
    assert Example.objects.filter(message__conversation=c, values=["idea"]).exists()
    builders.message(c, remote_id="newer", text="Neu", order_at=NOW.replace(year=2027))
    late = page.post(f"/topics/learning/{c.public_id}/", told, follow=True, HTTP_ACCEPT_LANGUAGE="en").text
    assert "Nothing was changed" in late
