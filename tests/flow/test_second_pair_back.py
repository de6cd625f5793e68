"""What came back to its author: it lies with her, and she hears of it."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_second_pair import TEXT, ask, asking
from zuruf.core.desk import Queue
from zuruf.core.people import Who
from zuruf.flow import reply, second_pair
from zuruf.store.models import Account, Conversation, Member, SecondPair
from zuruf.store.queries.desk import Place, listed
from zuruf.store.queries.frame import frame
from zuruf.store.queries.second_pair import bell

REMARK = "Bitte ohne Zusage."


@pytest.fixture
def author(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def eyes(second_pair: Member) -> Who:
    return builders.who(second_pair)


@pytest.fixture
def here(db: None) -> Conversation:
    asking()
    return builders.conversation()


def given_back(author: Who, eyes: Who, here: Conversation) -> SecondPair:
    question = ask(author, here)
    second_pair.decide(eyes, question.public_id, "return", remark=REMARK, now=NOW + timedelta(minutes=1))
    return question


def test_whoever_asks_about_a_conversation_of_nobody_has_it_from_then_on(
    author: Who, eyes: Who, here: Conversation
) -> None:
    ask(author, here)
    here.refresh_from_db()
    assert here.owner_id == author.id


def test_asking_takes_it_from_nobody(author: Who, eyes: Who, here: Conversation) -> None:
    Conversation.objects.filter(pk=here.pk).update(owner=eyes.id)
    given_back(author, eyes, here)
    here.refresh_from_db()
    assert here.owner_id == eyes.id


def test_what_a_partner_asks_about_is_never_hers(agency: Member, eyes: Who, here: Conversation) -> None:
    question = ask(builders.who(agency), here)
    second_pair.decide(eyes, question.public_id, "return", remark=REMARK, now=NOW)
    here.refresh_from_db()
    assert here.owner_id is None
    assert [n.place for n in bell(builders.who(agency)).news] == [Queue.US]


def test_what_came_back_lies_with_its_author_and_its_row_says_so_to_her_alone(
    author: Who, eyes: Who, here: Conversation
) -> None:
    question = ask(author, here)
    Conversation.objects.filter(pk=here.pk).update(owner=None)
    second_pair.decide(eyes, question.public_id, "return", remark=REMARK, now=NOW)
    (row,) = listed(author, Place(Queue.MINE)).rows
    assert row.returned
    (other,) = listed(eyes, Place(Queue.US)).rows
    assert not other.returned


def test_a_return_rings_at_its_author_until_she_read_it(author: Who, eyes: Who, here: Conversation) -> None:
    question = given_back(author, eyes, here)
    (news,) = bell(author).news
    assert (news.public_id, news.remark, news.place) == (question.public_id, REMARK, Queue.MINE)
    assert frame(author).changed == 1
    assert (bell(eyes).news, frame(eyes).changed) == ((), 0)
    second_pair.saw(author, question.public_id, now=NOW)
    assert (bell(author).news, frame(author).changed) == ((), 0)
    assert listed(author, Place(Queue.MINE)).rows[0].returned


def test_asked_again_it_is_news_no_more_even_when_it_comes_back_a_second_time(
    author: Who, eyes: Who, here: Conversation
) -> None:
    given_back(author, eyes, here)
    again = SecondPair.objects.get(
        public_id=reply.send(author, here.public_id, TEXT, seen_answer_seq=0, now=NOW).ask
    )
    assert bell(author).news == ()
    assert not listed(author, Place(Queue.MINE)).rows[0].returned
    second_pair.decide(eyes, again.public_id, "return", remark=REMARK, now=NOW)
    assert [n.public_id for n in bell(author).news] == [again.public_id]


def test_a_question_about_what_no_account_could_send_does_not_ring(
    author: Who, eyes: Who, here: Conversation
) -> None:
    ask(author, here)
    assert (len(bell(eyes).rings), frame(eyes).rings) == (1, 1)
    Account.objects.update(disconnected_at=NOW)
    assert (bell(eyes).rings, frame(eyes).rings) == ((), 0)
