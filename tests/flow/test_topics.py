"""Topics are the organisation's own; when their words change, what is open is looked at again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.desk import State
from zuruf.core.people import Who
from zuruf.core.triage import Assessment, Subject
from zuruf.flow import assessment, topics, triage
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Change, Conversation, Message, MessageAssessment, Topic
from zuruf.store.queries import topics as queries

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def owner() -> Who:
    return builders.who(builders.member(role="owner"))


def assessed(text: str, **over: Any) -> Conversation:
    c = builders.conversation(text=text, **over)
    language = {"label": "language", "value": "de", "probability": 0.9, "reasons": []}
    MessageAssessment.objects.create(
        message=c.messages.get(), findings=[language], judges=["language@1", "topic@1-0"], made_at=NOW
    )
    return c


def found(c: Conversation) -> list[str]:
    return assessment.values(MessageAssessment.objects.get(message__conversation=c).findings, "topic")


def test_a_topic_gets_a_short_name_that_stays_when_its_words_change(owner: Who) -> None:
    slug = topics.save(owner, "", {"de": "Lieferung", "en": ""}, "Paket, Paket\nVersand", now=NOW)
    assert slug == "lieferung"
    assert topics.save(owner, slug, {"de": "Versand"}, "Versand", now=LATER) == slug
    row = Topic.objects.get()
    assert (row.name, row.words, row.changed_at) == ({"de": "Versand"}, ["Versand"], LATER)
    assert [e.data for e in AuditEntry.objects.filter(verb="topic.saved").order_by("pk")] == [
        {"words": 2},
        {"words": 1},
    ]


@pytest.mark.parametrize(
    ("slug", "name", "words", "code"),
    [("", "", "a", "no_name"), ("", "Preise", " ,\n", "no_words"), ("lost", "Preise", "Preis", "gone")],
)
def test_what_is_no_topic_is_declined(owner: Who, slug: str, name: str, words: str, code: str) -> None:
    with pytest.raises(Declined, match=code):
        topics.save(owner, slug, {"de": name}, words, now=NOW)
    assert not Topic.objects.exists()


def test_only_who_runs_the_house_changes_topics() -> None:
    desk = builders.who(builders.member())
    for act in (
        lambda: topics.save(desk, "", {"de": "Preise"}, "Preis", now=NOW),
        lambda: topics.begin_with_starters(desk, now=NOW),
        lambda: topics.retire(desk, "preise", now=NOW),
    ):
        with pytest.raises(Declined, match="not_allowed"):
            act()


def test_open_messages_are_judged_anew_and_keep_all_that_is_no_topic(owner: Who) -> None:
    c, done = assessed("Wo ist mein Paket?"), assessed("Mein Paket ist da", state=State.DONE)
    topics.save(owner, "", {"de": "Lieferung"}, "Paket", now=LATER)
    Change.objects.all().delete()

    assert topics.judge_anew(now=LATER) == 1
    assert (found(c), found(done)) == (["lieferung"], [])
    kept = MessageAssessment.objects.get(message__conversation=c)
    assert [f["label"] for f in kept.findings] == ["language", "topic"]
    assert kept.judges[0] == "language@1"
    assert list(Change.objects.values_list("kind", "thing")) == [("conversation", c.public_id)]
    assert topics.judge_anew(now=LATER) == 0


def test_a_whole_batch_that_was_edited_meanwhile_holds_up_nobody_behind_it(
    owner: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited, behind = assessed("Wo ist mein Paket?"), assessed("Das Paket ist da.", root_id="behind")
    topics.save(owner, "", {"de": "Lieferung"}, "Paket", now=LATER)
    judge = triage.on_topics_alone

    def and_an_edit(subjects: Sequence[Subject]) -> list[Assessment]:
        Message.objects.filter(conversation=edited, text="Wo ist mein Paket?").update(text="Welches Paket?")
        return judge(subjects)

    monkeypatch.setattr(topics, "AT_ONCE", 1)
    monkeypatch.setattr(triage, "on_topics_alone", and_an_edit)
    assert topics.judge_anew(now=LATER) == 1
    assert (found(edited), found(behind)) == ([], ["lieferung"])
    assert topics.judge_anew(now=LATER) == 1
    assert found(edited) == ["lieferung"]


def test_what_a_person_said_outlives_new_words(owner: Who) -> None:
    c = assessed("Wo ist mein Paket?")
    slug = topics.save(owner, "", {"de": "Preise"}, "Preis", now=NOW)
    assessment.correct(owner, c.public_id, {"topic": [slug]}, now=NOW)
    topics.save(owner, "", {"de": "Lieferung"}, "Paket", now=LATER)

    topics.judge_anew(now=LATER)
    assert found(c) == ["preise"]


def test_a_retired_topic_is_found_no_more_and_comes_back(owner: Who) -> None:
    c = assessed("Wo ist mein Paket?")
    slug = topics.save(owner, "", {"de": "Lieferung"}, "Paket", now=LATER)
    topics.judge_anew(now=LATER)
    topics.retire(owner, slug, now=LATER + timedelta(minutes=1))
    topics.judge_anew(now=LATER + timedelta(minutes=1))
    assert found(c) == []
    with pytest.raises(Declined, match="gone"):
        topics.retire(owner, slug, now=LATER)
    topics.retire(owner, slug, back=True, now=LATER + timedelta(minutes=2))
    topics.judge_anew(now=LATER + timedelta(minutes=2))
    assert found(c) == [slug]


def test_trying_a_text_keeps_nothing(owner: Who) -> None:
    topics.save(owner, "", {"de": "Lieferung"}, "Paket", now=NOW)
    assert [f.value for f in topics.tried("", "Preis", "Preis vom Paket")] == ["lieferung", "this"]
    assert Topic.objects.count() == 1


def test_the_list_to_begin_with_is_made_once(owner: Who) -> None:
    assert topics.begin_with_starters(owner, now=NOW) == len(topics.STARTERS)
    assert topics.begin_with_starters(owner, now=NOW) == 0
    assert len({t.slug for t in Topic.objects.all()}) == len(topics.STARTERS)


def test_hits_of_the_last_month_are_counted(owner: Who) -> None:
    assessed("Wo ist mein Paket?")
    topics.save(owner, "", {"de": "Lieferung"}, "Paket", now=LATER)
    topics.judge_anew(now=LATER)
    (view,) = queries.listed(LATER)
    assert view.hits == 1
    assert queries.listed(LATER + timedelta(days=31))[0].hits == 0
