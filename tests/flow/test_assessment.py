"""What people correct of triage stands, with their word as the reason."""

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Who
from zuruf.core.triage import by_person
from zuruf.flow import assessment, topics
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, MessageAssessment

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
