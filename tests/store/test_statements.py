"""Statements built once: the same as Django's own, and nothing of anybody's input in their text."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.reply import DraftState
from zuruf.flow import outbox
from zuruf.store import claims, statements
from zuruf.store.claims import Work
from zuruf.store.models import Account, Delivery, Hold, Member
from zuruf.store.statements import built

LATER = NOW + timedelta(hours=1)
Row = Callable[..., Delivery]


@pytest.fixture
def row(answers: Member) -> Row:
    """A delivery with some fields changed."""

    def make(account: Account | None = None, **over: object) -> Delivery:
        draft = builders.draft(builders.conversation(account), answers, state=DraftState.SENT)
        made = outbox.queue(builders.who(answers), draft, text="Ja", kind="reply", now=NOW)
        Delivery.objects.filter(pk=made.pk).update(**over)
        return made

    return make


def test_text_becomes_part_of_a_statement_only_with_its_quotes_doubled(answers: Member) -> None:
    account = builders.account(name="L'Été 100 %s")
    named = built(Account.objects.filter(name="L'Été 100 %s").values("pk"), {})
    assert named.rows() == [(account.pk,)]
    assert built(Account.objects.filter(name="' OR 1=1 --").values("pk"), {}).rows() == []


def test_what_is_left_open_is_given_with_each_run(answers: Member) -> None:
    first, second = builders.account(), builders.account()
    statement = built(Account.objects.filter(pk=-77).values("pk"), {"key": -77})
    assert "77" not in statement.sql
    assert [statement.rows(key=a.pk) for a in (first, second)] == [[(first.pk,)], [(second.pk,)]]


@pytest.mark.parametrize("value", [NOW, 1.5, None, ["a"]])
def test_a_value_of_another_kind_is_no_part_of_a_statement(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be part"):
        statements._literal(value)


def test_the_first_that_are_due_are_those_that_django_finds(row: Row, second_pair: Member) -> None:
    held, paused, gone = (builders.account(), builders.account(), builders.account(state="not_connected"))
    Account.objects.filter(pk=paused.pk).update(enabled=False)
    Hold.objects.create(account=held, placed_by=second_pair, placed_at=NOW)
    out = {"state": "published", "remote_id": "r"}
    rows = [
        row(), row(not_before=LATER), row(wants_yes=True), row(held), row(paused), row(gone),
        row(state="sending", claim_until=NOW), row(state="sending", claim_until=LATER),
        row(state="unclear", next_at=NOW), row(state="unclear"),
        row(**out, read_next_at=NOW), row(**out, withdraw_asked_at=NOW, next_at=NOW),
        row(**out, withdraw_asked_at=NOW, next_at=NOW, withdrawn_at=NOW, read_next_at=LATER),
    ]  # fmt: skip
    at = NOW + timedelta(minutes=1)
    found = claims.first_due(at, None)
    expected = {what: sorted(claims.due(what, at).values_list("pk", flat=True)) for what in Work}
    assert {what: sorted(keys) for what, keys in found.items()} == {w: k for w, k in expected.items() if k}
    assert [len(expected[what]) for what in Work] == [1, 1, 1, 1, 1]
    assert claims.accounts_with_work(at) == sorted(
        {r.account_id for r in rows if any(r.pk in keys for keys in expected.values())}
    )
    one = rows[0]
    assert claims.first_due(at, one.account_id) == {Work.PUBLISH: [one.pk]}


def test_the_longest_wait_comes_first_and_there_are_only_a_few(row: Row) -> None:
    account = builders.account()
    made = [row(account, not_before=NOW - timedelta(seconds=n)) for n in range(15)]
    (found,) = claims.first_due(NOW, account.pk).values()
    assert found == [r.pk for r in reversed(made)][:12]
