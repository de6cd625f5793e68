"""What came back to its author: it lies with her, and she hears of it."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_second_pair import TEXT, ask, asking
from zuruf.core.desk import Queue
from zuruf.core.people import Who
from zuruf.flow import correct, post, post_off, reply, second_pair
from zuruf.store.models import Account, Conversation, Delivery, Member, SecondPair
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
    assert frame(author, NOW).changed == 1
    assert (bell(eyes).news, frame(eyes, NOW).changed) == ((), 0)
    second_pair.saw(author, question.public_id, now=NOW)
    assert (bell(author).news, frame(author, NOW).changed) == ((), 0)
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
    assert (len(bell(eyes).rings), frame(eyes, NOW).rings) == (1, 1)
    Account.objects.update(disconnected_at=NOW)
    assert (bell(eyes).rings, frame(eyes, NOW).rings) == ((), 0)


def by_the_clock(author: Who, kind: str) -> SecondPair:
    """A post, or a correction, of hers that nobody looked at in time."""
    if kind == "post":
        asked = sent_post(author)
    else:
        asked = sent_correction(author)
    second_pair.sweep_late(now=asked.deadline)
    asked.refresh_from_db()
    assert asked.state == "late_returned"
    return asked


def sent_post(author: Who) -> SecondPair:
    account = builders.account(channel="talk")
    draft = post.begin(author, now=NOW)
    (sent,) = post_off.send(author, draft, TEXT, [account.public_id], now=NOW)
    return SecondPair.objects.get(public_id=sent.ask)


def sent_correction(author: Who) -> SecondPair:
    hers, here = Member.objects.get(pk=author.id), builders.conversation(builders.account("bluesky"))
    builders.message(here, ours=True, remote_id="ours-1", text="Alles gut.")
    row = Delivery.objects.create(
        draft=builders.draft(here, hers, state="sent"), conversation=here, account=here.account, author=hers,
        accountable=hers, state="published", payload={"text": "Alles gut.", "parent": {}, "root": {}}, remote_id="ours-1",
        published_at=NOW, queued_at=NOW, not_before=NOW, recall_until=NOW,
    )  # fmt: skip
    return SecondPair.objects.get(public_id=correct.correct(author, row.public_id, TEXT, now=NOW).ask)


@pytest.mark.parametrize("kind", ["post", "correction"])
def test_what_the_clock_brought_back_rings_at_its_author_until_she_read_it(
    author: Who, eyes: Who, kind: str
) -> None:
    asking()
    asked = by_the_clock(author, kind)
    (news,) = bell(author).news
    assert (news.public_id, news.by, news.at, news.remark) == (asked.public_id, "", asked.deadline, "")
    assert bool(news.post) == (kind == "post")
    assert bool(news.corrects) == (kind == "correction")
    assert (frame(author, NOW).changed, frame(eyes, NOW).changed) == (1, 0)
    second_pair.saw(author, asked.public_id, now=NOW)
    assert (bell(author).news, frame(author, NOW).changed) == ((), 0)


def test_a_correction_begun_anew_makes_the_one_that_came_back_no_news(author: Who, eyes: Who) -> None:
    asking()
    by_the_clock(author, "correction")
    delivery = bell(author).news[0].corrects
    correct.correct(author, delivery, "Wir prüfen das.", now=NOW + timedelta(hours=1))
    assert bell(author).news == ()
