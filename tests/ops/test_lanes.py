"""Lanes: one account's trouble is nobody else's."""

import threading

import pytest

from tests import builders
from tests.flow.model_network import KINDS, Network, channel
from zuruf import channels
from zuruf.core.reply import DraftState
from zuruf.flow import outbox, polling_wait
from zuruf.flow.clock import clock
from zuruf.ops.lanes import Lanes
from zuruf.ops.waiters import Waiters
from zuruf.store.models import Account, Delivery, Member


@pytest.mark.django_db(transaction=True)
def test_a_network_that_hangs_delays_nothing_on_another(
    answers: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, works = Network(clock()), Network(clock())
    kinds = {"hangs": channel("harmless", hangs), "works": channel("blind", works), **channels.kinds()}
    monkeypatch.setattr(channels, "kinds", lambda: kinds)
    assert KINDS
    release, hanging = threading.Event(), threading.Event()

    def hang() -> None:
        hanging.set()
        release.wait(250)

    hangs.plan = [hang]
    slow = [_queue(answers, account) for account in [builders.account("hangs", recall_seconds=0)] * 3]
    fast = [_queue(answers, account) for account in [builders.account("works", recall_seconds=0)] * 3]
    lanes = Lanes("w", threading.Event())
    lanes.turn()
    assert hanging.wait(100)
    while _states(fast) != {"published"}:
        lanes.turn()
        _join(lanes, "works")
    assert _states(slow) == {"sending", "queued"}
    assert len(hangs.asked) == 1, "a network that hangs sees one request at a time"
    release.set()
    while _states(slow) != {"published"}:
        lanes.turn()
        _join(lanes, "hangs")
    assert len(hangs.posts) == len(works.posts) == 3


def test_an_account_that_got_no_thread_gets_one_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    done, stop = threading.Event(), threading.Event()
    monkeypatch.setattr(outbox, "accounts_with_work", lambda: [7])
    monkeypatch.setattr(outbox, "work", lambda _worker, account_id: done.set())
    monkeypatch.setattr(polling_wait, "waiting", lambda: [] if done.is_set() else [7])
    monkeypatch.setattr(polling_wait, "wait", lambda _account, _stopped: done.set())
    for crew in (Lanes("w", stop), Waiters(stop)):
        done.clear()
        with monkeypatch.context() as full:
            full.setattr(threading.Thread, "start", _no_thread)
            with pytest.raises(RuntimeError, match="new thread"):
                crew.turn()
        if isinstance(crew, Lanes):
            crew.wait(0.0)  # as a worker that ends
        crew.turn()
        assert done.wait(100)
    stop.set()


def _no_thread(_self: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def _queue(author: Member, account: Account) -> Delivery:
    draft = builders.draft(builders.conversation(account), author, state=DraftState.SENT)
    return outbox.queue(builders.who(author), draft, text="Ja", kind="reply", now=clock())


def _states(rows: list[Delivery]) -> set[str]:
    return set(Delivery.objects.filter(pk__in=[r.pk for r in rows]).values_list("state", flat=True))


def _join(lanes: Lanes, kind: str) -> None:
    """Wait for this account's lane to end."""
    account = Account.objects.get(channel=kind)
    for lane in [t for t in threading.enumerate() if t.name == f"outbox-{account.pk}"]:
        lane.join(100)
