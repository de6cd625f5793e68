import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from tests import builders
from zuruf.flow.arrivals import GAVE_UP
from zuruf.flow.clock import clock
from zuruf.ops import doctor
from zuruf.ops.finding import Finding, Findings, Level
from zuruf.ops.loops import HEARTBEAT
from zuruf.store.models import Account, AuditEntry, Delivery, Hold, Member, RawArrival

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Path:
    """A data folder of one's own."""
    data = tmp_path / "data"
    (data / "keys").mkdir(parents=True, mode=0o700)
    data.chmod(0o700)
    settings.DATA = data
    return data


def worst(check: Callable[[], Findings]) -> Finding:
    order = (Level.OK, Level.LOOK, Level.BAD)
    return max(check(), key=lambda f: order.index(f.level))


def test_every_finding_that_is_not_well_says_what_to_do(place: Path) -> None:
    for finding in doctor.examine():
        assert finding.what
        assert finding.level is Level.OK or finding.mend


def test_keys_that_others_can_read_are_named_with_the_command_that_mends_it(place: Path) -> None:
    assert worst(doctor.keys).level is Level.OK
    (place / "keys" / "secret").write_text("x")
    (place / "keys" / "secret").chmod(0o644)
    found = worst(doctor.keys)
    assert found.level is Level.BAD
    assert found.mend.startswith("chmod")


def test_a_full_disk_is_noticed_before_it_is_full(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "SPACE", 2**80)
    assert worst(doctor.folder).level is Level.BAD


def test_a_worker_that_stands_still_is_noticed(place: Path) -> None:
    assert "no worker" in worst(doctor.worker).what
    beat = place / HEARTBEAT
    beat.write_text("w")
    assert worst(doctor.worker).level is Level.OK
    long_ago = time.time() - 120
    os.utime(beat, (long_ago, long_ago))
    assert worst(doctor.worker).level is Level.BAD


def test_a_clock_behind_the_audit_is_noticed(place: Path) -> None:
    AuditEntry.objects.create(at=clock() + timedelta(hours=1), verb="x", thing="x")
    assert worst(doctor.clock_is_right).level is Level.BAD


def test_an_account_in_trouble_is_named_with_its_reason(place: Path) -> None:
    builders.account("feed", state="not_connected", state_why="410 Gone", name="Press")
    found = worst(doctor.accounts)
    assert found.level is Level.LOOK
    assert "Press" in found.what
    assert "410 Gone" in found.what


def overdue(by: Member, **more: object) -> Delivery:
    """An answer that could have gone out ten minutes ago."""
    conversation, old = builders.conversation(), clock() - timedelta(minutes=10)
    return Delivery.objects.create(
        draft=builders.draft(conversation, by),
        conversation=conversation,
        account=conversation.account,
        author=by,
        payload={},
        queued_at=old,
        not_before=old,
        recall_until=old,
        **more,
    )


def test_answers_that_are_stuck_are_noticed_unless_somebody_holds_them(place: Path, answers: Member) -> None:
    overdue(answers)
    assert worst(doctor.outbox).level is Level.BAD
    Hold.objects.create(placed_by=answers, placed_at=clock())
    assert worst(doctor.outbox).level is Level.LOOK


def test_what_waits_for_a_person_or_a_paused_account_is_no_fault_of_the_worker(
    place: Path, answers: Member
) -> None:
    overdue(answers, by_hand=True)
    overdue(answers, wants_yes=True)
    paused = overdue(answers)
    Account.objects.filter(pk=paused.account_id).update(enabled=False)
    assert worst(doctor.outbox).level is Level.OK


def test_an_arrival_that_could_not_be_read_is_told(place: Path) -> None:
    account = builders.account()
    RawArrival.objects.create(
        account=account, received_at=clock(), kind="fetch", body="{", state="broken", why="no JSON"
    )
    assert "no JSON" in worst(doctor.arrivals).what

    RawArrival.objects.update(why=GAVE_UP)
    assert worst(doctor.arrivals).level is Level.BAD


def test_listening_to_all_without_an_address_is_told(place: Path, settings: Settings) -> None:
    settings.HOST, settings.URL = "0.0.0.0", "http://127.0.0.1:8000"
    assert "ZURUF_URL" in worst(doctor.address).mend


def test_an_open_address_without_encryption_is_told(place: Path, settings: Settings) -> None:
    settings.URL = "http://desk.example.org"
    assert "https" in worst(doctor.address).mend


def test_the_address_is_that_of_the_zuruf_that_runs_on_this_data(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "running_at", lambda data: "http://127.0.0.1:8123")
    assert "address http://127.0.0.1:8123" in [f.what for f in doctor.address()]
