"""Two at the same rows in the same moment, on connections of their own: each conversation is decided once and told truly."""

from datetime import timedelta
from functools import partial

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply_races import at_once
from zuruf.core import bulk as rules
from zuruf.core.bulk import Chosen, Verb
from zuruf.core.desk import State
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.people import Who
from zuruf.flow import bulk, bulk_undo, desk, intake, merging, reply
from zuruf.store.models import AuditEntry, Conversation, Delivery, Message

pytestmark = pytest.mark.django_db(transaction=True)
SOON = NOW + timedelta(minutes=3)


def test_two_who_close_the_same_rows_close_each_of_them_once() -> None:
    builders.organisation()
    of = builders.account("bluesky")
    anna, ben = (builders.who(builders.member()) for _ in range(2))
    made = [builders.conversation(of) for _ in range(60)]  # two steps
    those = [Chosen(c.public_id, rules.seen(c.message_count, c.last_at)) for c in made]
    found = at_once(
        lambda: bulk.do(anna, Verb.CLOSE, those, reason="spam", now=SOON).done,
        lambda: bulk.do(ben, Verb.CLOSE, those[::-1], reason="no_answer", now=SOON).done,
    )
    assert sum(n for n in found if isinstance(n, int)) == 60
    assert AuditEntry.objects.filter(verb="conversation.closed").count() == 60


def taken_back(by: Who, bulk: str) -> int:
    return bulk_undo.undo(by, bulk, now=SOON).done


def joined_with(by: Who, keep: Conversation, other: Conversation) -> int:
    return merging.merge(by, keep.public_id, [Chosen(other.public_id)], now=SOON).done


def answered(by: Who, here: Conversation) -> str:
    return reply.send(by, here.public_id, "Antwort", seen_answer_seq=0, now=SOON).delivery


def test_taking_back_and_a_colleague_who_opens_one_agree_who_was_first() -> None:
    builders.organisation()
    anna, ben = (builders.who(builders.member()) for _ in range(2))
    c = builders.conversation(builders.account("bluesky"))
    for _round in range(4):
        done = bulk.do(anna, Verb.CLOSE, [Chosen(c.public_id)], reason="spam", now=SOON)
        assert done.done == 1
        back, opened = at_once(
            partial(taken_back, anna, done.public_id),
            lambda: desk.reopen(ben, c.public_id, now=SOON),
        )
        assert (back, opened) in ((1, "open_already"), (0, None))
        c.refresh_from_db()
        assert c.state == State.OPEN


def test_what_comes_in_while_two_are_joined_is_in_the_kept_one() -> None:
    builders.organisation()
    anna, of = builders.who(builders.member()), builders.account("bluesky")
    by = Author("eva", "eva", "Eva")
    for n in range(4):
        first = [Incoming(f"{name}{n}", by, "Frage", NOW) for name in "ab"]
        intake.receive(of.pk, Batch(tuple(first)), now=NOW)
        keep, other = (Message.objects.get(remote_id=f"{name}{n}").conversation for name in "ab")
        more = Incoming(f"c{n}", by, "Noch etwas", SOON, parent=f"b{n}", root=f"b{n}")
        done, _ = at_once(
            partial(joined_with, anna, keep, other),
            partial(intake.receive, of.pk, Batch((more,)), now=SOON),
        )
        assert done == 1
        kept = Conversation.objects.get(pk=keep.pk)
        assert (kept.messages.count(), kept.message_count) == (3, 3)
        assert kept.waiting_since == NOW


def test_an_answer_and_whoever_joins_its_conversation_agree_who_was_first() -> None:
    builders.organisation()
    anna, writes = builders.who(builders.member()), builders.member()
    of, by = builders.account("bluesky"), Author("eva", "eva", "Eva")
    for n in range(3):
        first = [Incoming(f"{name}{n}", by, "Frage", NOW) for name in "ab"]
        intake.receive(of.pk, Batch(tuple(first)), now=NOW)
        keep, other = (Message.objects.get(remote_id=f"{name}{n}").conversation for name in "ab")
        builders.draft(other, writes, text="Anfang")
        joined, sent = at_once(
            partial(joined_with, anna, keep, other),
            partial(answered, builders.who(writes), other),
        )
        out = Delivery.objects.filter(conversation__in=(keep, other))
        assert (joined, sent) == (1, "gone") or (joined == 0 and out.get().public_id == sent)
        keep.refresh_from_db()
        assert (keep.state, keep.waiting_since) == (State.OPEN, NOW)
