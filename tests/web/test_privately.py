"""The tick that sends an answer to its author alone: there where the network takes that, and kept with or without script."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.builders import NOW
from zuruf.store.models import Conversation, Delivery, Draft, Member, Message

Signed = Callable[[Member], Client]
SCRIPT = {"Accept": "application/json", "Accept-Language": "en"}
TEXT = "Bitte nennen Sie uns Ihre Kundennummer."


@pytest.fixture
def client(answers: Member, client_of: Signed) -> Client:
    return client_of(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    made = builders.conversation(builders.account("facebook"))
    ref = {"kind": "comment", "id": "22_33", "post": "1_22", "author": "44"}
    Message.objects.filter(conversation=made).update(ref=ref, order_at=NOW)
    return made


def test_the_tick_is_there_only_where_the_network_takes_a_private_answer(
    client: Client, here: Conversation
) -> None:
    talk = builders.conversation()
    there, elsewhere = (client.get(f"/c/{c.public_id}/composer").content.decode() for c in (here, talk))

    assert 'id="reply-privately"' in there
    assert "to its author alone" in there
    assert 'id="reply-privately"' not in elsewhere


def test_a_tick_is_judged_at_once_kept_and_taken_away_again(client: Client, here: Conversation) -> None:
    form = {"text": TEXT, "addressed": "1"}
    late = client.post(f"/c/{here.public_id}/verdict", {**form, "privately": "yes"}, headers=SCRIPT).json()
    assert late["state"] == "stop"  # NOW is longer ago than a week
    assert Draft.objects.get().privately is True
    assert (
        'value="yes" id="reply-privately" checked'
        in client.get(f"/c/{here.public_id}/composer").content.decode()
    )

    said = client.post(f"/c/{here.public_id}/verdict", {"text": TEXT + "!"}, headers=SCRIPT).json()
    assert said["state"] == "stop"  # nobody was asked, so it stays
    client.post(f"/c/{here.public_id}/check", form)  # without script
    assert Draft.objects.get().privately is False


def test_an_answer_with_the_tick_goes_out_in_private(client: Client, here: Conversation) -> None:
    Message.objects.filter(conversation=here).update(order_at=timezone.now())
    form = {"text": TEXT, "addressed": "1", "privately": "yes", "seen": str(here.answer_seq)}
    client.post(f"/c/{here.public_id}/reply", form, headers=SCRIPT)

    assert Delivery.objects.get().payload["public"] is False
