"""A correction counts at once for what is nearly the same, and goes with the words that it was about."""

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Who
from zuruf.core.triage import Subject
from zuruf.flow import assessment, triage
from zuruf.flow.errors import Declined
from zuruf.store import intake
from zuruf.store.models import Conversation, Example, MessageAssessment, Organisation, Topic

pytestmark = pytest.mark.django_db
TEXT = "Bei euch im Schaufenster hängt seit Tagen der rote Lenker schief"
LIKE = TEXT + "!"


def judged(c: Conversation, *values: str) -> None:
    found = [{"label": "intent", "value": v, "probability": 0.5, "reasons": []} for v in values]
    MessageAssessment.objects.create(message=c.messages.get(), findings=found, made_at=NOW)


def intents(text: str) -> list[tuple[str, str]]:
    (found,) = triage.assess([Subject(text)])
    return [(f.value, f.reasons[0].code) for f in found.findings if f.label == "intent"]


@pytest.mark.both
def test_it_counts_at_once_and_goes_with_its_words(who: Who) -> None:
    builders.organisation()
    c = builders.conversation(text=TEXT)
    judged(c, "chat")
    assert ("idea", "taught") not in intents(LIKE)

    assessment.correct(who, c.public_id, {"intent": ["idea"], "topic": [], "risk": []}, now=NOW)
    kept = Example.objects.get()
    assert (kept.label, kept.values, kept.was) == ("intent", ["idea"], ["chat"])
    assert intents(LIKE) == [("idea", "taught")]
    assert ("idea", "taught") not in intents("Was kostet eine Inspektion?")

    assessment.correct(who, c.public_id, {"intent": ["complaint"]}, now=NOW)
    kept.refresh_from_db()
    assert (kept.values, kept.was) == (["complaint"], ["chat"])  # what judges had said stays
    assert intents(LIKE) == [("complaint", "taught")]

    assert intake.forget(c.messages.get().pk, NOW)
    assert not Example.objects.exists()
    assert Organisation.objects.get().taught == 0
    assert ("complaint", "taught") not in intents(LIKE)


def test_what_is_confirmed_is_kept_and_nothing_is_kept_where_nothing_was_said(who: Who) -> None:
    builders.organisation()
    c = builders.conversation(text=TEXT)
    judged(c, "praise")
    assert assessment.correct(who, c.public_id, {"intent": ["praise"], "risk": []}, now=NOW) == ()
    assert [(e.label, e.values, e.was) for e in Example.objects.all()] == [("intent", ["praise"], ["praise"])]


def test_a_topic_that_is_retired_is_not_found_by_examples(who: Who) -> None:
    builders.organisation()
    topic = Topic.objects.create(slug="window", name={"en": "Window"}, words=["xyz"], created_at=NOW)
    c = builders.conversation(text=TEXT)
    assessment.correct(who, c.public_id, {"topic": ["window"]}, now=NOW)
    (found,) = triage.assess([Subject(LIKE)])
    assert found.value("topic") == "window"
    (alone,) = triage.on_topics_alone([Subject(LIKE)])
    assert [f.value for f in alone.findings] == ["window"]
    topic.retired_at = NOW
    topic.save()
    (found,) = triage.assess([Subject(LIKE)])
    assert found.value("topic") == ""


def test_only_the_message_that_was_shown_is_corrected(who: Who) -> None:
    c = builders.conversation(text=TEXT)
    first = c.messages.get().public_id
    builders.message(c, remote_id="later", text="Und noch etwas", order_at=NOW.replace(year=2027))
    with pytest.raises(Declined, match="gone"):
        assessment.correct(who, c.public_id, {"intent": ["idea"]}, message=first, now=NOW)
    assert not Example.objects.exists()


def test_an_example_holds_no_text_and_nobodys_name(who: Who) -> None:
    builders.organisation()
    c = builders.conversation(text=TEXT)
    assessment.correct(who, c.public_id, {"intent": ["idea"]}, now=NOW)
    (kept,) = Example.objects.values()
    assert set(kept) == {"id", "message_id", "label", "values", "was", "made_at"}
    assert TEXT not in str(kept)
    assert who.name not in str(kept)
