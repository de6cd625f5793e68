"""Holds: nothing starts, and what is overdue afterwards wants a person's yes."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, Queued, again, work
from zuruf.core.people import Who
from zuruf.flow import holds, outbox
from zuruf.flow.errors import Declined
from zuruf.store.models import Delivery, Member

AGAIN = 20  # seconds in which it can be recalled after a yes


@pytest.fixture
def who(answers: Member) -> Who:
    """Somebody who may lift what is held."""
    Member.objects.filter(pk=answers.pk).update(lifts_holds=True)
    return builders.who(answers)


def test_during_a_hold_nothing_starts_and_what_was_due_meanwhile_waits_for_a_yes(
    queued: Queued, network: Network, who: Who
) -> None:
    row = queued()
    everything = holds.hold(who, reason="Störung", now=NOW)
    one = holds.hold(who, row.account.public_id, now=NOW)
    assert work(network, OUT + timedelta(days=1)) == 0
    holds.lift(who, everything, now=OUT)
    assert work(network, OUT + timedelta(days=1)) == 0
    holds.lift(who, one, now=OUT)
    assert work(network, OUT + timedelta(days=1)) == 0
    outbox.say_yes(who, row.public_id, now=OUT)
    assert work(network, OUT + timedelta(days=1)) == 1
    assert again(row).state == "published"


def test_what_was_not_due_when_the_hold_was_lifted_goes_out_by_itself(
    queued: Queued, network: Network, who: Who
) -> None:
    row = queued()
    held = holds.hold(who, now=NOW)
    holds.lift(who, held, now=OUT - timedelta(seconds=1))
    assert work(network, OUT) == 1
    assert again(row).state == "published"


def test_a_yes_to_all_lets_each_go_out_once_and_a_recalled_one_never(
    queued: Queued, network: Network, who: Who
) -> None:
    rows = [queued(), queued(), queued()]
    holds.lift(who, holds.hold(who, now=NOW), now=OUT)
    assert outbox.recall(who, rows[1].public_id, now=OUT) == "recalled"
    seen = [row.public_id for row in rows]
    assert outbox.say_yes_to_all(who, seen, now=OUT) == 2
    assert outbox.say_yes_to_all(who, seen, now=OUT) == 0
    work(network, OUT + timedelta(seconds=AGAIN))
    assert [again(r).state for r in rows] == ["published", "recalled", "published"]
    assert len(network.posts) == 2


def test_after_a_yes_it_can_be_recalled_as_after_any_send(queued: Queued, network: Network, who: Who) -> None:
    kept, back = queued(), queued()
    holds.lift(who, holds.hold(who, now=NOW), now=OUT)
    later = OUT + timedelta(minutes=5)
    outbox.say_yes(who, kept.public_id, now=later)
    outbox.say_yes_to_all(who, [back.public_id], now=later)
    assert work(network, later + timedelta(seconds=AGAIN - 1)) == 0
    assert outbox.recall(who, back.public_id, now=later + timedelta(seconds=AGAIN - 1)) == "recalled"
    work(network, later + timedelta(seconds=AGAIN))
    assert (again(kept).state, again(back).state) == ("published", "recalled")


def test_a_yes_does_not_go_round_the_limit_of_the_network(queued: Queued, network: Network, who: Who) -> None:
    row, free = queued(), OUT + timedelta(hours=1)
    Delivery.objects.filter(pk=row.pk).update(not_before=free)
    holds.lift(who, holds.hold(who, now=NOW), now=OUT)
    outbox.say_yes(who, row.public_id, now=OUT)
    assert again(row).not_before == free


def test_a_yes_to_all_is_for_what_was_seen(queued: Queued, network: Network, who: Who) -> None:
    seen, later = queued(), queued()
    holds.lift(who, holds.hold(who, now=NOW), now=OUT)
    assert outbox.say_yes_to_all(who, [seen.public_id, "nosuchreply"], now=OUT) == 1
    work(network, OUT + timedelta(days=1))
    assert (again(seen).state, again(later).state) == ("published", "queued")
    assert again(later).wants_yes


def test_a_yes_where_nobody_asked_is_declined(queued: Queued, who: Who) -> None:
    with pytest.raises(Declined, match="no_question"):
        outbox.say_yes(who, queued().public_id, now=OUT)


def test_a_hold_on_one_account_leaves_the_others_alone(queued: Queued, network: Network, who: Who) -> None:
    held, free = queued(), queued()
    holds.hold(who, held.account.public_id, now=NOW)
    work(network, OUT)
    assert (again(held).state, again(free).state) == ("queued", "published")


def test_a_held_reply_can_be_recalled(queued: Queued, network: Network, who: Who) -> None:
    row = queued()
    held = holds.hold(who, now=NOW)
    assert outbox.recall(who, row.public_id, now=OUT + timedelta(hours=1)) == "recalled"
    holds.lift(who, held, now=OUT)
    assert work(network, OUT + timedelta(days=1)) == 0
