"""A reply's way out: each answer a network can give."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, Queued, again, work
from tests.there import there
from zuruf import channels
from zuruf.core.channel import Receipt
from zuruf.core.people import Who
from zuruf.flow import holds, outbox, queueing
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, AuditEntry, Change, Draft, Member, Message


def test_a_reply_waits_for_its_recall_window_and_then_goes_out_once(queued: Queued, network: Network) -> None:
    row = queued()
    assert work(network, OUT - timedelta(seconds=1)) == 0
    assert network.posts == []
    assert work(network, OUT) == 1
    row = again(row)
    assert (row.state, row.remote_id, row.permalink) == ("published", "r1", "https://model.example/r1")
    assert [p.text for p in network.posts] == ["Es ist unterwegs."]
    assert work(network, OUT + timedelta(days=1)) == 0


def test_what_is_out_stands_in_the_thread_as_ours(queued: Queued, network: Network) -> None:
    row = queued()
    work(network, OUT)
    mine = Message.objects.get(ours=True)
    assert (mine.conversation_id, mine.realm, mine.remote_id) == (row.conversation_id, "harmless", "r1")
    assert (mine.text, mine.ref, mine.parent_id_remote) == (
        "Es ist unterwegs.",
        {"uri": "r1"},
        there(row.draft.answers).remote_id,
    )
    assert again(row).conversation.message_count == 2
    assert again(row).conversation.last_at == OUT


def test_what_answers_something_private_in_a_public_conversation_is_private(queued: Queued) -> None:
    row = queued()
    assert row.payload["public"] is True
    assert row.draft.answers is not None
    row.draft.answers.public = False
    assert queueing.queue(None, row.draft, text="Ja.", kind="reply", now=NOW).payload["public"] is False


def test_whatever_a_network_gives_as_its_word_can_be_kept(
    queued: Queued, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = Receipt("r\x00\ud800", "https://model.example/\x00\ud800", {"uri": "\x00\ud800"})
    row = queued()
    monkeypatch.setattr(channels.kinds()[row.account.channel], "publish", lambda self, reply: odd)
    work(network, OUT)
    assert (again(row).state, again(row).remote_id) == ("published", "r\ufffd?")


def test_what_intake_saw_before_us_is_not_doubled_in_the_thread(queued: Queued, network: Network) -> None:
    row = queued()
    builders.message(row.conversation, remote_id="r1", text="Es ist unterwegs.")
    work(network, OUT)
    assert Message.objects.filter(remote_id="r1").count() == 1
    assert Message.objects.get(remote_id="r1").ours


def test_the_payload_is_frozen_so_a_repeat_is_the_same_request(queued: Queued, network: Network) -> None:
    row = queued()
    before = dict(row.payload)
    Draft.objects.update(text="Something else entirely.")
    network.plan = ["loses"]
    work(network, OUT)
    work(network, OUT + timedelta(seconds=5))
    row = again(row)
    assert row.payload == before
    assert [p.text for p in network.posts] == ["Es ist unterwegs."]
    assert network.asked == [f"publish {row.public_id}"] * 2
    assert row.payload["record_key"] == f"k-{row.public_id}"


def test_refused_it_goes_back_to_its_author_with_the_networks_reason(
    queued: Queued, network: Network
) -> None:
    row = queued()
    network.plan = ["refuses"]
    work(network, OUT)
    row = again(row)
    assert (row.state, row.why, row.draft.state) == ("refused", "They do not like it.", "writing")
    assert (row.conversation.state, row.conversation.waiting_since) == ("open", NOW)
    assert work(network, OUT + timedelta(days=1)) == 0


def test_try_later_waits_as_long_as_the_network_says(queued: Queued, network: Network) -> None:
    row = queued()
    network.plan = ["later"]
    work(network, OUT)
    assert again(row).state == "queued"
    assert work(network, OUT + timedelta(seconds=89)) == 0
    assert work(network, OUT + timedelta(seconds=90)) == 1
    assert again(row).state == "published"


def test_try_later_lets_the_others_of_this_account_wait_and_nobody_else(
    queued: Queued, network: Network
) -> None:
    account = builders.account("harmless")
    first, second, elsewhere = queued(account=account), queued(account=account), queued()
    network.plan = ["later"]
    work(network, OUT)
    assert [again(r).state for r in (first, second, elsewhere)] == ["queued", "queued", "published"]
    assert len(network.asked) == 2


def test_a_network_that_wants_no_replies_for_a_while_is_read_all_the_same(
    queued: Queued, network: Network
) -> None:
    row = queued()
    Account.objects.filter(pk=row.account_id).update(next_fetch_at=NOW)
    network.plan = ["later"]
    work(network, OUT)
    account = Account.objects.get(pk=row.account_id)
    assert (account.state, account.next_fetch_at) == ("later", NOW)


def test_not_connected_waits_for_the_account_and_goes_on_when_it_is_connected(
    queued: Queued, network: Network
) -> None:
    row = queued()
    network.plan = ["not_connected"]
    work(network, OUT)
    assert work(network, OUT + timedelta(days=3)) == 0
    row = again(row)
    assert (row.state, row.wait_for_account, row.why) == ("queued", True, "The password has changed.")
    Account.objects.filter(pk=row.account_id).update(state="ok")
    work(network, OUT + timedelta(days=3))
    assert again(row).state == "published"


def test_nothing_goes_out_through_a_paused_account(queued: Queued, network: Network) -> None:
    row = queued()
    Account.objects.filter(pk=row.account_id).update(enabled=False)
    assert work(network, OUT + timedelta(days=1)) == 0
    Account.objects.filter(pk=row.account_id).update(enabled=True)
    assert work(network, OUT + timedelta(days=1)) == 1


def test_who_only_reads_can_neither_recall_nor_hold(queued: Queued, elsewhere: Member) -> None:
    row, guest = queued(), builders.who(elsewhere)
    for verb in (
        lambda: outbox.recall(guest, row.public_id),
        lambda: outbox.withdraw(guest, row.public_id),
        lambda: outbox.settle(guest, row.public_id, "again"),
        lambda: outbox.say_yes(guest, row.public_id),
        lambda: outbox.say_yes_to_all(guest, []),
        lambda: holds.hold(guest),
    ):
        with pytest.raises(Declined, match="not_allowed"):
            verb()


def test_every_step_is_in_the_audit_without_a_word_of_the_text(
    queued: Queued, network: Network, who: Who
) -> None:
    row = queued("blind")
    network.plan = ["accepts"]
    work(network, OUT)
    outbox.settle(who, row.public_id, "give_up", now=OUT)
    entries = AuditEntry.objects.filter(thing="delivery").order_by("id")
    assert [e.verb for e in entries] == ["delivery.queued", "delivery.unclear", "delivery.settled"]
    assert {e.conversation for e in entries} == {row.conversation.public_id}
    assert not any("unterwegs" in f"{e.why}{e.data}" for e in entries)
    assert Change.objects.filter(kind="conversation", thing=row.conversation.public_id).count() == 3


def test_a_reply_where_a_channel_only_reads_is_declined_at_once(
    network: Network, answers: Member, who: Who
) -> None:
    draft = builders.draft(builders.conversation(builders.account("import")), answers)
    with pytest.raises(Declined, match="cannot_reply"):
        outbox.queue(who, draft, text="Hallo", kind="reply", now=NOW)


def test_a_channel_that_is_not_installed_any_more_loses_nothing(
    queued: Queued, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = queued()
    everything = channels.kinds()
    monkeypatch.setattr(channels, "kinds", lambda: {"talk": everything["talk"]})
    work(network, OUT)
    assert again(row).state == "queued"
    monkeypatch.setattr(channels, "kinds", lambda: everything)
    work(network, OUT + timedelta(hours=1))
    assert again(row).state == "published"
