"""A reply for a later hour, and accounts that wait for somebody to connect them."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import Network
from tests.flow.on_its_way import OUT, Queued, again, work
from zuruf.core import schedule
from zuruf.core.channel import Budget
from zuruf.core.people import Who
from zuruf.core.schedule import Chosen
from zuruf.flow import accounts, asking, outbox
from zuruf.flow.errors import Declined
from zuruf.store.models import Account

MORNING = schedule.choose("2026-03-03T09:00", "Europe/Berlin")
NINE = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


def test_a_scheduled_reply_goes_out_at_its_hour_and_not_before(queued: Queued, network: Network) -> None:
    row = queued(at=MORNING)
    assert (row.scheduled_for, row.scheduled_as) == (NINE, "2026-03-03T09:00 Europe/Berlin")
    assert work(network, NINE - timedelta(seconds=1)) == 0
    assert work(network, NINE) == 1
    assert again(row).state == "published"


def test_its_network_dates_it_at_its_hour_and_not_at_that_of_writing(queued: Queued) -> None:
    assert queued(at=MORNING).payload["created_at"] == NINE.isoformat()


def test_an_hour_within_the_recall_window_leaves_the_window_as_long_as_it_is(
    queued: Queued, network: Network
) -> None:
    soon = Chosen(NOW + timedelta(seconds=5), "2026-03-02T10:00", "Europe/Berlin")
    queued(at=soon)
    assert work(network, OUT - timedelta(seconds=1)) == 0
    assert work(network, OUT) == 1


def test_it_can_be_recalled_up_to_its_hour(queued: Queued, network: Network, who: Who) -> None:
    row = queued(at=MORNING)
    assert outbox.recall(who, row.public_id, now=NINE - timedelta(seconds=1)) == "recalled"
    assert work(network, NINE + timedelta(days=1)) == 0
    assert again(row).draft.state == "writing"


@pytest.mark.parametrize(
    ("at", "why"),
    [(NOW, "past"), (NOW - timedelta(hours=1), "past"), (NOW + timedelta(days=367), "too_far")],
)
def test_an_hour_that_cannot_be_is_declined(queued: Queued, at: datetime, why: str) -> None:
    with pytest.raises(Declined, match=why):
        queued(at=Chosen(at, "2026-03-02T10:00", "Europe/Berlin"))


def test_all_parts_wait_for_the_same_hour(queued: Queued, network: Network) -> None:
    queued(at=MORNING, parts=("Eins.", "Zwei."))
    assert work(network, NINE - timedelta(seconds=1)) == 0
    assert work(network, NINE) == 2


def test_a_reply_through_an_account_that_is_not_connected_waits_at_once(
    queued: Queued, network: Network
) -> None:
    account = builders.account("harmless", state="not_connected")
    row = queued(account=account)
    assert row.wait_for_account
    assert work(network, OUT + timedelta(days=1)) == 0
    assert network.asked == []
    accounts.note_ok(account.pk, OUT)
    assert work(network, OUT) == 1
    assert again(row).state == "published"


@pytest.mark.django_db
def test_of_two_answers_in_one_window_the_smaller_rest_stays_whoever_comes_last() -> None:
    full = NOW + timedelta(minutes=30)
    pk = builders.account("harmless", budget_limit=300, budget_left=10, budget_resets_at=full).pk
    two = [Account.objects.get(pk=pk) for _ in range(2)]  # each read it before the other wrote
    asking.keep(two[0], Budget(300, 3, full), NOW)
    asking.keep(two[1], Budget(300, 7, full), NOW)
    assert Account.objects.get(pk=pk).budget_left == 3
    asking.keep(two[0], Budget(300, 299, full + timedelta(hours=1)), NOW)
    assert Account.objects.get(pk=pk).budget_left == 299, "the network counts anew"


@pytest.mark.django_db
def test_what_a_network_left_is_kept_where_nobody_knew_of_it_before() -> None:
    account = builders.account("harmless")
    asking.keep(account, Budget(300, 7, NOW), NOW)
    assert asking.budget_of(Account.objects.get(pk=account.pk)) == Budget(300, 7, NOW)


def test_a_reply_waits_at_once_for_the_network_that_gave_us_too_many_already(
    queued: Queued, network: Network
) -> None:
    full = NOW + timedelta(minutes=30)
    account = builders.account("harmless", budget_limit=300, budget_left=6, budget_resets_at=full)
    row = queued(account=account)
    assert (row.not_before, row.why) == (full, "code:budget")
    later = queued(account=account, at=MORNING)
    assert (later.not_before, later.why) == (NINE, ""), "by then the network counts anew"
    Account.objects.update(budget_left=7)
    account.refresh_from_db()
    assert queued(account=account).not_before == OUT
