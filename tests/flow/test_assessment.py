"""What people correct of triage stands, with their word as the reason."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.people import Who
from zuruf.core.triage import by_person
from zuruf.flow import assessment, assessment_back, intake, merging, retention, spreading, topics
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Example, MessageAssessment
from zuruf.store.queries.judged import figures

pytestmark = pytest.mark.django_db


def judged(c: Conversation, **labels: list[str]) -> None:
    findings = [
        {"label": label, "value": v, "probability": 0.7, "reasons": []}
        for label, vs in labels.items()
        for v in vs
    ]
    MessageAssessment.objects.create(message=c.messages.get(), findings=findings, made_at=NOW)


def kept(c: Conversation, label: str) -> list[str]:
    return assessment.values(MessageAssessment.objects.get(message__conversation=c).findings, label)


def test_a_correction_replaces_a_label_and_leaves_the_others(who: Who) -> None:
    c = builders.conversation()
    judged(c, intent=["complaint"], risk=["health"], sentiment=["negative"])

    assert assessment.correct(who, c.public_id, {"intent": ["idea"], "risk": ["health"]}, now=NOW) == (
        "intent",
    )
    assert (kept(c, "intent"), kept(c, "risk"), kept(c, "sentiment")) == (["idea"], ["health"], ["negative"])
    row = MessageAssessment.objects.get()
    assert [f["label"] for f in row.findings if by_person(f)] == ["intent"]
    entry = AuditEntry.objects.get(verb="message.corrected")
    assert entry.data == {"intent": {"was": ["complaint"], "now": ["idea"]}}


def test_whether_it_deserves_an_answer_follows_from_what_a_person_said(who: Who) -> None:
    c = builders.conversation()
    judged(c, intent=["complaint"], deserves_answer=["yes"])
    assessment.correct(who, c.public_id, {"intent": ["spam"]}, now=NOW)
    assert kept(c, "deserves_answer") == ["no"]
    (found,) = (f for f in MessageAssessment.objects.get().findings if f["label"] == "deserves_answer")
    assert "spam" in [r["code"] for r in found["reasons"]]


def test_none_of_them_is_an_answer_too(who: Who) -> None:
    c = builders.conversation()
    judged(c, risk=["press"])
    assessment.correct(who, c.public_id, {"risk": []}, now=NOW)
    assert kept(c, "risk") == []
    assert any(by_person(f) for f in MessageAssessment.objects.get().findings)


def test_what_no_judge_saw_can_be_said_by_a_person(who: Who) -> None:
    c = builders.conversation(question=True)
    slug = topics.save(builders.who(builders.member(role="owner")), "", {"de": "Preise"}, "Preis", now=NOW)
    assessment.correct(
        who, c.public_id, {"topic": [slug], "intent": ["complaint"], "risk": ["threat"]}, now=NOW
    )
    c.refresh_from_db()
    assert (kept(c, "topic"), kept(c, "risk")) == ([slug], ["threat"])
    assert (c.question, c.urgent) == (False, True)


@pytest.mark.parametrize("ring", ["threat", "self_harm"])
def test_a_threat_is_taken_away_by_second_eyes_or_owners_only(who: Who, ring: str) -> None:
    c = builders.conversation()
    judged(c, risk=[ring, "health"])
    with pytest.raises(Declined, match="risk_stays"):
        assessment.correct(who, c.public_id, {"risk": ["health"]}, now=NOW)
    assert kept(c, "risk") == [ring, "health"]
    eyes = builders.who(builders.member(second_pair=True))
    assert assessment.correct(eyes, c.public_id, {"risk": ["health"]}, now=NOW) == ("risk",)
    assert kept(c, "risk") == ["health"]
    c.refresh_from_db()
    assert not c.urgent


@pytest.mark.parametrize("role", ["partner", "guest"])
def test_who_cannot_answer_corrects_nothing(role: str) -> None:
    c = builders.conversation()
    with pytest.raises(Declined, match="not_allowed"):
        assessment.correct(builders.who(builders.member(role=role)), c.public_id, {"risk": []}, now=NOW)


def test_unknown_values_and_lost_conversations_are_declined(who: Who) -> None:
    with pytest.raises(Declined, match="unknown_value"):
        assessment.correct(who, builders.conversation().public_id, {"intent": ["shopping"]}, now=NOW)
    with pytest.raises(Declined, match="unknown_value"):
        assessment.correct(who, builders.conversation().public_id, {"mood": ["calm"]}, now=NOW)
    with pytest.raises(Declined, match="gone"):
        assessment.correct(who, "nowhere", {"risk": []}, now=NOW)


def as_text(findings: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(f, sort_keys=True) for f in findings)


def other(c: Conversation) -> Conversation:
    return Conversation.objects.get(pk=c.pk)


def test_what_else_it_says_is_corrected_and_follows_where_it_counts(who: Who) -> None:
    c = builders.conversation(language="nl", urgent=True)
    judged(c, intent=["chat"], deserves_answer=["no"], urgent=["yes"], language=["nl"], sentiment=["neutral"])
    said = {
        "deserves_answer": ["yes"],
        "urgent": ["no"],
        "language": ["de"],
        "sentiment": ["negative"],
        "toxic": ["no"],
    }
    assert set(assessment.correct(who, c.public_id, said, now=NOW)) == set(said)
    assert {label: kept(c, label) for label in said} == said
    now_so = other(c)
    assert (now_so.language, now_so.urgent) == ("de", False)
    assert "deserves" in now_so.weighs
    assert "urgent" not in now_so.weighs
    assert {e.label: (e.values, e.was) for e in Example.objects.all()}["urgent"] == (["no"], ["yes"])

    assessment.correct(who, c.public_id, {"intent": ["spam"]}, now=NOW)
    assert kept(c, "deserves_answer") == ["yes"], "a person said so"


def test_what_judges_said_rightly_stands_by_the_word_of_a_person_once_she_chose_it(who: Who) -> None:
    builders.organisation()
    c = builders.conversation()
    judged(c, intent=["idea"], sentiment=["negative"])
    assert assessment.correct(who, c.public_id, {"sentiment": ["negative"]}, now=NOW) == ("sentiment",)
    assert assessment.correct(who, c.public_id, {"sentiment": ["negative"]}, now=NOW) == ()
    (found,) = figures(NOW)
    assert (found.label, found.looked_at, found.right) == ("sentiment", 1, 1)


@pytest.mark.parametrize(
    "said", [{"urgent": []}, {"urgent": ["yes", "no"]}, {"toxic": ["perhaps"]}, {"language": ["xx"]}]
)
def test_of_what_has_one_value_exactly_one_is_said(who: Who, said: dict[str, list[str]]) -> None:
    with pytest.raises(Declined, match="unknown_value"):
        assessment.correct(who, builders.conversation().public_id, said, now=NOW)


@pytest.mark.parametrize("before", [{"risk": ["threat"]}, {"urgent": ["yes"]}])
def test_not_urgent_is_said_of_one_message_and_not_of_those_before_it(
    who: Who, before: dict[str, list[str]]
) -> None:
    c = builders.conversation(urgent=True, waiting_since=NOW)
    judged(c, **before)
    later = builders.message(c, remote_id="later", text="Und?", order_at=NOW + timedelta(hours=1))
    MessageAssessment.objects.create(message=later, findings=[], made_at=NOW)
    assessment.correct(who, c.public_id, {"urgent": ["no"]}, now=NOW)
    assert other(c).urgent


@pytest.mark.both
def test_a_correction_is_taken_back_to_what_had_stood_there(who: Who) -> None:
    builders.organisation()
    c = builders.conversation(language="nl", question=True, urgent=True)
    judged(c, intent=["question"], urgent=["yes"], language=["nl"], risk=["health"], deserves_answer=["no"])
    row = MessageAssessment.objects.get()
    row.findings = [{**f, "unsure": True} if f["label"] == "intent" else f for f in row.findings]
    row.findings += [{"label": "question", "value": "yes", "probability": 0.9, "reasons": []}]
    row.save()
    before = as_text(row.findings)
    said = {"intent": ["spam"], "risk": [], "urgent": ["no"], "language": ["de"], "toxic": ["yes"]}
    assessment.correct(who, c.public_id, said, now=NOW)
    assert not assessment_back.is_last(builders.who(builders.member()), c.public_id, NOW)
    assert assessment_back.is_last(who, c.public_id, NOW)

    assert set(assessment_back.undo(who, c.public_id, now=NOW + timedelta(minutes=1))) == set(said)
    row.refresh_from_db()
    assert as_text(row.findings) == before
    now_so = other(c)
    assert (now_so.language, now_so.urgent, now_so.question, now_so.unsure) == ("nl", True, True, True)
    assert not Example.objects.exists()
    entry = AuditEntry.objects.get(verb="message.correction_undone")
    assert entry.data["intent"] == {"was": ["spam"], "now": ["question"]}
    with pytest.raises(Declined, match="undo_over"):
        assessment_back.undo(who, c.public_id, now=NOW + timedelta(minutes=2))


def test_what_another_person_had_said_before_stands_again(who: Who) -> None:
    builders.organisation()
    c = builders.conversation()
    judged(c, intent=["chat"])
    assessment.correct(builders.who(builders.member()), c.public_id, {"intent": ["idea"]}, now=NOW)
    assessment.correct(who, c.public_id, {"intent": ["spam"]}, now=NOW + timedelta(minutes=1))
    assessment_back.undo(who, c.public_id, now=NOW + timedelta(minutes=2))
    assert kept(c, "intent") == ["idea"]
    assert by_person(MessageAssessment.objects.get().findings[0])
    example = Example.objects.get()
    assert (example.values, example.was) == (["idea"], ["chat"])


def test_only_the_last_word_is_taken_back_by_who_said_it_and_soon(who: Who) -> None:
    builders.organisation()
    c = builders.conversation()
    judged(c, intent=["chat"])
    second = builders.who(builders.member())
    assessment.correct(who, c.public_id, {"intent": ["idea"]}, now=NOW)
    for person, at in ((second, NOW), (who, NOW + timedelta(hours=1))):
        with pytest.raises(Declined, match="undo_over"):
            assessment_back.undo(person, c.public_id, now=at)
    assessment.correct(second, c.public_id, {"intent": ["spam"]}, now=NOW)
    with pytest.raises(Declined, match="undo_over"):
        assessment_back.undo(who, c.public_id, now=NOW)
    assert kept(c, "intent") == ["spam"]
    with pytest.raises(Declined, match="not_allowed"):
        assessment_back.undo(builders.who(builders.member(role="guest")), c.public_id, now=NOW)


def test_what_was_only_confirmed_is_in_doubt_again(who: Who) -> None:
    builders.organisation()
    c = builders.conversation(unsure=True)
    found = [{"label": "intent", "value": "idea", "probability": 0.5, "reasons": [], "unsure": True}]
    MessageAssessment.objects.create(message=c.messages.get(), findings=found, made_at=NOW)
    assert assessment.correct(who, c.public_id, {"intent": ["idea"], "risk": []}, now=NOW) == ()
    assert not other(c).unsure
    assessment_back.undo(who, c.public_id, now=NOW)
    assert other(c).unsure
    assert MessageAssessment.objects.get().findings == found
    assert not Example.objects.exists()


def test_what_was_edited_or_lost_its_words_since_is_not_taken_back(who: Who) -> None:
    builders.organisation()
    account = builders.account("mail", retention_days=1)
    by, later = Author("eva"), NOW + timedelta(minutes=1)
    intake.receive(account.pk, Batch((Incoming("m1", by, "Frechheit, alles kaputt!", NOW),)), now=NOW)
    c = Conversation.objects.get()
    assessment.correct(who, c.public_id, {"intent": ["idea"]}, now=NOW)
    edited = Incoming("m1", by, "Vielen Dank!", NOW, edited_at=later)
    intake.receive(account.pk, Batch((edited,)), now=later)
    with pytest.raises(Declined, match="undo_over"):
        assessment_back.undo(who, c.public_id, now=later)
    assert kept(c, "intent") == ["thanks"], "what judges say of the new words stays"

    soon = NOW + timedelta(days=1)
    assessment.correct(who, c.public_id, {"intent": ["idea"]}, now=soon)
    retention.sweep(now=soon + timedelta(minutes=1))
    with pytest.raises(Declined, match="undo_over"):
        assessment_back.undo(who, c.public_id, now=soon + timedelta(minutes=2))
    assert kept(c, "intent") == ["idea"], "of what had stood there nothing is left"


def test_what_is_in_another_conversation_by_now_is_not_taken_back_here(who: Who) -> None:
    builders.organisation()
    c = builders.conversation(builders.account("bluesky"))
    judged(c, urgent=["no"])
    later = builders.message(c, remote_id="later", text="Und?", order_at=NOW + timedelta(hours=1))
    MessageAssessment.objects.create(message=later, findings=[], made_at=NOW)
    assessment.correct(who, c.public_id, {"urgent": ["yes"]}, now=NOW)
    _, apart = merging.split(who, c.public_id, [later.public_id], now=NOW)
    with pytest.raises(Declined, match="undo_over"):
        assessment_back.undo(who, c.public_id, now=NOW)
    assert kept(Conversation.objects.get(public_id=apart), "urgent") == ["yes"]


def test_what_was_said_once_more_is_taken_back_whole(who: Who) -> None:
    builders.organisation()
    c = builders.conversation()
    judged(c, intent=["complaint"])
    assessment.correct(who, c.public_id, {"intent": ["idea"]}, now=NOW)
    later = NOW + timedelta(minutes=1)
    assert assessment.correct(who, c.public_id, {"intent": ["idea"]}, now=later) == ()
    assessment_back.undo(who, c.public_id, now=later)
    assert kept(c, "intent") == ["complaint"]
    assert not Example.objects.exists()


def test_what_followed_from_it_follows_no_more_also_where_it_was_judged_like_another_one_since(
    who: Who,
) -> None:
    builders.organisation()
    text = "Bei euch im Schaufenster hängt seit Tagen der rote Lenker schief"
    c, like = builders.conversation(text=text), builders.conversation(text=text + "!")
    for one in (c, like):
        judged(one, intent=["complaint"], sentiment=["neutral"], deserves_answer=["yes"])
    assessment.correct(who, like.public_id, {"sentiment": ["negative"]}, now=NOW)
    assessment.correct(who, c.public_id, {"intent": ["spam"]}, now=NOW)
    spreading.step(now=NOW)
    assert (kept(c, "sentiment"), kept(c, "deserves_answer")) == (["negative"], ["no"])
    assessment_back.undo(who, c.public_id, now=NOW)
    assert (kept(c, "intent"), kept(c, "deserves_answer")) == (["complaint"], ["yes"])
