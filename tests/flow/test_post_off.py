"""A post on its way: once to each account, in no list until it is out, back to its author when it may not go."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.builders import NOW
from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, again, work
from tests.flow.posting import TEXT, eyes, ids, net_account, network, page, sent
from tests.there import there
from zuruf import channels
from zuruf.core.capabilities import Length
from zuruf.core.desk import Queue
from zuruf.core.people import Who
from zuruf.flow import outbox, post, post_off
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, Delivery, Draft, Message
from zuruf.store.queries import frame as frames
from zuruf.store.queries import post as reading

__all__ = ["eyes", "net_account", "network", "page"]  # fixtures


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
    who: Who, page: Account, net_account: Account, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(channels.can("harmless"), length=lambda text: Length(len(text), 10))
    monkeypatch.setattr(channels.kinds()["harmless"], "can", short)
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
    assert not frames.frame(who, NOW).counts["us"]
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
    assert there(back.back).said
    assert frames.frame(who, NOW).posts_back == 1


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
    assert there(reading.one(who, draft)).text == TEXT
