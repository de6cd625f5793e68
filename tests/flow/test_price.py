"""What waiting costs, from the questions that are stored."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.builders import NOW, account, conversation, draft, member, organisation, who
from zuruf.core.evidence import Permit
from zuruf.core.people import Who
from zuruf.core.price import Advice, Became
from zuruf.flow import guideline, price
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, Agreement, Delivery, Member, SecondPair

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


@pytest.fixture
def talk() -> Account:
    organisation()
    return account()


@pytest.fixture
def people() -> list[Member]:
    """Five who write and five who look."""
    return [member() for _ in range(5)] + [member(second_pair=True) for _ in range(5)]


@pytest.fixture
def owner() -> Who:
    return who(member(role="owner"))


def asked(talk: Account, author: Member, eyes: Member, **over: object) -> SecondPair:
    """A question that was released after half an hour."""
    kind = {"kind": over.pop("kind")} if "kind" in over else {}
    team = over.pop("team", None)
    made = draft(conversation(talk, team=team), author, state="sent", **kind)
    fields = {
        "draft": made,
        "asked_at": NOW,
        "deadline": NOW + timedelta(hours=1),
        "asked_of": eyes,
        "late": "holding",
        "guideline": "versand@4",
        "state": "released",
        "decided_by": eyes,
        "decided_at": NOW + timedelta(minutes=30),
        **over,
    }
    return SecondPair.objects.create(**fields)


def each(people: list[Member]) -> Iterator[tuple[Member, Member]]:
    return zip(people[:5], people[5:], strict=True)


def test_five_who_wrote_and_five_who_looked_are_seen_together(
    talk: Account, people: list[Member], owner: Who
) -> None:
    for author, eyes in each(people):
        asked(talk, author, eyes)
    found = price.read(owner, 30, now=LATER)
    assert found.whole is not None
    assert (found.whole.asked, found.whole.waits.total, found.whole.waits.median) == (5, 150, 30)
    guideline = found.parts[0]
    assert [(row.key, row.figures.asked, row.advice) for row in guideline.rows] == [
        ("versand", 5, Advice.TOO_FEW)
    ]


def test_what_fewer_than_five_looked_at_is_hidden_from_everybody(
    talk: Account, people: list[Member], owner: Who
) -> None:
    for author, eyes in each(people):
        asked(talk, author, people[5] if eyes is people[9] else eyes)
    found = price.read(owner, 30, now=LATER)
    assert found.ended
    assert (found.whole, found.spread, found.parts) == (None, (), ())


def test_a_small_group_takes_the_next_with_it_so_that_no_difference_tells_of_it(
    talk: Account, people: list[Member], owner: Who
) -> None:
    other = account()
    for author, eyes in each(people):
        for _ in range(2):
            asked(talk, author, eyes)
        asked(other, author, eyes, guideline="presse@1")
    asked(talk, people[0], people[5], guideline="recht@1")
    found = price.read(owner, 30, now=LATER)
    assert found.whole is not None
    guideline = found.parts[0]
    assert ([row.key for row in guideline.rows], guideline.hidden) == (["versand"], 2)


def test_her_own_figures_are_seen_by_herself(talk: Account, people: list[Member]) -> None:
    asked(talk, people[0], people[5], changed=True, words_changed=3, meaning_changed=False)
    wrote, looked = (price.read(who(p), 30, now=LATER) for p in (people[0], people[5]))
    assert (wrote.asked.asked, wrote.asked.changes.changed, wrote.looked.asked) == (1, 1, 0)
    assert (looked.asked.asked, looked.looked.asked) == (0, 1)
    assert price.read(who(people[1]), 30, now=LATER).asked.asked == 0


def test_who_is_not_of_the_house_sees_none_of_it() -> None:
    for role in ("partner", "guest"):
        with pytest.raises(Declined, match="not_allowed"):
            price.read(who(member(role=role)), 30, now=LATER)


def test_what_was_taken_back_and_what_still_waits_is_not_counted(
    talk: Account, people: list[Member], owner: Who
) -> None:
    for author, eyes in each(people):
        asked(talk, author, eyes)
    asked(talk, people[0], people[5], state="cancelled", decided_by=None, decided_at=None)
    asked(talk, people[0], people[5], state="open", decided_by=None, decided_at=None)
    asked(talk, people[0], people[5], kind="post")
    asked(talk, people[0], people[5], asked_at=NOW - timedelta(days=60))
    found = price.read(owner, 30, now=LATER)
    assert found.whole is not None
    assert (found.whole.asked, found.open, found.back) == (5, 1, 1)


def test_what_went_out_unseen_and_was_withdrawn_is_told(
    talk: Account, people: list[Member], owner: Who
) -> None:
    made = [
        asked(talk, author, eyes, state="late_released", decided_by=None, decided_at=NOW + timedelta(hours=1))
        for author, eyes in each(people)
    ]
    for question, state in zip(made, ("withdrawn", "withdrawn", "published"), strict=False):
        Delivery.objects.create(
            draft=question.draft, conversation=question.draft.conversation, account=talk,
            author=question.draft.author, payload={}, state=state, queued_at=NOW, not_before=NOW, recall_until=NOW,
        )  # fmt: skip
    found = price.read(owner, 30, now=LATER)
    assert found.whole is not None
    assert dict(found.whole.waits.became) == {Became.UNSEEN: 3, Became.WITHDRAWN: 2}
    assert found.parts[0].rows[0].advice is Advice.HARM


def test_an_answer_that_came_after_its_due_time_is_laid_to_the_question(
    talk: Account, people: list[Member], owner: Who
) -> None:
    for author, eyes in each(people):
        asked(talk, author, eyes, due_at=NOW + timedelta(minutes=20))
    found = price.read(owner, 30, now=LATER)
    assert found.whole is not None
    assert (found.whole.waits.late, found.whole.waits.late_by) == (5, 10)


def test_an_agreement_that_is_confirmed_and_holds_permits_figures_about_few(
    talk: Account, people: list[Member], owner: Who
) -> None:
    asked(talk, people[0], people[5])
    fields = {
        "title": "Betriebsvereinbarung", "permits": [Permit.SMALL_GROUPS], "valid_from": NOW.date(),
        "recorded_by_id": owner.id, "recorded_at": NOW,
    }  # fmt: skip
    made = Agreement.objects.create(**fields)
    assert price.read(owner, 30, now=LATER).whole is None, "nobody confirmed it"
    Agreement.objects.filter(pk=made.pk).update(confirmed_by_id=people[0].pk, confirmed_at=NOW)
    found = price.read(owner, 30, now=LATER)
    assert found.permitted
    assert found.whole is not None
    Agreement.objects.filter(pk=made.pk).update(ended_at=NOW)
    assert price.read(owner, 30, now=LATER).whole is None


def test_a_hidden_guideline_cannot_be_reckoned_from_another_table(
    talk: Account, people: list[Member], owner: Who
) -> None:
    """The reason "guideline" is the sum of all guidelines, also of the hidden one that one person wrote."""
    for author, eyes in each(people):
        asked(talk, author, eyes)
        asked(talk, author, eyes, guideline="", reason="mandate")
    asked(talk, people[0], people[5], guideline="recht@1")
    rows = {part.kind: {row.key for row in part.rows} for part in price.read(owner, 30, now=LATER).parts}
    assert rows["guideline"] == {"versand"}
    assert rows["reason"] == set()


def test_a_longer_time_is_hidden_that_differs_by_the_one_who_left(
    talk: Account, people: list[Member], owner: Who
) -> None:
    for author, eyes in each(people):
        asked(talk, author, eyes)
    asked(talk, member(is_active=False), people[5], asked_at=NOW - timedelta(days=200))
    seen = {days: price.read(owner, days, now=LATER).whole is not None for days in price.DAYS}
    assert seen == {30: True, 90: True, 365: False}


def test_what_a_reader_knows_of_herself_does_not_tell_her_of_four_others(
    talk: Account, people: list[Member], owner: Who
) -> None:
    for author, eyes in each(people):
        asked(talk, author, eyes)
    assert price.read(owner, 30, now=LATER).whole is not None
    hers = price.read(who(people[0]), 30, now=LATER)
    assert (hers.whole, hers.asked.asked) == (None, 1)


def test_what_got_a_holding_reply_waits_until_somebody_decides(
    talk: Account, people: list[Member], owner: Who
) -> None:
    for author, eyes in each(people):
        asked(talk, author, eyes, state="late_holding", decided_by=None, decided_at=None)
    found = price.read(owner, 30, now=LATER)
    assert found.whole is not None
    assert (found.whole.waits.median, found.open) == ((LATER - NOW).total_seconds() / 60, 5)


def test_no_figure_argues_with_partners_a_trial_run_or_something_delicate(
    talk: Account, people: list[Member], owner: Who
) -> None:
    guideline.seed(NOW)
    for author, eyes in each(people):
        for _ in range(14):
            asked(talk, author, eyes, guideline="", reason="partner")
            asked(talk, author, eyes, guideline="", reason="trial")
            asked(talk, author, eyes, guideline="press@1")
            asked(talk, author, eyes, guideline="refunds@1")
    parts = {
        part.kind: {row.key: row.advice for row in part.rows}
        for part in price.read(owner, 30, now=LATER).parts
    }
    assert parts["guideline"] == {"": Advice.NONE, "press": Advice.WORDING, "refunds": Advice.DROP}
    assert set(parts["reason"].values()) == set(parts["account"].values()) == {Advice.NONE}
