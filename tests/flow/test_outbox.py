"""A reply's way out: each answer a network can give, each thing a person can do."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import KINDS, Killed, Network, channel
from zuruf import channels
from zuruf.core.desk import State
from zuruf.core.outbox import CLAIM
from zuruf.core.people import Who
from zuruf.core.reply import DraftState
from zuruf.flow import holds, outbox, outcome, sending
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, AuditEntry, Change, Conversation, Delivery, Draft, Member, Message

OUT = NOW + timedelta(seconds=20)  # the end of the recall window


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    net = Network(NOW)
    kinds = {**channels.kinds(), **{kind: channel(kind, net) for kind in KINDS}}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    return net


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def queued(network: Network, answers: Member, who: Who) -> Callable[..., Delivery]:
    """Queue a reply on a network of some kind, as flow.reply does."""

    def make(kind: str = "harmless", *, account: Account | None = None, what: str = "reply") -> Delivery:
        conversation = builders.conversation(account or builders.account(kind))
        draft = builders.draft(conversation, answers, state=DraftState.SENT)
        waited = conversation.waiting_since
        Conversation.objects.filter(pk=conversation.pk).update(
            state=State.WAITING, waiting_since=None, due_at=None, answer_seq=1
        )
        return outbox.queue(who, draft, text=draft.text, kind=what, now=NOW, waited_since=waited)

    return make


def work(network: Network, at: datetime) -> int:
    """Let a worker do all that is due *at*; how much it was."""
    network.now = at
    done = 0
    while outbox.work("w", now=at):
        done += 1
        assert done < 50, "the worker goes round in circles"
    return done


def again(row: Delivery) -> Delivery:
    row.refresh_from_db()
    row.conversation.refresh_from_db()
    row.draft.refresh_from_db()
    return row


def test_a_reply_waits_for_its_recall_window_and_then_goes_out_once(queued, network: Network) -> None:
    row = queued()
    assert work(network, OUT - timedelta(seconds=1)) == 0
    assert network.posts == []
    assert work(network, OUT) == 1
    row = again(row)
    assert (row.state, row.remote_id, row.permalink) == ("published", "r1", "https://model.example/r1")
    assert [p.text for p in network.posts] == ["Es ist unterwegs."]
    assert work(network, OUT + timedelta(days=1)) == 0


def test_what_is_out_stands_in_the_thread_as_ours(queued, network: Network) -> None:
    row = queued()
    work(network, OUT)
    mine = Message.objects.get(ours=True)
    assert (mine.conversation_id, mine.realm, mine.remote_id) == (row.conversation_id, "harmless", "r1")
    assert (mine.text, mine.ref, mine.parent_id_remote) == (
        "Es ist unterwegs.",
        {"uri": "r1"},
        row.draft.answers.remote_id,
    )
    assert again(row).conversation.message_count == 2
    assert again(row).conversation.last_at == OUT


def test_what_intake_saw_before_us_is_not_doubled_in_the_thread(queued, network: Network) -> None:
    row = queued()
    builders.message(row.conversation, remote_id="r1", text="Es ist unterwegs.")
    work(network, OUT)
    assert Message.objects.filter(remote_id="r1").count() == 1
    assert Message.objects.get(remote_id="r1").ours


def test_the_payload_is_frozen_so_a_repeat_is_the_same_request(queued, network: Network) -> None:
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


def test_recalled_in_time_it_never_goes_out_and_the_draft_is_its_authors_again(
    queued, network: Network, who: Who
) -> None:
    row = queued()
    assert outbox.recall(who, row.public_id, now=OUT - timedelta(seconds=1)) == "recalled"
    assert work(network, OUT + timedelta(days=1)) == 0
    row = again(row)
    assert (row.state, row.draft.state) == ("recalled", "writing")
    assert (row.conversation.state, row.conversation.waiting_since) == ("open", NOW)
    assert row.conversation.due_at == NOW + timedelta(hours=1)
    assert network.asked == []


def test_recalling_is_possible_up_to_the_claim_and_not_after_it(queued, network: Network, who: Who) -> None:
    row = queued()
    caught: list[str] = []

    def try_it() -> None:
        with pytest.raises(Declined) as declined:
            outbox.recall(who, row.public_id, now=OUT)
        caught.append(str(declined.value.data["state"]))

    network.plan = [try_it]
    work(network, OUT)
    assert caught == ["sending"]
    assert again(row).state == "published"


def test_a_recalled_text_stands_above_what_its_author_has_begun_since(queued, who: Who) -> None:
    row = queued()
    newer = builders.draft(row.conversation, row.author, text="Noch etwas.")
    outbox.recall(who, row.public_id, now=NOW)
    newer.refresh_from_db()
    assert newer.text == "Es ist unterwegs.\n\nNoch etwas."
    assert again(row).draft.state == "discarded"


def test_an_empty_new_draft_makes_room_for_the_recalled_one(queued, who: Who) -> None:
    row = queued()
    newer = builders.draft(row.conversation, row.author, text="  ")
    outbox.recall(who, row.public_id, now=NOW)
    newer.refresh_from_db()
    assert (newer.state, again(row).draft.state) == ("discarded", "writing")


def test_recalling_does_not_reopen_what_a_later_answer_has_answered(
    queued, network: Network, answers: Member, who: Who
) -> None:
    row = queued()
    other = builders.draft(row.conversation, answers, state=DraftState.SENT)
    outbox.queue(who, other, text="Zweite Antwort", kind="reply", now=NOW, waited_since=None)
    outbox.recall(who, row.public_id, now=NOW)
    assert again(row).conversation.state == "waiting"


def test_a_draft_begun_in_the_very_moment_of_recalling_is_joined_too(
    queued, who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = queued()
    newer = builders.draft(row.conversation, row.author, text="Schon begonnen")
    looks = iter([None, newer])  # the first look comes before the other one is there
    monkeypatch.setattr(outcome, "_newer", lambda _row: next(looks))
    outbox.recall(who, row.public_id, now=NOW)
    newer.refresh_from_db()
    assert newer.text == f"{row.draft.text}\n\nSchon begonnen"
    row.draft.refresh_from_db()
    assert row.draft.state == DraftState.DISCARDED


def test_when_all_answers_come_back_in_whatever_order_the_asker_waits_again(
    queued, network: Network, answers: Member, who: Who
) -> None:
    row = queued()
    other = builders.draft(row.conversation, answers, state=DraftState.SENT)
    second = outbox.queue(who, other, text="Zweite Antwort", kind="reply", now=NOW, waited_since=None)
    outbox.recall(who, row.public_id, now=NOW)
    outbox.recall(who, second.public_id, now=NOW)
    conversation = again(row).conversation
    assert (conversation.state, conversation.waiting_since) == ("open", NOW)
    assert conversation.due_at == NOW + timedelta(minutes=60)


def test_a_holding_reply_that_is_recalled_leaves_the_draft_where_it_is(queued, who: Who) -> None:
    row = queued(what="holding")
    Draft.objects.filter(pk=row.draft_id).update(state=DraftState.ASKED)
    outbox.recall(who, row.public_id, now=NOW)
    assert again(row).draft.state == "asked"


def test_refused_it_goes_back_to_its_author_with_the_networks_reason(queued, network: Network) -> None:
    row = queued()
    network.plan = ["refuses"]
    work(network, OUT)
    row = again(row)
    assert (row.state, row.why, row.draft.state) == ("refused", "They do not like it.", "writing")
    assert (row.conversation.state, row.conversation.waiting_since) == ("open", NOW)
    assert work(network, OUT + timedelta(days=1)) == 0


def test_try_later_waits_as_long_as_the_network_says(queued, network: Network) -> None:
    row = queued()
    network.plan = ["later"]
    work(network, OUT)
    assert again(row).state == "queued"
    assert work(network, OUT + timedelta(seconds=89)) == 0
    assert work(network, OUT + timedelta(seconds=90)) == 1
    assert again(row).state == "published"


def test_try_later_lets_the_others_of_this_account_wait_and_nobody_else(queued, network: Network) -> None:
    account = builders.account("harmless")
    first, second, elsewhere = queued(account=account), queued(account=account), queued()
    network.plan = ["later"]
    work(network, OUT)
    assert [again(r).state for r in (first, second, elsewhere)] == ["queued", "queued", "published"]
    assert len(network.asked) == 2


def test_a_network_that_wants_no_replies_for_a_while_is_read_all_the_same(queued, network: Network) -> None:
    row = queued()
    Account.objects.filter(pk=row.account_id).update(next_fetch_at=NOW)
    network.plan = ["later"]
    work(network, OUT)
    account = Account.objects.get(pk=row.account_id)
    assert (account.state, account.next_fetch_at) == ("later", NOW)


def test_not_connected_waits_for_the_account_and_goes_on_when_it_is_connected(
    queued, network: Network
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


def test_nothing_goes_out_through_a_paused_account(queued, network: Network) -> None:
    row = queued()
    Account.objects.filter(pk=row.account_id).update(enabled=False)
    assert work(network, OUT + timedelta(days=1)) == 0
    Account.objects.filter(pk=row.account_id).update(enabled=True)
    assert work(network, OUT + timedelta(days=1)) == 1


@pytest.mark.parametrize("how", ["accepts", "loses", "late", "broken"])
def test_an_unknown_outcome_is_repeated_where_that_is_harmless(queued, network: Network, how: str) -> None:
    row = queued()
    network.plan = [how]
    work(network, OUT)
    assert again(row).state == "queued"
    assert again(row).doubt_at == OUT
    network.settle()
    work(network, OUT + timedelta(seconds=5))
    assert again(row).state == "published"
    assert len(network.posts) == 1


def test_it_is_not_repeated_when_the_network_may_have_forgotten_our_key(
    queued, network: Network, who: Who
) -> None:
    row = queued("hour")
    network.plan = ["accepts"]
    work(network, OUT)
    held = holds.hold(who, now=OUT)
    holds.lift(who, held, now=OUT + timedelta(hours=2))
    work(network, OUT + timedelta(hours=2))
    row = again(row)
    assert row.state == "published"  # looked up instead
    assert network.asked == [f"publish {row.public_id}", f"find {row.public_id}"]
    assert len(network.posts) == 1


@pytest.mark.parametrize("how", ["accepts", "late"])
def test_where_one_can_look_it_is_looked_up_and_not_repeated(queued, network: Network, how: str) -> None:
    row = queued("traceable")
    network.plan = [how]
    work(network, OUT)
    row = again(row)
    assert (row.state, row.conversation.unclear) == ("unclear", 1)
    network.settle()
    work(network, OUT + timedelta(seconds=3))
    row = again(row)
    assert (row.state, row.conversation.unclear, row.remote_id) == ("published", 0, "r1")
    assert len(network.posts) == 1


def test_looked_up_and_not_there_it_is_repeated_only_when_the_network_has_settled(
    queued, network: Network
) -> None:
    row = queued("traceable")
    network.plan = ["loses"]
    work(network, OUT)
    work(network, OUT + timedelta(seconds=3))
    assert again(row).state == "unclear"
    work(network, OUT + timedelta(seconds=119))
    assert network.posts == []
    work(network, OUT + timedelta(seconds=121))
    assert again(row).state == "published"
    assert again(row).conversation.unclear == 0
    assert len(network.posts) == 1


def test_where_nobody_can_look_a_person_decides(queued, network: Network) -> None:
    row = queued("blind")
    network.plan = ["accepts"]
    work(network, OUT)
    assert work(network, OUT + timedelta(days=9)) == 0
    row = again(row)
    assert (row.state, row.conversation.unclear, row.next_at) == ("unclear", 1, None)
    assert row.why == "The connection was closed in mid-answer."


def test_a_refusal_after_doubt_is_no_proof_that_nothing_is_out(queued, network: Network) -> None:
    row = queued()
    network.plan = ["accepts", "refuses"]
    work(network, OUT)
    work(network, OUT + timedelta(seconds=3))
    assert again(row).state == "unclear"
    assert again(row).draft.state == "sent"
    work(network, OUT + timedelta(seconds=9))
    assert again(row).state == "published"


def test_a_worker_killed_after_the_network_accepted_counts_as_unknown(queued, network: Network) -> None:
    row = queued("blind")
    network.plan = ["killed_after"]
    with pytest.raises(Killed):
        work(network, OUT)
    assert again(row).state == "sending"
    assert work(network, OUT + CLAIM) == 0
    assert work(network, OUT + CLAIM + timedelta(seconds=1)) == 1
    row = again(row)
    assert (row.state, row.why, row.conversation.unclear) == ("unclear", sending.WORKER_GONE, 1)


def test_the_receipt_of_a_worker_that_lost_its_claim_still_counts(queued, network: Network) -> None:
    row = queued("blind")
    network.plan = [lambda: outbox.work("other", now=OUT + CLAIM + timedelta(seconds=1))]
    work(network, OUT)
    row = again(row)
    assert (row.state, row.conversation.unclear, row.remote_id) == ("published", 0, "r1")


def test_an_error_of_a_worker_that_lost_its_claim_changes_nothing(queued, network: Network, who: Who) -> None:
    row = queued("blind")
    later = OUT + CLAIM + timedelta(seconds=1)

    def breaks_too_late() -> None:
        outbox.work("other", now=later)
        outbox.settle(who, row.public_id, "give_up", now=later)
        raise ValueError("and then it breaks")

    network.plan = [breaks_too_late]
    work(network, OUT)
    row = again(row)
    assert (row.state, row.conversation.unclear, row.draft.state) == ("given_up", 0, "writing")


def test_a_person_says_it_is_there(queued, network: Network, who: Who) -> None:
    row = queued("blind")
    network.plan = ["accepts"]
    work(network, OUT)
    outbox.settle(who, row.public_id, "there", "https://model.example/r1", now=OUT)
    row = again(row)
    assert (row.state, row.permalink, row.conversation.unclear) == (
        "published",
        "https://model.example/r1",
        0,
    )
    assert row.why == "", "what the network said while nobody knew is no answer to a withdrawal"
    with pytest.raises(Declined, match="not_unclear"):
        outbox.settle(who, row.public_id, "again", now=OUT)


def test_a_link_that_intake_knows_names_the_message(queued, network: Network, who: Who) -> None:
    row = queued("blind")
    network.plan = ["accepts"]
    work(network, OUT)
    builders.message(row.conversation, remote_id="r1", permalink="https://model.example/r1")
    outbox.settle(who, row.public_id, "there", "https://model.example/r1", now=OUT)
    assert again(row).remote_id == "r1"
    assert Message.objects.get(remote_id="r1").ours


def test_the_address_of_the_question_does_not_make_the_question_ours(
    queued, network: Network, who: Who
) -> None:
    row = queued("blind")
    network.plan = ["accepts"]
    work(network, OUT)
    asked = Message.objects.filter(conversation=row.conversation, ours=False)
    asked.update(permalink="https://model.example/q", received_at=NOW - timedelta(minutes=1))
    outbox.settle(who, row.public_id, "there", "https://model.example/q", now=OUT)
    row = again(row)
    assert (row.state, row.remote_id) == ("published", "")
    assert asked.get().contact is not None


@pytest.mark.parametrize("link", ["javascript:alert(1)", "model.example/r1", "ftp://x"])
def test_a_link_that_is_none_is_not_taken(queued, network: Network, who: Who, link: str) -> None:
    row = queued("blind")
    network.plan = ["accepts"]
    work(network, OUT)
    with pytest.raises(Declined, match="bad_link"):
        outbox.settle(who, row.public_id, "there", link, now=OUT)
    assert again(row).state == "unclear"


def test_a_person_has_it_sent_again_after_a_recall_window(queued, network: Network, who: Who) -> None:
    row = queued("blind")
    network.plan = ["accepts"]
    work(network, OUT)
    outbox.settle(who, row.public_id, "again", now=OUT)
    assert work(network, OUT + timedelta(seconds=19)) == 0
    work(network, OUT + timedelta(seconds=20))
    row = again(row)
    assert (row.state, row.conversation.unclear) == ("published", 0)
    assert len(network.posts) == 2  # a person said so


def test_recalling_what_is_in_doubt_stops_it_without_claiming_that_it_is_not_out(
    queued, network: Network, who: Who
) -> None:
    row = queued()
    network.plan = ["accepts"]
    work(network, OUT)
    assert outbox.recall(who, row.public_id, now=OUT) == "unclear"
    assert work(network, OUT + timedelta(days=1)) == 0
    row = again(row)
    assert (row.state, row.conversation.unclear, row.draft.state) == ("unclear", 1, "sent")


def test_given_up_the_text_is_a_draft_again(queued, network: Network, who: Who) -> None:
    row = queued("blind")
    network.plan = ["loses"]
    work(network, OUT)
    outbox.settle(who, row.public_id, "give_up", now=OUT)
    row = again(row)
    assert (row.state, row.draft.state, row.conversation.unclear) == ("given_up", "writing", 0)
    assert row.conversation.waiting_since == NOW


def test_withdrawn_it_is_gone_from_the_network_and_the_asker_waits_again(
    queued, network: Network, who: Who
) -> None:
    row = queued()
    work(network, OUT)
    outbox.withdraw(who, row.public_id, why="Falscher Termin", now=OUT)
    work(network, OUT)
    row = again(row)
    assert (row.state, row.withdrawn_at, network.posts[0].gone) == ("withdrawn", OUT, True)
    assert row.conversation.waiting_since == NOW
    assert Message.objects.get(ours=True).gone_at == OUT


def test_a_withdrawal_goes_on_until_the_network_answers(queued, network: Network, who: Who) -> None:
    row = queued()
    work(network, OUT)
    outbox.withdraw(who, row.public_id, now=OUT)
    network.plan = ["later"]
    work(network, OUT)
    assert again(row).state == "published"
    work(network, OUT + timedelta(seconds=91))
    assert again(row).state == "withdrawn"


def test_a_withdrawal_that_the_network_refuses_says_so(queued, network: Network, who: Who) -> None:
    row = queued()
    work(network, OUT)
    outbox.withdraw(who, row.public_id, now=OUT)
    network.plan = ["refuses"]
    work(network, OUT)
    row = again(row)
    assert (row.state, row.why, row.withdraw_asked_at) == ("published", "Too old to be deleted.", None)


def test_a_network_that_cannot_delete_is_not_asked_to(queued, network: Network, who: Who) -> None:
    row = queued("blind")
    work(network, OUT)
    with pytest.raises(Declined, match="cannot_withdraw"):
        outbox.withdraw(who, row.public_id, now=OUT)


def test_during_a_hold_nothing_starts_and_afterwards_all_goes_on(queued, network: Network, who: Who) -> None:
    row = queued()
    everything = holds.hold(who, reason="Störung", now=NOW)
    one = holds.hold(who, row.account.public_id, now=NOW)
    assert work(network, OUT + timedelta(days=1)) == 0
    holds.lift(who, everything, now=OUT)
    assert work(network, OUT + timedelta(days=1)) == 0
    holds.lift(who, one, now=OUT)
    assert work(network, OUT + timedelta(days=1)) == 1
    assert again(row).state == "published"


def test_what_is_held_already_is_not_held_twice_so_that_one_release_is_enough(
    queued, network: Network, who: Who
) -> None:
    row = queued()
    everything = holds.hold(who, now=NOW)
    with pytest.raises(Declined, match="held_already"):
        holds.hold(who, reason="noch einmal", now=NOW)
    holds.lift(who, everything, now=OUT)
    assert work(network, OUT) == 1
    assert again(row).state == "published"


def test_a_hold_on_one_account_leaves_the_others_alone(queued, network: Network, who: Who) -> None:
    held, free = queued(), queued()
    holds.hold(who, held.account.public_id, now=NOW)
    work(network, OUT)
    assert (again(held).state, again(free).state) == ("queued", "published")


def test_a_held_reply_can_be_recalled(queued, network: Network, who: Who) -> None:
    row = queued()
    lid = holds.hold(who, now=NOW)
    assert outbox.recall(who, row.public_id, now=OUT + timedelta(hours=1)) == "recalled"
    holds.lift(who, lid, now=OUT)
    assert work(network, OUT + timedelta(days=1)) == 0


def test_who_only_reads_can_neither_recall_nor_hold(queued, elsewhere: Member) -> None:
    row, guest = queued(), builders.who(elsewhere)
    for verb in (
        lambda: outbox.recall(guest, row.public_id),
        lambda: outbox.withdraw(guest, row.public_id),
        lambda: outbox.settle(guest, row.public_id, "again"),
        lambda: holds.hold(guest),
    ):
        with pytest.raises(Declined, match="not_allowed"):
            verb()


def test_every_step_is_in_the_audit_without_a_word_of_the_text(queued, network: Network, who: Who) -> None:
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
    draft = builders.draft(builders.conversation(builders.account("feed")), answers)
    with pytest.raises(Declined, match="cannot_reply"):
        outbox.queue(who, draft, text="Hallo", kind="reply", now=NOW)


def test_a_channel_that_is_not_installed_any_more_loses_nothing(
    queued, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = queued()
    everything = channels.kinds()
    monkeypatch.setattr(channels, "kinds", lambda: {"talk": everything["talk"]})
    work(network, OUT)
    assert again(row).state == "queued"
    monkeypatch.setattr(channels, "kinds", lambda: everything)
    work(network, OUT + timedelta(hours=1))
    assert again(row).state == "published"
