"""Many at once, as their form sends them."""

import pytest
from django.test import Client

from tests import builders
from zuruf.core.bulk import MOST
from zuruf.store.models import Bulk, Member

pytestmark = pytest.mark.django_db


def test_as_many_as_can_be_chosen_can_be_sent_with_all_that_their_form_says(answers: Member) -> None:
    builders.organisation()
    client = Client()
    client.force_login(answers)
    those = [f"x{n}.1-1" for n in range(MOST)]
    fields = {"queue": "us", "verb": "take", "text": "", "to": "", "topic": "", "keep": ""}
    assert client.post("/bulk/", {"c": those, **fields}).status_code == 302
    assert Bulk.objects.get().chosen == MOST


def test_whoever_wants_to_answer_too_many_at_once_is_told_before_she_writes(answers: Member) -> None:
    builders.organisation()
    client = Client()
    client.force_login(answers)
    those = [f"x{n}.1-1" for n in range(51)]
    told = client.post("/bulk/", {"c": those, "verb": "answer"}, headers={"HX-Request": "true"})
    assert (told.status_code, "50" in told.content.decode()) == (409, True)
    went = client.post("/bulk/", {"c": those[:2], "verb": "answer"})
    assert went["Location"] == "/many/?conversation=x0&conversation=x1"
