"""Claims: one UPDATE that names its conditions itself, and a hold that no claim can slip past."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import NOW
from zuruf.core.outbox import CLAIM, ON_ITS_WAY, DeliveryState
from zuruf.core.reply import DraftState
from zuruf.flow import holds, outbox
from zuruf.store import claims
from zuruf.store.claims import Work
from zuruf.store.models import Delivery, Hold, Member
from zuruf.store.queries import corrections

DUE = NOW + timedelta(minutes=1)


@pytest.fixture
def row(answers: Member) -> Delivery:
    draft = builders.draft(builders.conversation(), answers, state=DraftState.SENT)
    return outbox.queue(builders.who(answers), draft, text="Ja", kind="reply", now=NOW)


@pytest.mark.parametrize("what", list(Work))
def test_a_claim_checks_its_conditions_on_the_row_itself(what: Work, db: None) -> None:
    """A condition hidden in a subquery over the same table would not be looked at again after waiting for the row. What
    a later part asks of the part before it is about another row, and only ever becomes true; what a correction asks of
    what it corrects becomes untrue only where no edit is on its way (test_outbox_chain.py)."""
    sql = str(claims.due(what, NOW).query)
    for about_others in (
        'FROM "store_delivery" U0 WHERE (U0."id" = ("store_delivery"."follows_id")',
        'FROM "store_delivery" V0 WHERE (EXISTS(SELECT 1 AS "a" FROM "store_delivery" U0',
    ):
        sql = sql.replace(about_others, "")
    assert sql.count('FROM "store_delivery"') == 1
    assert "JOIN" not in sql
    assert " IN (SELECT" not in sql


def test_looking_for_work_never_reads_the_replies_of_the_past(row: Delivery) -> None:
    """Years of published replies lie there; only what is due may be touched."""
    if connection.vendor == "sqlite":
        indexes = {
            Work.WITHDRAW: "delivery_next",
            Work.READ_BACK: "delivery_read",
        }
        for what, index in indexes.items():
            plan = claims.due(what, NOW).explain()
            assert index in plan, plan
        look = claims._all_accounts(connection.vendor)
        values = [NOW.replace(tzinfo=None) for _ in look.holes]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {look.sql}", values)
            steps = [step[3] for step in cursor.fetchall()]
        assert [step for step in steps if step.startswith("SCAN store_delivery")] == []
    for what in Work:
        own = str(claims.due(what, NOW).values("pk").query).partition("WHERE")[2]
        assert '"store_delivery"."state" IN' not in own
        assert '"store_delivery"."state" = published' not in own


def test_what_is_one_publication_is_found_without_reading_all_of_an_account(row: Delivery) -> None:
    """Correcting and withdrawing ask for it inside SQLite's one lock for writing."""
    if connection.vendor != "sqlite":
        pytest.skip("the plans of SQLite")
    for plan in (
        corrections.edits("r1", row.account_id).filter(state__in=ON_ITS_WAY).explain(),
        Delivery.objects.filter(account_id=row.account_id, remote_id="r1").order_by("pk").explain(),
        claims.due(Work.PUBLISH, NOW).explain(),
    ):
        assert "delivery_remote (account_id=? AND remote_id=?)" in plan, plan
        assert "SCAN store_delivery" not in plan, plan


def test_only_one_claims_and_the_claim_outlives_every_request(row: Delivery) -> None:
    first = claims.claim(Work.PUBLISH, [row.pk], "host:1234", DUE)
    assert first is not None
    assert first.claim_token.startswith("host:1234-")
    assert first.claim_until == DUE + CLAIM
    assert claims.claim(Work.PUBLISH, [row.pk], "w2", DUE) is None


def test_who_lost_the_claim_changes_nothing(row: Delivery) -> None:
    claimed = claims.claim(Work.PUBLISH, [row.pk], "w", DUE)
    assert claimed is not None
    Delivery.objects.update(claim_token="of another")
    assert not claims.finish(claimed, DeliveryState.PUBLISHED, {})


def test_finding_work_is_one_statement(
    row: Delivery, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert claims.accounts_with_work(DUE) == [row.account_id]


@pytest.mark.django_db(transaction=True)
def test_a_hold_waits_for_the_claim_that_is_being_made(row: Delivery) -> None:
    done = threading.Event()
    with transaction.atomic():
        claims._lock_holds(alone=False)
        holder = _in_thread(lambda: holds.hold(builders.who(row.author), now=NOW), done)
        _until_it_waits(done)
        assert not done.is_set(), "the hold was placed in the middle of a claim"
        assert Delivery.objects.filter(pk=row.pk).update(state="sending") == 1
    holder.join(30)
    assert done.is_set()
    assert Hold.objects.filter(lifted_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_claim_waits_for_the_hold_that_is_being_placed_and_then_sees_it(row: Delivery) -> None:
    done = threading.Event()
    got: list[Delivery | None] = []
    with transaction.atomic():
        claims.stop_claims()
        Hold.objects.create(placed_by=row.author, placed_at=NOW)
        worker = _in_thread(lambda: got.append(claims.claim(Work.PUBLISH, [row.pk], "w", DUE)), done)
        _until_it_waits(done)
        assert not done.is_set(), "a delivery was claimed while a hold was being placed"
    worker.join(30)
    assert got == [None]


def _in_thread(act: Callable[[], object], done: threading.Event) -> threading.Thread:
    def run() -> None:
        try:
            act()
            done.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def _until_it_waits(done: threading.Event) -> None:
    """Until the other thread waits for a lock: PostgreSQL can be asked; SQLite has one writer, so it cannot but wait."""
    if connection.vendor != "postgresql":
        done.wait(0.3)
        return
    for _ in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
            if cursor.fetchone()[0] or done.wait(0.02):
                return
