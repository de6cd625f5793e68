"""What a person said counts for what is open and nearly the same; never over another person's word."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.bulk import Chosen, Verb
from zuruf.core.desk import State
from zuruf.core.people import Who
from zuruf.flow import (
    assessment,
    assessment_back,
    bulk,
    bulk_undo,
    desk,
    placing,
    responsibility,
    spreading,
)
from zuruf.store.models import AuditEntry, Change, Conversation, MessageAssessment, Organisation, Topic

pytestmark = pytest.mark.django_db
TEXT = "Bei euch im Schaufenster hängt seit Tagen der rote Lenker schief"
LATER = NOW + timedelta(minutes=1)


def judged(text: str, **over: Any) -> Conversation:
    c = builders.conversation(text=text, **over)
    found = [{"label": "intent", "value": "chat", "probability": 0.5, "reasons": []}]
    MessageAssessment.objects.create(message=c.messages.get(), findings=found, made_at=NOW)
    return c


def said(c: Conversation, label: str = "intent") -> list[str]:
    return assessment.values(MessageAssessment.objects.get(message__conversation=c).findings, label)


@pytest.mark.both
def test_what_is_open_and_nearly_the_same_is_judged_like_it_and_what_a_person_said_stays(who: Who) -> None:
    builders.organisation()
    first, like, other = judged(TEXT), judged(TEXT + "!"), judged("Was kostet eine Inspektion?")
    over, own = judged(TEXT + "!!", state=State.DONE), judged(TEXT + "?!")
    assessment.correct(who, own.public_id, {"intent": ["praise"]}, now=NOW)
    assessment.correct(who, first.public_id, {"intent": ["idea"], "risk": ["threat"]}, now=LATER)

    assert spreading.step(now=LATER) >= 1
    assert said(like) == ["idea"]
    assert said(like, "risk") == ["threat"]
    like.refresh_from_db()
    assert like.urgent
    assert said(like, "deserves_answer") == ["yes"]
    assert (said(other), said(over), said(own)) == (["chat"], ["chat"], ["praise"])
    entry = AuditEntry.objects.get(verb="message.judged_like", conversation=like.public_id)
    assert entry.actor == ""
    assert entry.data["intent"] == {"was": ["chat"], "now": ["idea"]}
    assert Change.objects.filter(kind="conversation", thing=like.public_id, at=LATER).exists()
    assert spreading.step(now=LATER) == 0


def test_nothing_is_looked_at_until_somebody_says_something_again(who: Who) -> None:
    builders.organisation()
    first = judged(TEXT)
    assessment.correct(who, first.public_id, {"intent": ["idea"]}, now=NOW)
    spreading.step(now=NOW)
    late = judged(TEXT + "!")
    assert spreading.step(now=LATER) == 0
    assessment.correct(who, first.public_id, {"intent": ["complaint"]}, now=LATER)
    assert spreading.step(now=LATER) == 1
    assert said(late) == ["complaint"]
    row = Organisation.objects.get()
    assert row.spread == row.taught != 0


def test_no_risk_is_taken_away(who: Who) -> None:
    builders.organisation()
    rings = judged(TEXT + "!")
    kept = MessageAssessment.objects.get(message__conversation=rings)
    kept.findings = [*kept.findings, {"label": "risk", "value": "health", "probability": 0.9, "reasons": []}]
    kept.save()
    first = judged(TEXT)
    assessment.correct(who, first.public_id, {"risk": ["press"]}, now=NOW)
    spreading.step(now=LATER)
    assert sorted(said(rings, "risk")) == ["health", "press"]


def test_two_mails_are_not_alike_because_they_quote_the_same(who: Who) -> None:
    builders.organisation()
    quoted = "\n\nAm 03.11.2026 um 10:00 schrieb Radwerkstatt <rad@example.org>:\n" + "".join(
        f"> {line}\n" for line in (TEXT, "Unser Rundbrief im Herbst", "Alle Räder, alle Preise, alle Termine")
    )
    mailbox = builders.account(channel="mail")
    thanks = judged("Danke, das Rad fährt wieder!" + quoted, of=mailbox)
    angry = judged("Warum antwortet mir bei euch keiner?" + quoted, of=mailbox)
    like = judged("Danke, das Rad fährt wieder!!", of=mailbox)
    assessment.correct(who, thanks.public_id, {"intent": ["thanks"]}, now=NOW)
    spreading.step(now=LATER)
    assert (said(angry), said(like)) == (["chat"], ["thanks"])


def test_what_was_judged_like_a_topic_that_was_taken_back_is_judged_by_its_own_words_again(who: Who) -> None:
    builders.organisation()
    for slug, word in (("shop", "Schaufenster"), ("price", "Preis")):
        Topic.objects.create(slug=slug, name={"de": slug}, words=[word], created_at=NOW)
    first, like, own = judged(TEXT), judged(TEXT + "!"), judged(TEXT + "?!")
    done = bulk.do(who, Verb.TOPIC, [Chosen(first.public_id)], topics=["price"], now=NOW)
    spreading.step(now=NOW)
    assert said(like, "topic") == said(own, "topic") == ["price"]
    assessment.correct(who, own.public_id, {"topic": ["price", "shop"]}, now=NOW)
    assessment.correct(who, own.public_id, {"topic": ["price"]}, now=NOW)
    MessageAssessment.objects.get(message__conversation=own).message.examples.all().delete()

    bulk_undo.undo(who, done.public_id, now=LATER)
    spreading.step(now=LATER)
    assert (said(first, "topic"), said(like, "topic")) == (["shop"], ["shop"])
    assert said(own, "topic") == ["price"], "a person said so"


def test_what_else_was_put_right_counts_for_what_is_like_it(who: Who) -> None:
    builders.organisation()
    first, like = judged(TEXT), judged(TEXT + "!", language="nl", urgent=True)
    said_so = {"deserves_answer": ["yes"], "urgent": ["no"], "language": ["de"], "sentiment": ["positive"]}
    assessment.correct(who, first.public_id, said_so, now=NOW)
    spreading.step(now=LATER)
    assert {label: said(like, label) for label in said_so} == said_so
    like.refresh_from_db()
    assert (like.language, like.urgent) == ("de", False)


def test_what_rings_stays_urgent_whatever_was_said_of_one_like_it(who: Who) -> None:
    builders.organisation()
    first, like = judged(TEXT), judged(TEXT + "!", urgent=True)
    kept = MessageAssessment.objects.get(message__conversation=like)
    kept.findings = [*kept.findings, {"label": "risk", "value": "threat", "probability": 0.9, "reasons": []}]
    kept.save()
    assessment.correct(who, first.public_id, {"urgent": ["no"]}, now=NOW)
    spreading.step(now=LATER)
    like.refresh_from_db()
    assert like.urgent


def test_an_earlier_message_that_is_urgent_keeps_its_conversation_urgent(who: Who) -> None:
    builders.organisation()
    first, like = judged(TEXT), judged(TEXT + "!", urgent=True, waiting_since=NOW)
    before = builders.message(like, remote_id="before", text="Eilt sehr", order_at=NOW)
    urgent = [{"label": "urgent", "value": "yes", "probability": 0.9, "reasons": []}]
    MessageAssessment.objects.create(message=before, findings=urgent, made_at=NOW)
    of_like = MessageAssessment.objects.exclude(message=before).get(message__conversation=like)
    of_like.findings = [*of_like.findings, *urgent]
    of_like.save()
    assessment.correct(who, first.public_id, {"urgent": ["no"]}, now=NOW)
    spreading.step(now=LATER)
    of_like.refresh_from_db()
    assert assessment.values(of_like.findings, "urgent") == ["no"]
    like.refresh_from_db()
    assert like.urgent


def test_what_followed_a_correction_that_was_taken_back_is_judged_by_its_own_words_again(who: Who) -> None:
    builders.organisation()
    first, like = judged("Wann habt ihr am Samstag auf?"), judged("Wann habt ihr am Samstag auf??")
    assessment.correct(who, first.public_id, {"intent": ["spam"], "risk": ["press"]}, now=NOW)
    spreading.step(now=NOW)
    assert said(like) == ["spam"]
    assessment_back.undo(who, first.public_id, now=LATER)
    spreading.step(now=LATER)
    assert said(like) == ["question"]
    assert said(like, "risk") == ["press"], "no risk is taken away"


@pytest.mark.both
def test_whoever_is_responsible_for_the_topic_gets_what_is_like_it_unless_somebody_has_it(who: Who) -> None:
    builders.organisation()
    Topic.objects.create(slug="shop", name={"de": "Laden"}, words=["xyz"], created_at=NOW)
    owner = builders.who(builders.member(role="owner"))
    usual, hers = builders.member(), builders.member()
    responsibility.appoint(owner, owner=usual.public_id, now=NOW)
    responsibility.appoint(owner, topic="shop", owner=hers.public_id, now=NOW)
    first, like, taken = judged(TEXT), judged(TEXT + "!"), judged(TEXT + "?!")
    assert placing.place([first.pk, like.pk, taken.pk], NOW) == 3
    desk.take(who, taken.public_id, seen_owner=usual.public_id, now=NOW)

    assessment.correct(who, first.public_id, {"topic": ["shop"]}, now=LATER)
    spreading.step(now=LATER)
    for c, has_it in ((first, hers.pk), (like, hers.pk), (taken, who.id)):
        c.refresh_from_db()
        assert c.owner_id == has_it
    assert said(taken, "topic") == ["shop"]
