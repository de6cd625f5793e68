"""The whole road of a Facebook Page: greeted at the door, called, read by the worker, filled in by asking, and nothing twice."""

import json
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.channels.rig import tape
from tests.channels.rigs.facebook import COMMENT, PAGE, PERSON, RIG, signed
from zuruf.channels import _facebook_reading as reading
from zuruf.core import calling as rules
from zuruf.core.message import Batch
from zuruf.flow import arrivals, calling, intake
from zuruf.store import keys
from zuruf.store.models import Account, Conversation, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> Account:
    monkeypatch.setattr(calling, "_door", rules.Door())
    settings.DATA = tmp_path
    kept = keys.encrypt(tmp_path / "keys", json.dumps(RIG.secrets))
    return builders.account("facebook", secrets=kept, settings={"page": PAGE})


def call(page: Account, body: bytes) -> int:
    heads = {"x-hub-signature-256": signed(body)["x-hub-signature-256"]}
    there = f"/hook/{page.public_id}/"
    return Client(enforce_csrf_checks=True).post(there, body, "application/json", headers=heads).status_code


def test_the_network_is_greeted_with_its_challenge_and_nobody_else_is(page: Account) -> None:
    there, right = f"/hook/{page.public_id}/", RIG.secrets["verify_token"]
    ask = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": right}

    assert Client().get(there, ask).content == b"1158201444"
    assert Client().get(there, {**ask, "hub.verify_token": "guessed"}).status_code == 403


def test_comments_and_messages_come_in_once_change_and_go(page: Account) -> None:
    for body in (tape("facebook/call_batch.json"), tape("facebook/call_comment.json")):
        assert (call(page, body), call(page, body)) == (200, 200)  # the older one last, each twice
    while arrivals.read():
        pass
    intake.receive(page.pk, Batch(tuple(reading.fed(json.loads(tape("facebook/feed.json")), PAGE))))

    comment = Message.objects.get(remote_id=COMMENT)
    assert comment.text == "Wie lange ist das Wasser denn weg?"
    thread = Message.objects.filter(conversation=comment.conversation)
    assert set(thread.values_list("ours", flat=True)) == {True, False}
    talk = Conversation.objects.get(public=False)
    assert (talk.contact and talk.contact.remote_id, talk.message_count) == (PERSON, 3)
    assert comment.contact_id == talk.contact_id  # one person at that network
    assert talk.closes_at is not None
    ids = list(Message.objects.values_list("remote_id", flat=True))
    assert len(ids) == len(set(ids))
    assert not Message.objects.filter(
        remote_id="200000000000001_300000000000005"
    ).exists()  # removed before it came
