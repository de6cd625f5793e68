"""A post that is asked about: released, returned, late, and never out by the clock alone."""

from datetime import timedelta

import pytest

from tests.builders import NOW
from tests.flow.on_its_way import OUT, work
from tests.flow.posting import ASKED, LATE, asked, eyes, ids, net_account, network, page
from zuruf.core.desk import Queue
from zuruf.core.people import Who
from zuruf.flow import second_pair
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, AuditEntry, Conversation, Delivery
from zuruf.store.queries import frame as frames
from zuruf.store.queries import post as reading

__all__ = ["eyes", "net_account", "network", "page"]  # fixtures


def test_a_post_that_is_asked_waits_in_the_second_pairs_list(who: Who, eyes: Who, page: Account) -> None:
    question = asked(who, page)
    assert ids(eyes, Queue.SECOND) == [question.draft.conversation.public_id]
    assert [a.text for a in reading.page(eyes, NOW).asked] == [ASKED]
    assert not Delivery.objects.exists()


def test_a_released_post_goes_out_in_its_authors_name(who: Who, eyes: Who, page: Account) -> None:
    question = asked(who, page)
    second_pair.decide(eyes, question.public_id, "release", now=NOW)
    work(None, OUT)
    row = Delivery.objects.get()
    assert (row.kind, row.state, row.author_id) == ("post", "published", who.id)
    assert Conversation.objects.get().state == "waiting"


def test_a_released_post_keeps_its_hour(who: Who, eyes: Who, page: Account) -> None:
    question = asked(who, page, at="2026-03-03T09:00")
    second_pair.decide(eyes, question.public_id, "release", now=NOW)
    assert Delivery.objects.get().scheduled_as == "2026-03-03T09:00 Europe/Berlin"


def test_a_post_released_after_its_hour_goes_out_then(who: Who, eyes: Who, page: Account) -> None:
    question = asked(who, page, at="2026-03-02T10:05")
    after = NOW + timedelta(minutes=10)
    second_pair.decide(eyes, question.public_id, "release", now=after)
    row = Delivery.objects.get()
    assert row.scheduled_for is None
    assert work(None, after + timedelta(seconds=20)) > 0


def test_a_post_that_nobody_looks_at_in_time_goes_back_and_never_out(
    who: Who, eyes: Who, page: Account
) -> None:
    question = asked(who, page)
    assert question.late == "return"  # whatever the guideline says about answers
    assert second_pair.sweep_late(now=LATE) == 1
    work(None, LATE + timedelta(days=1))
    assert not Delivery.objects.exists()
    (back,) = reading.page(who, LATE).back
    assert (back.text, back.back and (back.back.why, back.back.at)) == (ASKED, ("late", LATE))
    assert frames.frame(who, NOW).posts_back == 1
    assert ids(eyes, Queue.SECOND) == []
    assert AuditEntry.objects.get(verb="second_pair.late").why == "back_to_author"
    with pytest.raises(Declined, match="decided"):
        second_pair.decide(eyes, question.public_id, "release", now=LATE)


def test_a_returned_post_comes_back_with_the_remark(who: Who, eyes: Who, page: Account) -> None:
    question = asked(who, page)
    second_pair.decide(eyes, question.public_id, "return", remark="Erst ab Dienstag.", now=NOW)
    (back,) = reading.page(who, NOW).back
    assert back.back
    assert (back.back.why, back.back.said) == ("returned", "Erst ab Dienstag.")
    assert back.back.by == "Second Person"


def test_taken_back_by_its_author_it_is_a_draft_like_any_other(who: Who, eyes: Who, page: Account) -> None:
    question = asked(who, page)
    second_pair.take_back(who, question.public_id, now=NOW)
    (draft,) = reading.page(who, NOW).drafts
    assert (draft.text, draft.back) == (ASKED, None)
