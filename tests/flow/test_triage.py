"""Every judge looks at every message; one that fails takes nothing with it."""

from collections.abc import Sequence

import pytest

from tests.builders import NOW
from zuruf import classifiers
from zuruf.core.message import Author, Incoming
from zuruf.core.triage import Finding, Subject
from zuruf.flow import triage
from zuruf.store.models import Message, Topic

pytestmark = pytest.mark.django_db


class Shy:
    name, version = "shy", "3"

    def judge(self, subjects: Sequence[Subject]) -> list[tuple[Finding, ...]]:
        if any("loud" in s.text for s in subjects):
            raise RuntimeError("too loud")
        return [(Finding("mood", "calm", 0.9),) for _ in subjects]


class Forgetful(Shy):
    name = "forgetful"

    def judge(self, subjects: Sequence[Subject]) -> list[tuple[Finding, ...]]:
        return []


def test_every_judge_of_the_table_speaks_and_is_named_with_its_version() -> None:
    Topic.objects.create(slug="repair", name={"en": "Repair"}, words=["Ersatzteil"], created_at=NOW)
    (found,) = triage.assess([Subject("Dringend: wann kommt mein Ersatzteil?")])

    labels = ["language", "question", "urgent", "topic", "sentiment", "intent"]
    assert [f.label for f in found.findings][:6] == labels
    assert found.findings[-1].label == "deserves_answer"
    assert (found.value("language"), found.value("question"), found.value("urgent")) == ("de", "yes", "yes")
    assert found.judges[:6] == ("language@1", "question@1", "urgency@1", "sentiment@1", "intent@1", "risk@1")
    assert found.judges[6].startswith("topic@1-")
    assert all(f.reasons for f in found.findings)


def test_a_judge_that_fails_on_one_text_still_judges_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifiers, "all", lambda: (Shy(),))
    first, second = triage.assess_by(classifiers.all(), [Subject("loud"), Subject("quiet")])

    assert (first.findings, first.judges[0]) == ((), "shy@3!")
    assert (second.value("mood"), second.judges[0]) == ("calm", "shy@3")


def test_a_judge_that_leaves_answers_out_counts_as_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classifiers, "all", lambda: (Forgetful(),))
    assert triage.assess_by(classifiers.all(), [Subject("a"), Subject("b")])[1].judges[0] == "forgetful@3!"


@pytest.mark.parametrize(
    ("channel", "public", "to_us"),
    [
        ("talk", True, True),
        ("whatsapp", False, True),
        ("x", True, True),
        ("google_business", True, True),
        ("feed", True, False),
        ("mastodon", True, False),
        ("mastodon", False, True),
        ("gone", True, False),
    ],
)
def test_what_can_only_have_been_written_to_us_is_judged_so_when_it_comes_and_later(
    channel: str, public: bool, to_us: bool
) -> None:
    message = Incoming("m1", Author("a"), "Hm", NOW, public=public)
    assert triage.subject(message, channel).direct is to_us
    assert triage.stored(Message(text="Hm", public=public), channel).direct is to_us


def test_nothing_to_judge_is_no_trouble() -> None:
    assert triage.assess([]) == []


def test_judges_see_the_title_and_a_bounded_part_of_the_text() -> None:
    seen = triage.subject(Incoming("1", Author("a"), "x" * 100_000, title="Titel", languages=("de",)))
    assert seen.text.startswith("Titel\nxxx")
    assert (len(seen.text), seen.declared) == (triage.LOOKED_AT, ("de",))
