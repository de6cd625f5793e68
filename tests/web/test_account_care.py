"""What an account needs is said where somebody sees it: on its page, above every desk, and by the doctor."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.flow.caller import Caller
from zuruf import channels
from zuruf.core.capabilities import Version
from zuruf.flow import polling
from zuruf.ops import doctor
from zuruf.store.models import Account, Delivery, Member, RawArrival
from zuruf.web import account_care

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    kinds = {**channels.kinds(), "caller": Caller}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    return datetime.now(UTC)


@pytest.fixture
def signed_in(client: Client, answers: Member) -> Client:
    client.force_login(answers)
    return client


def page(client: Client, of: Account) -> str:
    return client.get(
        reverse("account", args=[of.public_id]), headers={"accept-language": "en"}
    ).content.decode()


def desk(client: Client) -> str:
    answer = client.get(reverse("desk", args=["us"]), headers={"accept-language": "en"}).content.decode()
    return answer.split('id="banner"')[1].split("</div>")[0]


def test_calls_that_stay_away_are_told_when_asking_brings_what_nobody_called_for(
    signed_in: Client, now: datetime
) -> None:
    of = builders.account("caller", created_at=now - 9 * DAY, called_at=now - 3 * DAY, found_at=now)
    assert "has called nobody here for 3 days" in page(signed_in, of)
    Account.objects.update(called_at=None)
    assert "has called nobody" not in page(signed_in, of), "nobody has set up that it calls"
    Account.objects.update(called_at=now)
    shown = page(signed_in, of)
    assert "has called nobody" not in shown
    assert "Last call from there" in shown


def test_what_could_not_be_read_stands_on_the_accounts_page(signed_in: Client, now: datetime) -> None:
    of = builders.account("caller")
    for why in ("Unknown: first", "Unknown: Not a call: KeyError"):
        RawArrival.objects.create(
            account=of, received_at=now, kind="webhook", body="{", state="broken", why=why
        )
    assert "2 times what came in could not be read" in page(signed_in, of)
    assert "Not a call: KeyError" in page(signed_in, of)


def test_what_answers_cost_this_month_is_summed(signed_in: Client, answers: Member, now: datetime) -> None:
    of = builders.account("caller")
    for cents, at in ((20.0, now), (1.5, now), (500.0, now - 40 * DAY)):
        here = builders.conversation(of)
        draft = builders.draft(here, answers, state="sent")
        Delivery.objects.create(
            draft=draft, conversation=here, account=of, author=answers, payload={}, queued_at=at, not_before=at,
            recall_until=at, state="published", published_at=at, cents=cents,
        )  # fmt: skip
    assert "about $0.215 for 2 answers" in page(signed_in, of)


def test_what_is_left_of_the_networks_limit_stands_on_the_accounts_page(
    signed_in: Client, now: datetime
) -> None:
    account = builders.account(channel="youtube")
    Account.objects.filter(pk=account.pk).update(
        budget_limit=10_000, budget_left=9_419, budget_resets_at=now + timedelta(hours=3)
    )
    assert "9.419 von 10.000" in page(signed_in, account) or "9,419 of 10,000" in page(signed_in, account)

    Account.objects.filter(pk=account.pk).update(budget_resets_at=now)
    assert "10.000" not in page(signed_in, account)


def test_an_account_that_is_cut_off_stands_above_every_desk_until_it_is_connected(
    signed_in: Client, now: datetime
) -> None:
    of = builders.account("caller", name="Lindenau on Caller")
    assert "<a" not in desk(signed_in)
    Account.objects.update(expires_at=now + 13 * DAY)
    assert "The access to Lindenau on Caller ends on" in desk(signed_in)
    assert "Connect the account again before." in page(signed_in, of)
    Account.objects.update(state="not_connected")
    assert "Connect again: Lindenau on Caller" in desk(signed_in)
    assert reverse("account", args=[of.public_id]) in desk(signed_in)
    other = builders.account("caller", state="not_connected")
    assert "2 accounts have to be connected again" in desk(signed_in)
    Account.objects.filter(pk=other.pk).update(enabled=False)  # paused: nobody wants it now
    Account.objects.filter(pk=of.pk).update(state="ok", expires_at=now + 15 * DAY)
    assert "<a" not in desk(signed_in)


def test_a_version_is_warned_of_ninety_days_before_it_ends_and_after() -> None:
    speaks, today = Version("v21.0", date(2026, 6, 1)), date(2026, 3, 3)
    assert account_care.version(speaks, today - DAY) == ""
    assert "v21.0" in account_care.version(speaks, today)
    assert "Update Zuruf before" in account_care.version(speaks, date(2026, 6, 1))
    assert "promised to answer" in account_care.version(speaks, date(2026, 6, 2))


def test_the_doctor_says_what_ends(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    builders.account("caller", name="Lindenau", expires_at=now + DAY)
    monkeypatch.setattr(doctor, "clock", lambda: datetime(2026, 4, 1, tzinfo=UTC))
    Account.objects.update(expires_at=datetime(2026, 4, 2, tzinfo=UTC))
    said = [f.what for f in doctor.accounts()]
    assert "the access to 'Lindenau' ends on 2026-04-02" in said
    assert "caller: version v1 of its interface is answered until 2026-05-01" in said


def test_a_network_that_calls_is_asked_less_often_and_never_longer_than_an_hour_after_its_last_call() -> None:
    at: Any = datetime(2026, 3, 2, tzinfo=UTC)
    assert polling.pause(Caller.can, at, at + timedelta(minutes=59)) == polling.RARELY
    assert polling.pause(Caller.can, at, at + timedelta(hours=1)) == Caller.can.poll_every
    assert polling.pause(Caller.can, None, at) == Caller.can.poll_every
