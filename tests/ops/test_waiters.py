"""Waiting for mails at once: a thread for each mailbox that only wakes the poller."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.channels.mail import Mail
from zuruf.core.channel import NotConnected, TryLater
from zuruf.flow import polling_wait
from zuruf.flow.clock import clock
from zuruf.ops.waiters import Waiters
from zuruf.store.models import Account

pytestmark = pytest.mark.django_db


def mailbox(**over: object) -> Account:
    return builders.account("mail", **{"next_fetch_at": NOW + timedelta(days=9999), "failures": 0, **over})


def told(monkeypatch: pytest.MonkeyPatch, answer: bool | Exception) -> None:
    def wait(
        self: Mail, cursor: Mapping[str, object] | None, seconds: float, stopped: Callable[[], bool]
    ) -> bool:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Mail, "wait", wait)


def test_what_came_in_is_due_at_once_and_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    box = mailbox()
    told(monkeypatch, False)
    assert not polling_wait.wait(box.pk, lambda: False)
    assert Account.objects.get().next_fetch_at == box.next_fetch_at

    told(monkeypatch, True)
    assert polling_wait.wait(box.pk, lambda: False)
    due = Account.objects.get().next_fetch_at
    assert due is not None
    assert due <= clock()
    assert not polling_wait.wait(box.pk, lambda: False)  # it is due already


def test_nobody_waits_for_what_is_paused_gone_in_trouble_or_cannot_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    box = mailbox()
    mailbox(enabled=False)
    mailbox(failures=1)
    mailbox(disconnected_at=NOW)
    builders.account("feed")
    assert polling_wait.waiting() == [box.pk]

    told(monkeypatch, True)
    Account.objects.filter(pk=box.pk).update(failures=2)
    assert not polling_wait.wait(box.pk, lambda: False)  # its pause is longer for a reason
    with pytest.raises(NotConnected):
        polling_wait.wait(0, lambda: False)


def test_each_mailbox_has_one_thread_which_ends_with_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, seen = threading.Event(), threading.Semaphore(0)
    monkeypatch.setattr(polling_wait, "waiting", lambda: [1, 2])

    def wait(account_id: int, stopped: Callable[[], bool]) -> bool:
        seen.release()
        while not stopped():
            time.sleep(0.01)
        raise TryLater("over")

    monkeypatch.setattr(polling_wait, "wait", wait)
    waiters = Waiters(stop)
    waiters.turn()
    waiters.turn()
    assert seen.acquire(timeout=100)
    assert seen.acquire(timeout=100)
    threads = list(waiters._busy.values())
    assert len(threads) == 2

    stop.set()
    for one in threads:
        one.join(100)
    assert not waiters._busy
    assert not seen.acquire(blocking=False)
