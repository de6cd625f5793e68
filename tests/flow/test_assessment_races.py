"""A person corrects triage while something else writes what was found in the same message: both stand. On both databases."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_claim_races import both
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.people import Who
from zuruf.flow import assessment, intake, retention, spreading, topics
from zuruf.store.models import Account, Conversation, MessageAssessment, Topic

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
LATER = NOW + timedelta(minutes=5)
LATE = NOW + 3 * DAY
TEXT = "Bei euch im Schaufenster hängt seit Tagen der rote Lenker schief"


@pytest.fixture
def who() -> Who:
    builders.organisation()
    return builders.who(builders.member())


@pytest.fixture
def account() -> Account:
    return builders.account("mail", retention_days=2)


def came_in(account: Account, text: str = TEXT, edited: bool = False) -> None:
    one = Incoming(
        "m1", Author("eva", "eva@example.org", "Eva"), text, NOW, edited_at=LATER if edited else None
    )
    intake.receive(account.pk, Batch((one,)), now=LATER if edited else NOW)


def here() -> Conversation:
    return Conversation.objects.get()


def said(label: str) -> list[str]:
    return assessment.values(MessageAssessment.objects.get().findings, label)


def correct(who: Who) -> None:
    assessment.correct(who, here().public_id, {"intent": ["spam"], "sentiment": ["mixed"]}, now=NOW)


def shop() -> None:
    Topic.objects.create(
        slug="shop", name={"de": "Laden"}, words=["Schaufenster"], created_at=NOW, changed_at=LATER
    )


@pytest.mark.parametrize("first", ["correct", "judge"])
def test_a_correction_and_topics_that_are_judged_anew_both_stand(
    who: Who, account: Account, first: str
) -> None:
    came_in(account)
    shop()
    assert said("topic") == []
    acts: list[Callable[[], object]] = [lambda: correct(who), lambda: topics.judge_anew(now=LATER)]
    both(lambda n: acts[n if first == "correct" else 1 - n]())
    assert (said("intent"), said("topic")) == (["spam"], ["shop"])


@pytest.mark.parametrize("first", ["correct", "sweep"])
def test_a_correction_stands_and_no_word_stays_when_their_time_is_over(
    who: Who, account: Account, first: str
) -> None:
    came_in(account)
    shop()
    topics.judge_anew(now=LATER)
    assert "Schaufenster" in str(MessageAssessment.objects.get().findings)
    acts: list[Callable[[], object]] = [lambda: correct(who), lambda: retention.sweep(now=LATE)]
    both(lambda n: acts[n if first == "correct" else 1 - n]())
    assert said("intent") == ["spam"]
    assert "Schaufenster" not in str(MessageAssessment.objects.get().findings)


def test_whoever_corrects_and_whose_time_is_over_do_not_wait_for_each_other(
    who: Who, account: Account
) -> None:
    """Words that somebody had said something of are forgotten as an example, which everybody who corrects needs as well."""
    came_in(account)
    assessment.correct(who, here().public_id, {"intent": ["idea"]}, now=NOW)
    acts: list[Callable[[], object]] = [lambda: correct(who), lambda: retention.sweep(now=LATE)]
    assert both(lambda n: acts[n]()) == [0, 1]


@pytest.mark.parametrize("first", ["correct", "edit"])
def test_a_correction_and_an_edit_agree_who_was_first(who: Who, account: Account, first: str) -> None:
    came_in(account)
    acts: list[Callable[[], object]] = [
        lambda: correct(who),
        lambda: came_in(account, "Danke, ist erledigt!", edited=True),
    ]
    assert both(lambda n: acts[n if first == "correct" else 1 - n]()) == [0, 1]
    assert said("intent") == (["thanks"] if first == "correct" else ["spam"]), "newer words are judged anew"


@pytest.mark.parametrize("first", ["correct", "spread"])
def test_a_correction_and_what_follows_from_one_like_it_both_stand(
    who: Who, account: Account, first: str
) -> None:
    came_in(account)
    like = builders.conversation(account, text=TEXT + "!")
    MessageAssessment.objects.create(message=like.messages.get(), findings=[], made_at=NOW)
    assessment.correct(who, like.public_id, {"intent": ["idea"], "toxic": ["yes"]}, now=NOW)
    here = Conversation.objects.exclude(pk=like.pk).get()
    acts: list[Callable[[], object]] = [
        lambda: assessment.correct(who, here.public_id, {"intent": ["spam"]}, now=LATER),
        lambda: spreading.step(now=LATER),
    ]
    both(lambda n: acts[n if first == "correct" else 1 - n]())
    found = MessageAssessment.objects.get(message__conversation=here).findings
    assert (assessment.values(found, "intent"), assessment.values(found, "toxic")) == (["spam"], ["yes"])
