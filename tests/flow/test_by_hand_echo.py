"""What one of us posted by hand comes back with the feed of that place, before or after she said that it is there."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.people import Who
from zuruf.flow import by_hand_out, intake, reply
from zuruf.store.models import Account, Conversation, Delivery, Message

pytestmark = pytest.mark.django_db
READY = NOW + timedelta(minutes=2)
LATER = NOW + timedelta(hours=1)
ANSWER = "Der Monteur ist um 14 Uhr da, und dann läuft der Lift."


@pytest.fixture
def who() -> Who:
    builders.organisation()
    return builders.who(builders.member(name="Jana Kern"))


@pytest.fixture
def feed() -> Account:
    return builders.account("feed")


def taken(who: Who, feed: Account, text: str = ANSWER) -> str:
    """An answer that somebody has in hand; the delivery's public id."""
    here = builders.conversation(feed)
    builders.message(here)
    reply.send(who, here.public_id, text, seen_answer_seq=here.answer_seq, now=NOW)
    key: str = Delivery.objects.get().public_id
    by_hand_out.take(who, key, now=READY)
    return key


def shown(feed: Account, text: str, link: str = "https://blog.example/lift#c9") -> intake.Received:
    root = Conversation.objects.values_list("root_id", flat=True).earliest("id")
    one = Incoming("f:9", Author("f:werk", name="Werk"), text, LATER, root=root, permalink=link)
    return intake.receive(feed.pk, Batch((one,)), now=LATER)


def waiting() -> list[str]:
    return list(Conversation.objects.exclude(waiting_since=None).values_list("state", flat=True))


def test_what_is_there_is_known_again_and_stands_there_once(who: Who, feed: Account) -> None:
    key = taken(who, feed)
    by_hand_out.posted(who, key, now=READY)
    assert (shown(feed, "Der Monteur ist um 14 Uhr da – und dann läuft der Lift").new, waiting()) == (0, [])

    mine, row = Message.objects.get(ours=True), Delivery.objects.get()
    assert (mine.remote_id, mine.permalink) == ("f:9", "https://blog.example/lift#c9")
    assert (row.remote_id, row.permalink) == (mine.remote_id, mine.permalink)


def test_what_the_feed_shows_before_she_said_so_is_ours_too(who: Who, feed: Account) -> None:
    key = taken(who, feed)
    shown(feed, Delivery.objects.get().payload["text"])  # with her signature
    assert waiting() == []
    by_hand_out.posted(who, key, now=LATER + timedelta(minutes=5))

    assert Message.objects.get(ours=True).remote_id == Delivery.objects.get().remote_id == "f:9"


def test_a_feed_that_cannot_be_read_keeps_nobody_from_posting(who: Who, feed: Account) -> None:
    feed.state = "not_connected"
    feed.save()
    taken(who, feed)
    assert Delivery.objects.get().state == "posting"


@pytest.mark.parametrize(
    ("ours", "theirs", "link"),
    [(ANSWER, "Der Monteur war nicht da.", ""), ("Danke!", "Danke!", "https://blog.example/lift#c8")],
)
def test_what_anybody_may_write_is_theirs(who: Who, feed: Account, ours: str, theirs: str, link: str) -> None:
    key = taken(who, feed, ours)
    by_hand_out.posted(who, key, "https://blog.example/lift#c9", now=READY)
    assert (shown(feed, theirs, link).new, waiting()) == (1, ["open"])
