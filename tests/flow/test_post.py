"""A post's way: written once, sent to several accounts, asked about, back to its author, out, answered by the public."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import KINDS, Network, channel
from tests.flow.test_reply import switched_on
from zuruf import channels
from zuruf.core.channel import Length
from zuruf.core.desk import Queue
from zuruf.core.guideline import Verdict
from zuruf.core.message import Author, Batch, Incoming
from zuruf.core.people import Who
from zuruf.flow import intake, outbox, post, post_off, second_pair, talk, talk_guard
from zuruf.flow.errors import Declined
from zuruf.flow.talk import Words
from zuruf.store.models import (
    Account,
    AuditEntry,
    Conversation,
    Delivery,
    Draft,
    Member,
    Message,
    SecondPair,
    TalkPost,
)
from zuruf.store.queries import conversation as panes
from zuruf.store.queries import desk
from zuruf.store.queries import frame as frames
from zuruf.store.queries import post as reading
from zuruf.store.queries import talk as pages
from zuruf.store.queries.desk import Place
from zuruf.store.queries.intake import folded_into

ASK = """id = "dates"
title = "Termine sieht ein zweites Augenpaar"
why = "Ein Termin gilt."
[when]
words = ["eröffnen"]
[then]
verdict = "ask"
minutes = 15
late = "release"
say = "„{hit}“ ist eine Zusage."
[[example]]
text = "Wir eröffnen am Montag."
verdict = "ask"
[[example]]
text = "Wir freuen uns."
verdict = "go"
"""
TEXT = "Die Werkstatt ist ab Montag wieder offen."
ASKED = "Wir eröffnen am Montag."
OUT = NOW + timedelta(seconds=20)
LATE = NOW + timedelta(minutes=15)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    """Model networks on which one can post."""
    net = Network(NOW)
    made = {kind: channel(kind, net) for kind in KINDS}
    for one in made.values():
        one.can = replace(one.can, post=True)
    kinds = {**channels.kinds(), **made}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    return net


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def eyes(second_pair: Member) -> Who:
    return builders.who(second_pair)


@pytest.fixture
def page(db: None) -> Account:
    return builders.account("talk", remote_id="talk", name="Radwerk")


@pytest.fixture
def net_account(network: Network) -> Account:
    return builders.account("harmless", name="Netz")


def sent(who: Who, *to: Account, text: str = TEXT, at: str = "", now: datetime = NOW) -> list[Delivery]:
    """A post is written and sent off at once; its deliveries."""
    draft = post.begin(who, now=now)
    done = post_off.send(who, draft, text, [a.public_id for a in to], at=at, now=now)
    return [Delivery.objects.get(public_id=one.delivery) for one in done]


def asked(who: Who, to: Account, text: str = ASKED, **more: Any) -> SecondPair:
    switched_on(ASK)
    draft = post.begin(who, now=NOW)
    (one,) = post_off.send(who, draft, text, [to.public_id], now=NOW, **more)
    return SecondPair.objects.get(public_id=one.ask)


def work(network: Network | None, at: datetime) -> int:
    if network is not None:
        network.now = at
    done = 0
    while outbox.work("w", now=at):
        done += 1
        assert done < 50, "the worker goes round in circles"
    return done


def ids(who: Who, queue: Queue) -> list[str]:
    return [row.public_id for row in desk.listed(who, Place(queue)).rows]


def again(row: Delivery) -> Delivery:
    return Delivery.objects.select_related("conversation", "draft").get(pk=row.pk)


# --- writing


def test_what_is_written_is_kept_and_judged_for_each_account(
    who: Who, page: Account, net_account: Account
) -> None:
    draft = post.begin(who, now=NOW)
    stands = post.write(who, draft, TEXT, [page.public_id], now=NOW)
    assert [(on.place.name, on.chosen) for on in stands.on] == [("Netz", False), ("Radwerk", True)]
    assert (stands.verdict, stands.first and stands.first.place.name) == (Verdict.GO, "Radwerk")
    assert reading.one(who, draft).text == TEXT  # type: ignore[union-attr]
    assert not Delivery.objects.exists()


def test_a_post_to_no_account_goes_nowhere(who: Who, page: Account, net_account: Account) -> None:
    draft = post.begin(who, now=NOW)
    assert post.write(who, draft, TEXT, [], now=NOW).verdict is Verdict.STOP
    with pytest.raises(Declined, match="no_account"):
        post_off.send(who, draft, TEXT, [], now=NOW)
    assert reading.one(who, draft).text == TEXT  # type: ignore[union-attr]


def test_an_empty_post_is_taken_up_again_rather_than_a_second_one_begun(who: Who, page: Account) -> None:
    first = post.begin(who, now=NOW)
    assert post.begin(who, now=NOW) == first
    post.write(who, first, TEXT, [page.public_id], now=NOW)
    assert post.begin(who, now=NOW) != first


def test_where_only_one_account_can_post_it_is_chosen_already(who: Who, page: Account) -> None:
    draft = post.begin(who, now=NOW)
    assert reading.one(who, draft).to == (page.public_id,)  # type: ignore[union-attr]


def test_accounts_that_only_read_are_not_offered(who: Who, page: Account) -> None:
    builders.account("feed")
    stands = post.standing(who, post.begin(who, now=NOW), now=NOW)
    assert [on.place.channel for on in stands.on] == ["talk"]


def test_a_draft_is_its_authors_alone(who: Who, eyes: Who, page: Account) -> None:
    draft = post.begin(who, now=NOW)
    post.write(who, draft, TEXT, [page.public_id], now=NOW)
    assert reading.one(eyes, draft) is None
    assert reading.page(eyes, NOW).drafts == ()
    for act in (post.write, post_off.send):
        with pytest.raises(Declined, match="gone"):
            act(eyes, draft, "Etwas anderes.", [page.public_id], now=NOW)


def test_who_only_reads_writes_no_posts(elsewhere: Member, page: Account) -> None:
    guest = builders.who(elsewhere)
    for act in (
        lambda: post.begin(guest),
        lambda: post.discard(guest, "x"),
        lambda: post.standing(guest, "x"),
    ):
        with pytest.raises(Declined, match="may_not"):
            act()


def test_while_it_is_written_a_post_is_in_no_list_of_the_desk(who: Who, page: Account) -> None:
    post.write(who, post.begin(who, now=NOW), TEXT, [page.public_id], now=NOW)
    assert all(ids(who, queue) == [] for queue in Queue)


def test_a_post_thrown_away_is_gone_from_the_list_and_in_the_audit(who: Who, page: Account) -> None:
    draft = post.begin(who, now=NOW)
    post.write(who, draft, TEXT, [page.public_id], now=NOW)
    post.discard(who, draft, now=NOW)
    assert reading.page(who, NOW).nothing
    assert AuditEntry.objects.filter(verb="post.discarded", thing_id=draft).exists()
    with pytest.raises(Declined, match="gone"):
        post.discard(who, draft, now=NOW)


# --- sending


def test_one_post_becomes_one_delivery_for_each_account(
    who: Who, page: Account, net_account: Account, network: Network
) -> None:
    rows = sent(who, page, net_account)
    assert sorted(row.account.name for row in rows) == ["Netz", "Radwerk"]
    assert {row.kind for row in rows} == {"post"}
    assert len({row.conversation_id for row in rows}) == len({row.draft_id for row in rows}) == 2
    assert len({row.draft.bundle for row in rows}) == 1
    assert all(row.payload["parent"] == {} and row.payload["text"] == TEXT for row in rows)
    work(network, OUT)
    assert [p.text for p in network.posts] == [TEXT]
    assert {again(row).state for row in rows} == {"published"}


def test_what_is_stopped_on_one_account_goes_out_on_none(
    who: Who, page: Account, net_account: Account, network: Network
) -> None:
    channels.kinds()["harmless"].can = replace(  # type: ignore[attr-defined]
        channels.kinds()["harmless"].can,  # type: ignore[attr-defined]
        length=lambda text: Length(len(text), 10),
    )
    draft = post.begin(who, now=NOW)
    with pytest.raises(Declined, match="too_long") as said:
        post_off.send(who, draft, TEXT, [page.public_id, net_account.public_id], now=NOW)
    assert said.value.data["account"] == "Netz"
    assert not Delivery.objects.exists()
    assert Draft.objects.get(kind="post").state == "writing"


def test_until_it_is_out_a_post_waits_for_nobody_and_stands_in_no_list(
    who: Who, page: Account, net_account: Account, network: Network
) -> None:
    (row,) = sent(who, net_account)
    assert all(ids(who, queue) == [] for queue in Queue)
    assert not frames.frame(who).counts["us"]
    work(network, OUT)
    assert ids(who, Queue.THEM) == [again(row).conversation.public_id]
    assert all(ids(who, queue) == [] for queue in Queue if queue is not Queue.THEM)


def test_a_recalled_post_is_a_draft_again(who: Who, net_account: Account, network: Network) -> None:
    (row,) = sent(who, net_account)
    outbox.recall(who, row.public_id, now=NOW)
    work(network, OUT)
    assert network.posts == []
    assert [(d.text, d.back and d.back.why) for d in reading.page(who, NOW).drafts] == [(TEXT, "recalled")]


def test_a_post_that_the_network_refuses_comes_back_with_the_reason(
    who: Who, net_account: Account, network: Network
) -> None:
    sent(who, net_account)
    network.plan.append("refuses")
    work(network, OUT)
    (back,) = reading.page(who, NOW).back
    assert (back.text, back.back and back.back.why) == (TEXT, "refused")
    assert back.back.said  # type: ignore[union-attr]
    assert frames.frame(who).posts_back == 1


def test_a_post_that_came_back_may_go_to_another_account(
    who: Who, page: Account, net_account: Account, network: Network
) -> None:
    (row,) = sent(who, net_account)
    outbox.recall(who, row.public_id, now=NOW)
    (done,) = post_off.send(who, row.draft.public_id, TEXT, [page.public_id], now=NOW)
    work(network, OUT)
    assert Delivery.objects.get(public_id=done.delivery).account == page
    assert network.posts == []
    assert Message.objects.get(ours=True).realm == "talk"


def test_a_scheduled_post_goes_out_at_its_hour_and_not_before(
    who: Who, net_account: Account, network: Network
) -> None:
    (row,) = sent(who, net_account, at="2026-03-03T09:00")  # in Berlin, where the organisation is
    hour = datetime.fromisoformat("2026-03-03T08:00:00+00:00")
    assert (row.scheduled_for, row.scheduled_as) == (hour, "2026-03-03T09:00 Europe/Berlin")
    assert work(network, hour - timedelta(seconds=1)) == 0
    work(network, hour)
    assert [p.text for p in network.posts] == [TEXT]


@pytest.mark.parametrize(("wall", "why"), [
    ("2026-03-01T09:00", "past"), ("2028-03-01T09:00", "too_far"), ("tomorrow", "bad_time"),
])  # fmt: skip
def test_an_hour_that_cannot_be_is_declined_and_the_text_is_kept(
    who: Who, page: Account, wall: str, why: str
) -> None:
    draft = post.begin(who, now=NOW)
    post.write(who, draft, TEXT, [page.public_id], now=NOW)
    with pytest.raises(Declined, match=why):
        post_off.send(who, draft, TEXT, [page.public_id], at=wall, now=NOW)
    assert reading.one(who, draft).text == TEXT  # type: ignore[union-attr]


# --- the second pair of eyes


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
    assert frames.frame(who).posts_back == 1
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


# --- out, and answered


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


def thread_of(row: Delivery) -> pages.Thread:
    found = pages.thread(row.public_id)
    assert found is not None
    return found


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
        talk.report(Words(talk_guard.open_form(now=NOW), "Unwahr!"), row.public_id, "other", now=LATE)  # type: ignore[arg-type]
    assert TalkPost.objects.get().secret_hash.startswith("ours:")
