"""Whether a message answers another one teaches the house's own model, and is heeded wherever it judges."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import NOW
from zuruf.core.message import Author, Batch, Incoming
from zuruf.flow import intake, learning, listening_judge, spreading, topics, triage
from zuruf.flow.answering import is_reply
from zuruf.store import examples
from zuruf.store.models import (
    Account,
    Conversation,
    Heard,
    ListeningSearch,
    Message,
    MessageAssessment,
    Organisation,
    Topic,
)

ASKED = "Wann macht ihr auf"
"""Not like any example: what answers nobody is about the topic, by nothing in its words."""


@pytest.mark.parametrize(
    ("channel", "public", "parent", "known"),
    [
        ("bluesky", True, "at://never-fetched", True),
        ("bluesky", True, "", False),
        ("facebook", True, "", False),
        ("mastodon", True, "", False),
        ("mastodon", True, "7", True),
        ("mastodon", False, "7", None),
        ("mail", False, "<a@b>", None),
        ("mail", False, "", None),
        ("feed", True, "", None),
        ("google_business", True, "", None),
        ("webhook", True, "", None),
        ("webhook", True, "7", True),
        ("talk", True, "own", False),
        ("gone", True, "", None),
    ],
)
@pytest.mark.django_db
def test_it_is_known_where_the_channel_tells_and_the_same_when_it_comes_in_and_later(
    channel: str, public: bool, parent: str, known: bool | None
) -> None:
    assert is_reply(channel, public, "own", parent) is known
    came = Incoming("own", Author("a"), "Hm", NOW, parent=parent, public=public)
    assert triage.subject(came, channel).is_reply is known
    kept = Message(text="Hm", public=public, remote_id="own", parent_id_remote=parent)
    assert triage.stored(kept, channel).is_reply is known
    if public:
        hit = Heard(text="Hm", channel=channel, remote_id="own", parent_id_remote=parent)
        assert triage.heard(hit).is_reply is known


@pytest.fixture
def bluesky(db: None, tmp_path: Path, settings: Any) -> Account:
    """An account of a house that learned: what answers nobody is about hours, and nothing else tells it."""
    settings.DATA = tmp_path
    builders.organisation()
    Topic.objects.create(slug="hours", name={"en": "Hours"}, words=["xyz"], created_at=NOW)
    of = builders.account("bluesky", realm="bluesky")
    teach(builders.conversation(of))
    assert learning.learn(now=NOW) == ("topic.hours",)
    return of


def teach(c: Conversation) -> None:
    """30 that answer nobody, of which somebody said what they are about; of those that answer, 15 of which nobody said anything."""
    for at in range(60):
        parent = "at://elsewhere" if at % 2 else ""
        m = builders.message(c, text="Es ist, wie es ist", parent_id_remote=parent)
        if at % 4 < 3:
            examples.keep(m.pk, {"topic": [] if parent else ["hours"]}, {}, NOW)


def found(findings: Any) -> list[str]:
    return [f["value"] for f in findings if f["label"] == "topic"]


def received(of: Account, number: str, parent: str) -> MessageAssessment:
    came = Incoming(number, Author("anna"), ASKED, NOW, parent=parent)
    intake.receive(of.pk, Batch((came,)), now=NOW)
    return MessageAssessment.objects.get(message__remote_id=number)


def test_what_comes_in_is_judged_by_it(bluesky: Account) -> None:
    assert found(received(bluesky, "first", "").findings) == ["hours"]
    assert found(received(bluesky, "answer", "at://never-fetched").findings) == []


def test_what_is_heard_is_judged_by_it(bluesky: Account) -> None:
    search = ListeningSearch.objects.create(
        name="s", query="auf", purpose="p", owner=builders.member(), created_at=NOW, changed_at=NOW
    )
    for number, parent in (("first", ""), ("answer", "at://never-fetched")):
        Heard.objects.create(
            search=search, channel="bluesky", realm="bluesky", remote_id=number, author_id_remote="a",
            text=ASKED, parent_id_remote=parent, at=NOW, heard_at=NOW,
        )  # fmt: skip
    assert listening_judge.step(now=NOW) == 2
    assert {h.remote_id: found(h.findings) for h in Heard.objects.all()} == {"first": ["hours"], "answer": []}


def by_topics() -> None:
    Topic.objects.update(changed_at=NOW)
    MessageAssessment.objects.update(made_at=NOW.replace(year=2000))
    assert topics.judge_anew(now=NOW) == 2


def by_spreading() -> None:
    Organisation.objects.update(taught=77, spread=0)
    assert spreading.step(now=NOW) == 2


@pytest.mark.parametrize("again", [by_topics, by_spreading])
def test_what_is_open_is_judged_by_it_again(bluesky: Account, again: Callable[[], None]) -> None:
    first, answer = received(bluesky, "first", ""), received(bluesky, "answer", "at://never-fetched")
    liked = {"label": "topic", "value": "lost", "probability": 0.9, "reasons": [{"code": "taught"}]}
    MessageAssessment.objects.update(findings=[liked])
    again()
    first.refresh_from_db()
    answer.refresh_from_db()
    assert (found(first.findings), found(answer.findings)) == (["hours"], [])


def test_no_statement_is_asked_for_it(
    bluesky: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in ("first", "answer"):
        received(bluesky, number, "")
    kept = list(Message.objects.filter(text=ASKED).select_related("conversation__account"))
    with django_assert_num_queries(3):
        triage.assess([triage.stored(m, m.conversation.account.channel) for m in kept])


def test_where_nobody_knows_it_is_neither_learned_nor_heeded(db: None, tmp_path: Path, settings: Any) -> None:
    from zuruf.classifiers import compact_file

    settings.DATA = tmp_path
    builders.organisation()
    Topic.objects.create(slug="hours", name={"en": "Hours"}, words=["xyz"], created_at=NOW)
    teach(builders.conversation(builders.account("feed", realm="feed")))  # names parents, yet not always
    assert learning.learn(now=NOW) == ("topic.hours",)
    assert compact_file.load(learning.path()).known["topic.hours"].mix_reply is None
