"""What is out or gone, and not because somebody looked: intake hears of it, or a person says that it is there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, Queued, again, work
from tests.flow.public import Public, verbs
from zuruf.core.message import Author, Batch, Gone, Incoming
from zuruf.core.people import Who
from zuruf.core.read_back import AFTER
from zuruf.flow import intake, outbox
from zuruf.store.models import Conversation, Delivery, Message

SEC, HOUR = timedelta(seconds=1), timedelta(hours=1)


# --- intake hears of it


def take(row: Delivery, **batch: Any) -> None:
    intake.take(row.account_id, "fetch", "", lambda: Batch(**batch), now=OUT + HOUR)


def test_a_deletion_of_ours_that_intake_hears_of_comes_back_to_the_desk_too(
    queued: Queued, network: Network
) -> None:
    row = queued("harmless")  # nobody can look there
    work(network, OUT)
    take(row, gone=(Gone("r1", OUT + HOUR),))
    row = again(row)
    assert (row.visibility, row.missing_since) == ("gone", OUT + HOUR)
    assert (row.conversation.missing, row.conversation.state, row.conversation.waiting_since) == (
        1,
        "open",
        OUT + HOUR,
    )


def test_a_deletion_that_we_asked_for_ourselves_brings_nothing_back(
    queued: Queued, network: Network, who: Who
) -> None:
    row = queued("harmless")
    work(network, OUT)
    outbox.withdraw(who, row.public_id, now=OUT)
    take(row, gone=(Gone("r1", OUT + HOUR),))
    assert (again(row).missing_since, again(row).conversation.missing) == (None, 0)


# --- a person said that it is there


@pytest.fixture
def settled(queued: Queued, network: Network, public: Public, who: Who) -> Callable[[str, str], Delivery]:
    """An unclear reply that arrived, and of which a person said that it is at *link*."""

    def make(kind: str, link: str) -> Delivery:
        network.plan = ["accepts"]
        row = queued(kind)
        work(network, OUT)
        Delivery.objects.filter(pk=row.pk).update(state="unclear")
        Conversation.objects.filter(pk=row.conversation_id).update(unclear=1)
        outbox.settle(who, row.public_id, "there", link, now=OUT + SEC)
        return again(row)

    return make


def test_the_id_of_what_a_person_found_is_learned_by_our_own_key(
    settled: Callable[[str, str], Delivery], network: Network, public: Public, who: Who
) -> None:
    row = settled("shows", "https://elsewhere.example/something")
    assert (row.state, row.remote_id) == ("published", "")
    work(network, OUT + 10 * SEC)
    row = again(row)
    assert (row.remote_id, row.permalink, row.visibility) == ("r1", "https://model.example/r1", "visible")
    assert Message.objects.filter(ours=True).count() == 1
    outbox.withdraw(who, row.public_id, now=OUT + HOUR)
    work(network, OUT + HOUR)
    assert network.posts[0].gone


def test_else_it_is_learned_by_the_address_and_can_be_withdrawn(
    settled: Callable[[str, str], Delivery], network: Network, public: Public
) -> None:
    row = settled("shows_blind", "https://model.example/r1")
    work(network, OUT + 10 * SEC)
    assert again(row).remote_id == "r1"
    assert "delivery.found" in verbs(row)


def test_an_address_that_is_not_ours_is_kept_and_nothing_is_learned(
    settled: Callable[[str, str], Delivery], network: Network, public: Public
) -> None:
    row = settled("shows_blind", "https://model.example/theirs")
    for after in AFTER:
        work(network, OUT + SEC + after)
    row = again(row)
    assert (row.state, row.remote_id, row.permalink) == ("published", "", "https://model.example/theirs")
    assert row.read_next_at is None


def test_the_address_of_another_reply_of_ours_is_not_taken_for_this_one(
    settled: Callable[[str, str], Delivery], queued: Queued, network: Network, public: Public
) -> None:
    row = settled("shows_blind", "https://model.example/r2")
    other = queued(account=row.account, to=row.conversation, now=OUT)
    work(network, OUT + timedelta(seconds=30))
    assert again(other).remote_id == "r2"
    assert again(row).remote_id == ""


def test_intake_that_sees_it_later_makes_no_second_message(
    settled: Callable[[str, str], Delivery], network: Network, public: Public
) -> None:
    row = settled("shows_blind", "https://model.example/r1")
    root = row.conversation.root_id
    echo = Incoming(
        remote_id="r1", author=Author("us"), text="Es ist unterwegs.", at=OUT, parent=root, root=root, ours=True,
        permalink="https://model.example/r1", ref={"uri": "r1"},
    )  # fmt: skip
    take(row, incoming=(echo,))
    assert (again(row).remote_id, again(row).ref) == ("r1", {"uri": "r1"})
    work(network, OUT + 2 * HOUR)
    take(row, incoming=(echo,))
    assert Message.objects.filter(ours=True).count() == 1
    assert Message.objects.filter(remote_id="r1").count() == 1
