"""A post that is out: the public answers it, on the networks and on our own page."""

from datetime import datetime, timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, again, work
from tests.flow.posting import LATE, TEXT, eyes, ids, net_account, network, page, sent
from tests.there import there
from zuruf.core.desk import Queue
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.people import Who
from zuruf.core.talk import ReportKind
from zuruf.flow import intake, outbox, talk, talk_guard
from zuruf.flow.errors import Declined
from zuruf.flow.talk import Words
from zuruf.store.models import Account, Conversation, Delivery, Message, TalkPost
from zuruf.store.queries import conversation as panes
from zuruf.store.queries import talk as pages
from zuruf.store.queries.intake import folded_into
from zuruf.store.queries.talk_thread import Thread

__all__ = ["eyes", "net_account", "network", "page"]  # fixtures


def answer_to(root: str, at: datetime, account: Account, text: str = "Endlich!") -> None:
    """Somebody answers what stands under *root*."""
    one = Incoming(f"answer-{text}", Author("p1", name="Jemand"), text, at=at, parent=root, root=root)
    intake.receive(account.pk, Batch((one,)), now=at)


def test_answers_of_the_public_arrive_in_the_posts_conversation(
    who: Who, net_account: Account, network: Network
) -> None:
    (row,) = sent(who, net_account)
    work(network, OUT)
    root = again(row).remote_id
    answer_to(root, OUT + timedelta(minutes=5), net_account)
    c = Conversation.objects.get()
    assert (c.root_id, c.public_id, c.state) == (root, again(row).conversation.public_id, "open")
    assert ids(who, Queue.US) == [c.public_id]
    shown = panes.pane(who, c.public_id)
    assert shown
    assert [item.kind for item in shown.items if item.kind != "happened"] == ["sent", "said"]


def echo(root: str, at: datetime, account: Account) -> None:
    one = Incoming(root, Author("us"), TEXT, at=at, ours=True)
    intake.receive(account.pk, Batch((one,)), now=at)


@pytest.mark.parametrize("first", ["echo", "answer", "both"])
def test_what_intake_saw_before_the_receipt_is_joined(
    first: str, who: Who, net_account: Account, network: Network
) -> None:
    (row,) = sent(who, net_account)
    before = again(row).conversation.public_id
    at = OUT + timedelta(seconds=1)

    def meanwhile() -> None:
        root = f"r{len(network.posts) + 1}"
        if first in ("echo", "both"):
            echo(root, at, net_account)
        if first in ("answer", "both"):
            answer_to(root, at + timedelta(seconds=1), net_account)

    network.plan.append(meanwhile)
    work(network, OUT)
    row = again(row)
    c = Conversation.objects.get()
    assert (row.conversation_id, row.draft.conversation_id, c.root_id) == (c.pk, c.pk, row.remote_id)
    assert Message.objects.filter(ours=True).count() == 1
    assert c.state == ("waiting" if first == "echo" else "open")
    assert c.message_count == Message.objects.count()
    assert folded_into(before) == c.public_id


def test_a_post_of_which_nobody_knows_waits_for_a_person_and_is_in_the_list(
    who: Who, network: Network
) -> None:
    account = builders.account("blind")
    (row,) = sent(who, account)
    network.plan.append("loses")
    work(network, OUT)
    c = again(row).conversation
    assert ids(who, Queue.UNCLEAR) == [c.public_id]
    outbox.settle(who, row.public_id, "there", "https://blind.example/1", now=OUT)
    assert again(row).conversation.state == "waiting"
    assert ids(who, Queue.UNCLEAR) == []


# --- on our own page


def thread_of(row: Delivery) -> Thread:
    return there(pages.thread(row.public_id))


def test_our_own_page_shows_a_post_as_a_thread_of_ours(who: Who, page: Account) -> None:
    (row,) = sent(who, page)
    assert pages.latest().rows == ()
    work(None, OUT)
    (shown,) = pages.latest().rows
    assert (shown.public_id, shown.question.text, shown.question.answer) == (row.public_id, TEXT, True)
    thread = thread_of(row)
    assert [(i.text, i.answer, i.post) for i in thread.items] == [(TEXT, True, True)]
    assert (thread.waits_since, thread.answered_after) == (None, None)
    assert again(row).permalink.endswith(f"/talk/{row.public_id}/#{again(row).remote_id}")


def comment(row: Delivery, text: str = "Gute Nachricht!", at: datetime = OUT + timedelta(minutes=3)) -> None:
    form = talk_guard.open_form(now=at - timedelta(minutes=1))
    talk.post(Words(form, text), base="https://fragen.example", thread=row.public_id, now=at)


def test_the_public_answers_a_post_on_our_page_and_we_answer_them(who: Who, page: Account) -> None:
    builders.organisation(talk_shows="at_once")
    (row,) = sent(who, page)
    work(None, OUT)
    comment(row)
    c = Conversation.objects.get()
    assert (c.state, c.waiting_since) == ("open", OUT + timedelta(minutes=3))
    assert [i.text for i in thread_of(row).items] == [TEXT, "Gute Nachricht!"]
    assert pages.latest().rows[0].further == 1


def test_a_withdrawn_post_leaves_the_list_and_a_trace(who: Who, page: Account) -> None:
    builders.organisation(talk_shows="at_once")
    (row,) = sent(who, page)
    work(None, OUT)
    comment(row)
    outbox.withdraw(who, row.public_id, why="Der Termin stimmt nicht.", now=LATE)
    work(None, LATE)
    assert pages.latest().rows == ()
    assert [(i.text, i.state) for i in thread_of(row).items] == [
        ("", "withdrawn"), ("Gute Nachricht!", "shown"),
    ]  # fmt: skip


def test_a_withdrawn_post_that_nobody_answered_is_done(who: Who, page: Account) -> None:
    (row,) = sent(who, page)
    work(None, OUT)
    outbox.withdraw(who, row.public_id, now=LATE)
    work(None, LATE)
    assert again(row).conversation.state == "done"
    assert thread_of(row).gone


def test_nobody_outside_can_report_or_own_our_post(who: Who, page: Account) -> None:
    (row,) = sent(who, page)
    work(None, OUT)
    assert pages.shown_post(row.public_id) is None
    with pytest.raises(Declined, match="no_post"):
        talk.report(
            Words(talk_guard.open_form(now=NOW), "Unwahr!"), row.public_id, ReportKind.OTHER, now=LATE
        )
    assert TalkPost.objects.get().secret_hash.startswith("ours:")
