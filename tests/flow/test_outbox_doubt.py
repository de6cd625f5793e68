"""Nobody knows whether it is out: what is repeated, what is looked up, what a person decides."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import Killed, Network
from tests.flow.on_its_way import OUT, Queued, again, work
from zuruf import channels
from zuruf.core.channel import Outgoing, Receipt
from zuruf.core.outbox import CLAIM
from zuruf.core.people import Who
from zuruf.flow import outbox, sending
from zuruf.flow.errors import Declined
from zuruf.store.models import Account, Message


@pytest.mark.parametrize("how", ["accepts", "loses", "late", "broken"])
def test_an_unknown_outcome_is_repeated_where_that_is_harmless(
    queued: Queued, network: Network, how: str
) -> None:
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
    queued: Queued, network: Network, who: Who
) -> None:
    row = queued("hour")
    network.plan = ["accepts"]
    work(network, OUT)
    Account.objects.filter(pk=row.account_id).update(enabled=False)
    work(network, OUT + timedelta(hours=1))
    Account.objects.filter(pk=row.account_id).update(enabled=True)
    work(network, OUT + timedelta(hours=2))
    row = again(row)
    assert row.state == "published"  # looked up instead
    assert network.asked == [f"publish {row.public_id}", f"find {row.public_id}"]
    assert len(network.posts) == 1


@pytest.mark.parametrize("how", ["accepts", "late"])
def test_where_one_can_look_it_is_looked_up_and_not_repeated(
    queued: Queued, network: Network, how: str
) -> None:
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


@pytest.mark.parametrize("tells_apart", [True, False])
def test_the_same_words_of_another_answer_are_not_taken_for_this_one(
    queued: Queued, network: Network, monkeypatch: pytest.MonkeyPatch, tells_apart: bool
) -> None:
    first, second = queued("traceable"), None
    second = queued("traceable", account=first.account)
    network.plan = ["ok", "loses"]

    def by_words(self: object, reply: Outgoing) -> Receipt | None:
        left = (p for p in network.posts if p.text == reply.text)
        return next(
            (Receipt(p.remote_id) for p in left if not tells_apart or p.remote_id not in reply.taken), None
        )

    monkeypatch.setattr(channels.kinds()["traceable"], "find", by_words)
    work(network, OUT)
    assert [again(row).state for row in (first, second)] == ["published", "unclear"]
    work(network, OUT + timedelta(seconds=121))

    if tells_apart:
        assert again(second).state == "published"
        assert again(second).remote_id == "r2", "it was not there, so it is sent again"
        assert len(network.posts) == 2
    else:
        assert (again(second).state, again(second).next_at) == ("unclear", None), "a person looks"
    assert again(first).remote_id == "r1"
    assert "taken" not in again(second).payload


def test_looked_up_and_not_there_it_is_repeated_only_when_the_network_has_settled(
    queued: Queued, network: Network
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


def test_where_nobody_can_look_a_person_decides(queued: Queued, network: Network) -> None:
    row = queued("blind")
    network.plan = ["accepts"]
    work(network, OUT)
    assert work(network, OUT + timedelta(days=9)) == 0
    row = again(row)
    assert (row.state, row.conversation.unclear, row.next_at) == ("unclear", 1, None)
    assert row.why == "The connection was closed in mid-answer."


def test_a_refusal_after_doubt_is_no_proof_that_nothing_is_out(queued: Queued, network: Network) -> None:
    row = queued()
    network.plan = ["accepts", "refuses"]
    work(network, OUT)
    work(network, OUT + timedelta(seconds=3))
    assert again(row).state == "unclear"
    assert again(row).draft.state == "sent"
    work(network, OUT + timedelta(seconds=9))
    assert again(row).state == "published"


def test_a_worker_killed_after_the_network_accepted_counts_as_unknown(
    queued: Queued, network: Network
) -> None:
    row = queued("blind")
    network.plan = ["killed_after"]
    with pytest.raises(Killed):
        work(network, OUT)
    assert again(row).state == "sending"
    assert work(network, OUT + CLAIM) == 0
    assert work(network, OUT + CLAIM + timedelta(seconds=1)) == 1
    row = again(row)
    assert (row.state, row.why, row.conversation.unclear) == ("unclear", sending.WORKER_GONE, 1)


def test_the_receipt_of_a_worker_that_lost_its_claim_still_counts(queued: Queued, network: Network) -> None:
    row = queued("blind")
    network.plan = [lambda: outbox.work("other", now=OUT + CLAIM + timedelta(seconds=1))]
    work(network, OUT)
    row = again(row)
    assert (row.state, row.conversation.unclear, row.remote_id) == ("published", 0, "r1")


def test_a_receipt_that_comes_after_a_person_said_it_is_there_says_where_it_is(
    queued: Queued, network: Network, who: Who
) -> None:
    """Else the later parts would wait for ever where nobody can look, and nothing could be withdrawn."""
    row = queued("blind", parts=("Zuerst dies.", "Dann das."))
    later = OUT + CLAIM + timedelta(seconds=1)

    def settled_meanwhile() -> None:
        outbox.work("other", now=later)
        outbox.settle(who, row.public_id, "there", now=later)
        assert (again(row).state, row.remote_id) == ("published", "")

    network.plan = [settled_meanwhile]
    work(network, OUT)
    row = again(row)
    assert (row.state, row.remote_id, row.ref, row.conversation.unclear) == (
        "published",
        "r1",
        {"uri": "r1"},
        0,
    )
    assert row.permalink
    work(network, later)
    assert [p.text for p in network.posts] == ["Zuerst dies.", "Dann das."]
    assert Message.objects.filter(ours=True).count() == 2


def test_an_error_of_a_worker_that_lost_its_claim_changes_nothing(
    queued: Queued, network: Network, who: Who
) -> None:
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


def test_a_person_says_it_is_there(queued: Queued, network: Network, who: Who) -> None:
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


def test_a_link_that_intake_knows_names_the_message(queued: Queued, network: Network, who: Who) -> None:
    row = queued("blind")
    network.plan = ["accepts"]
    work(network, OUT)
    builders.message(row.conversation, remote_id="r1", permalink="https://model.example/r1")
    outbox.settle(who, row.public_id, "there", "https://model.example/r1", now=OUT)
    assert again(row).remote_id == "r1"
    assert Message.objects.get(remote_id="r1").ours


def test_the_address_of_the_question_does_not_make_the_question_ours(
    queued: Queued, network: Network, who: Who
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
def test_a_link_that_is_none_is_not_taken(queued: Queued, network: Network, who: Who, link: str) -> None:
    row = queued("blind")
    network.plan = ["accepts"]
    work(network, OUT)
    with pytest.raises(Declined, match="bad_link"):
        outbox.settle(who, row.public_id, "there", link, now=OUT)
    assert again(row).state == "unclear"


def test_a_person_has_it_sent_again_after_a_recall_window(queued: Queued, network: Network, who: Who) -> None:
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
    queued: Queued, network: Network, who: Who
) -> None:
    row = queued()
    network.plan = ["accepts"]
    work(network, OUT)
    assert outbox.recall(who, row.public_id, now=OUT) == "unclear"
    assert work(network, OUT + timedelta(days=1)) == 0
    row = again(row)
    assert (row.state, row.conversation.unclear, row.draft.state) == ("unclear", 1, "sent")


def test_given_up_the_text_is_a_draft_again(queued: Queued, network: Network, who: Who) -> None:
    row = queued("blind")
    network.plan = ["loses"]
    work(network, OUT)
    outbox.settle(who, row.public_id, "give_up", now=OUT)
    row = again(row)
    assert (row.state, row.draft.state, row.conversation.unclear) == ("given_up", "writing", 0)
    assert row.conversation.waiting_since == NOW
