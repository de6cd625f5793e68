"""A risk that came by a correction which was taken back: nobody lowers it but a person who looks at that message."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_spreading import LATER, TEXT, judged, said
from zuruf.core.people import Who
from zuruf.core.triage import TAKEN_BACK, because, by_person
from zuruf.flow import assessment, assessment_back, spreading
from zuruf.flow.spreading_risks import marks
from zuruf.store import examples
from zuruf.store.models import AuditEntry, Conversation, Example, Message, MessageAssessment

pytestmark = pytest.mark.django_db
LATEST = LATER + timedelta(minutes=1)


def findings(c: Conversation) -> list[dict[str, object]]:
    return list(MessageAssessment.objects.get(message__conversation=c).findings)


def taken_back_at(c: Conversation) -> frozenset[str]:
    return marks(findings(c))


@pytest.mark.both
def test_a_risk_that_came_by_a_correction_that_was_taken_back_stays_where_it_stood_and_a_person_is_asked(
    who: Who,
) -> None:
    builders.organisation()
    first, like, other = judged(TEXT), judged(TEXT + "!"), judged("Was kostet eine Inspektion?")
    assessment.correct(who, first.public_id, {"risk": ["threat"], "intent": ["abuse"]}, now=NOW)
    spreading.step(now=NOW)
    like.refresh_from_db()
    stood = (like.urgent, like.ahead, like.weighs)
    assert (said(like, "risk"), stood[0], like.unsure) == (["threat"], True, False)

    assessment_back.undo(who, first.public_id, now=LATER)
    assert spreading.step(now=LATER) == 1
    like.refresh_from_db()
    assert said(like, "risk") == ["threat"]
    assert taken_back_at(like) == {"threat"}
    assert like.urgent
    assert "risk:threat" in like.weighs
    assert like.unsure, "a person is asked"
    assert said(first, "risk") == []
    assert taken_back_at(other) == frozenset()
    entry = AuditEntry.objects.filter(verb="message.judged_like", conversation=like.public_id).latest("id")
    assert entry.data["risk"] == {"was": ["threat"], "now": ["threat"], "taken_back": ["threat"]}

    examples.changed()  # looked at once more: nothing is told twice
    assert spreading.step(now=LATEST) == 0


def test_whoever_looks_at_it_takes_it_away_or_says_that_it_is_there(who: Who) -> None:
    builders.organisation()
    owner = builders.who(builders.member(role="owner"))
    first, gone, there = judged(TEXT), judged(TEXT + "!"), judged(TEXT + "?!")
    assessment.correct(who, first.public_id, {"risk": ["threat"]}, now=NOW)
    spreading.step(now=NOW)
    assessment_back.undo(who, first.public_id, now=LATER)
    spreading.step(now=LATER)
    assessment.correct(owner, gone.public_id, {"risk": []}, now=LATEST)
    assessment.correct(owner, there.public_id, {"risk": ["threat"]}, now=LATEST)
    assert (said(gone, "risk"), said(there, "risk")) == ([], ["threat"])
    assert all(by_person(f) for c in (gone, there) for f in findings(c) if f["label"] == "risk")
    for c in (gone, there):
        c.refresh_from_db()
        assert (c.unsure, c.urgent) == (False, c == there)


def test_what_is_said_again_of_one_like_it_is_in_doubt_no_more(who: Who) -> None:
    builders.organisation()
    first, like = judged(TEXT), judged(TEXT + "!")
    assessment.correct(who, first.public_id, {"risk": ["legal"]}, now=NOW)
    spreading.step(now=NOW)
    assessment_back.undo(who, first.public_id, now=LATER)
    spreading.step(now=LATER)
    assert taken_back_at(like) == {"legal"}
    assessment.correct(who, first.public_id, {"risk": ["legal"]}, now=LATEST)
    assert spreading.step(now=LATEST) == 1
    assert (said(like, "risk"), taken_back_at(like)) == (["legal"], frozenset())
    assert not any(f.get("unsure") for f in findings(like) if f["label"] == "risk")


def test_what_another_person_says_otherwise_later_was_taken_back_too(who: Who) -> None:
    builders.organisation()
    first, like = judged(TEXT), judged(TEXT + "!")
    assessment.correct(who, first.public_id, {"risk": ["legal", "press"]}, now=NOW)
    spreading.step(now=NOW)
    assessment.correct(
        builders.who(builders.member()), first.public_id, {"risk": ["press"]}, now=NOW + timedelta(days=3)
    )
    spreading.step(now=NOW + timedelta(days=3))
    assert sorted(said(like, "risk")) == ["legal", "press"]
    assert taken_back_at(like) == {"legal"}


def test_a_risk_is_not_called_taken_back_because_the_words_that_taught_it_are_gone(who: Who) -> None:
    builders.organisation()
    first, like = judged(TEXT), judged(TEXT + "!")
    assessment.correct(who, first.public_id, {"risk": ["legal"]}, now=NOW)
    spreading.step(now=NOW)
    Example.objects.all().delete()
    Message.objects.filter(conversation=first).update(text="")
    examples.changed()
    spreading.step(now=LATER)
    assert said(like, "risk") == ["legal"]
    assert taken_back_at(like) == frozenset()


def test_a_risk_that_own_words_say_is_in_no_doubt_because_somebody_was_wrong_elsewhere(who: Who) -> None:
    builders.organisation()
    first, like = judged(TEXT), judged(TEXT + "!")
    kept = MessageAssessment.objects.get(message__conversation=like)
    why = [{"code": "word", "words": ["Anwalt"]}]
    kept.findings = [*kept.findings, {"label": "risk", "value": "legal", "probability": 0.9, "reasons": why}]
    kept.save()
    assessment.correct(who, first.public_id, {"risk": ["legal"]}, now=NOW)
    spreading.step(now=NOW)
    assessment_back.undo(who, first.public_id, now=LATER)
    spreading.step(now=LATER)
    assert not any(because(f, TAKEN_BACK) or f.get("unsure") for f in findings(like) if f["label"] == "risk")


def test_other_things_that_a_person_said_of_it_stay_and_the_risk_says_from_where_it_came(who: Who) -> None:
    builders.organisation()
    first, like = judged(TEXT), judged(TEXT + "!")
    assessment.correct(who, first.public_id, {"risk": ["health"]}, now=NOW)
    spreading.step(now=NOW)
    assessment.correct(who, like.public_id, {"sentiment": ["negative"]}, now=NOW)
    assessment_back.undo(who, first.public_id, now=LATER)
    spreading.step(now=LATER)
    assert said(like, "sentiment") == ["negative"]
    assert taken_back_at(like) == {"health"}
