"""Answering: the draft is kept, the verdict is made again on the server, and the second answer is stopped."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.guideline import Verdict
from zuruf.core.people import Who
from zuruf.flow import guideline, reply
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Delivery, Draft, GuidelineVersion, Member

IBAN = "Wir überweisen auf DE89 3704 0044 0532 0130 00."
STOP = """id = "bank"
title = "Keine Bankdaten"
why = "Eine öffentliche Antwort bleibt stehen."
[when]
contains = ["iban"]
[then]
verdict = "stop"
say = "Die Antwort nennt „{hit}“. Bitte privat antworten."
[[example]]
text = "Wir überweisen auf DE89 3704 0044 0532 0130 00."
verdict = "stop"
[[example]]
text = "Bitte schreiben Sie uns privat."
verdict = "go"
"""


def switched_on(toml: str = STOP, owner: Member | None = None) -> None:
    """A guideline in force."""
    who = builders.who(owner or builders.member(role="owner"))
    slug, _ = guideline.save(who, toml, "Test", now=NOW)
    guideline.switch(who, slug, True, now=NOW)


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


def test_typing_keeps_one_draft_and_answers_with_the_verdict(who: Who, here: Conversation) -> None:
    switched_on()
    first = reply.write(who, here.public_id, "Hallo", now=NOW)
    second = reply.write(who, here.public_id, IBAN, now=NOW + timedelta(seconds=1))
    assert first.judged.verdict is Verdict.GO
    assert second.judged.verdict is Verdict.STOP
    assert second.judged.hits[0].words == ("DE89 3704 0044 0532 0130 00",)
    assert "DE89" in second.judged.hits[0].say
    assert [d.text for d in Draft.objects.all()] == [IBAN]


def test_a_field_with_nothing_but_the_signature_makes_no_draft(who: Who, here: Conversation) -> None:
    assert reply.write(who, here.public_id, " [AP]", now=NOW).saved_at is None
    assert not Draft.objects.exists()


def test_an_answer_that_may_go_is_queued_and_the_wait_ends(who: Who, here: Conversation) -> None:
    sent = reply.send(who, here.public_id, "Es ist unterwegs. [AP]", seen_answer_seq=0, now=NOW)
    here.refresh_from_db()
    delivery = Delivery.objects.get(public_id=sent.delivery)
    assert (here.state, here.waiting_since, here.answer_seq) == ("waiting", None, 1)
    assert delivery.waited_since == NOW
    assert delivery.payload["text"] == "Es ist unterwegs. [AP]"
    assert Draft.objects.get().state == "sent"
    assert AuditEntry.objects.filter(verb="reply.sent").count() == 1


def test_a_stopped_answer_stays_a_draft_and_nothing_is_queued(who: Who, here: Conversation) -> None:
    switched_on()
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, IBAN, seen_answer_seq=0, now=NOW)
    assert refused.value.code == "stopped"
    assert refused.value.data["guideline"] == "guideline:bank@1"
    assert not Delivery.objects.exists()
    assert Draft.objects.get().text == IBAN
    assert GuidelineVersion.objects.get().state == "active"
