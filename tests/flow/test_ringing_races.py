"""Two hands pick up in the same moment, and a clock lets it fall through: exactly one has it. On both databases."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from tests import builders
from tests.builders import NOW
from zuruf.flow import ringing
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Ring

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_hand_has_it_and_it_rings_nowhere_any_more() -> None:
    builders.organisation()
    people = [builders.member(seen_at=NOW) for _ in range(3)]
    c = builders.conversation(urgent=True)
    ringing.sweep(now=NOW)
    row = Ring.objects.get().public_id
    won: list[int] = []
    ready = threading.Barrier(len(people) + 1)

    def hand(n: int) -> None:
        try:
            who = builders.who(people[n])
            ready.wait()
            ringing.pick_up(who, row, now=NOW + timedelta(minutes=4))
            won.append(people[n].pk)
        except Declined:
            pass
        finally:
            connections.close_all()

    def time_passes() -> None:
        try:
            ready.wait()
            ringing.sweep(now=NOW + timedelta(minutes=4))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hand, args=(n,)) for n in range(len(people))]
    threads.append(threading.Thread(target=time_passes))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ringing.sweep(now=NOW + timedelta(minutes=5))
    assert len(won) == 1
    assert Conversation.objects.get(pk=c.pk).owner_id == won[0]
    kept = Ring.objects.get()
    assert (kept.state, kept.rang) == ("picked_up", [])
    assert AuditEntry.objects.filter(verb="ring.picked_up").count() == 1
