"""A reply is called back: before it goes out, and after."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, Queued, again, work
from zuruf.core.people import Who
from zuruf.core.reply import DraftState
from zuruf.flow import outbox, outcome
from zuruf.flow.errors import Declined
from zuruf.store.models import Draft, Member, Message


def test_recalled_in_time_it_never_goes_out_and_the_draft_is_its_authors_again(
    queued: Queued, network: Network, who: Who
) -> None:
    row = queued()
    assert outbox.recall(who, row.public_id, now=OUT - timedelta(seconds=1)) == "recalled"
    assert work(network, OUT + timedelta(days=1)) == 0
    row = again(row)
    assert (row.state, row.draft.state) == ("recalled", "writing")
    assert (row.conversation.state, row.conversation.waiting_since) == ("open", NOW)
    assert row.conversation.due_at == NOW + timedelta(hours=1)
    assert network.asked == []


def test_recalling_is_possible_up_to_the_claim_and_not_after_it(
    queued: Queued, network: Network, who: Who
) -> None:
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


def test_a_recalled_text_stands_above_what_its_author_has_begun_since(queued: Queued, who: Who) -> None:
    row = queued()
    newer = builders.draft(row.conversation, row.author, text="Noch etwas.")
    outbox.recall(who, row.public_id, now=NOW)
    newer.refresh_from_db()
    assert newer.text == "Es ist unterwegs.\n\nNoch etwas."
    assert again(row).draft.state == "discarded"


def test_an_empty_new_draft_makes_room_for_the_recalled_one(queued: Queued, who: Who) -> None:
    row = queued()
    newer = builders.draft(row.conversation, row.author, text="  ")
    outbox.recall(who, row.public_id, now=NOW)
    newer.refresh_from_db()
    assert (newer.state, again(row).draft.state) == ("discarded", "writing")


def test_recalling_does_not_reopen_what_a_later_answer_has_answered(
    queued: Queued, network: Network, answers: Member, who: Who
) -> None:
    row = queued()
    other = builders.draft(row.conversation, answers, state=DraftState.SENT)
    outbox.queue(who, other, text="Zweite Antwort", kind="reply", now=NOW, waited_since=None)
    outbox.recall(who, row.public_id, now=NOW)
    assert again(row).conversation.state == "waiting"


def test_a_draft_begun_in_the_very_moment_of_recalling_is_joined_too(
    queued: Queued, who: Who, monkeypatch: pytest.MonkeyPatch
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
    queued: Queued, network: Network, answers: Member, who: Who
) -> None:
    row = queued()
    other = builders.draft(row.conversation, answers, state=DraftState.SENT)
    second = outbox.queue(who, other, text="Zweite Antwort", kind="reply", now=NOW, waited_since=None)
    outbox.recall(who, row.public_id, now=NOW)
    outbox.recall(who, second.public_id, now=NOW)
    conversation = again(row).conversation
    assert (conversation.state, conversation.waiting_since) == ("open", NOW)
    assert conversation.due_at == NOW + timedelta(minutes=60)


def test_a_holding_reply_that_is_recalled_leaves_the_draft_where_it_is(queued: Queued, who: Who) -> None:
    row = queued(what="holding")
    Draft.objects.filter(pk=row.draft_id).update(state=DraftState.ASKED)
    outbox.recall(who, row.public_id, now=NOW)
    assert again(row).draft.state == "asked"


def test_withdrawn_it_is_gone_from_the_network_and_the_asker_waits_again(
    queued: Queued, network: Network, who: Who
) -> None:
    row = queued()
    work(network, OUT)
    outbox.withdraw(who, row.public_id, why="Falscher Termin", now=OUT)
    work(network, OUT)
    row = again(row)
    assert (row.state, row.withdrawn_at, network.posts[0].gone) == ("withdrawn", OUT, True)
    assert row.conversation.waiting_since == NOW
    assert Message.objects.get(ours=True).gone_at == OUT


def test_a_withdrawal_goes_on_until_the_network_answers(queued: Queued, network: Network, who: Who) -> None:
    row = queued()
    work(network, OUT)
    outbox.withdraw(who, row.public_id, now=OUT)
    network.plan = ["later"]
    work(network, OUT)
    assert again(row).state == "published"
    work(network, OUT + timedelta(seconds=91))
    assert again(row).state == "withdrawn"


def test_a_withdrawal_that_the_network_refuses_says_so(queued: Queued, network: Network, who: Who) -> None:
    row = queued()
    work(network, OUT)
    outbox.withdraw(who, row.public_id, now=OUT)
    network.plan = ["refuses"]
    work(network, OUT)
    row = again(row)
    assert (row.state, row.why, row.withdraw_asked_at) == ("published", "Too old to be deleted.", None)


def test_a_network_that_cannot_delete_is_not_asked_to(queued: Queued, network: Network, who: Who) -> None:
    row = queued("blind")
    work(network, OUT)
    with pytest.raises(Declined, match="cannot_withdraw"):
        outbox.withdraw(who, row.public_id, now=OUT)
