"""Two who take over from each other at the same moment: both end, and neither waits for the other for ever. On both databases."""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connections

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Who
from zuruf.flow import duty
from zuruf.flow.errors import Declined
from zuruf.store.models import DutyChange, Member
from zuruf.store.queries.duty import rota

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_take_over_from_each_other_do_not_lock_each_other_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    builders.organisation()
    owner = builders.who(builders.member(role="owner"))
    two = [builders.member(), builders.member()]
    for one in two:
        duty.add_shift(owner, one.public_id, 0, 8 * 60, 13 * 60, now=NOW - timedelta(days=1))
    met, able, wrong = threading.Barrier(2), duty._able, []

    def slowly(member: str) -> Member:
        found = able(member)
        with suppress(threading.BrokenBarrierError):  # where only one gets so far, the other waits for it
            met.wait(timeout=0.5)
        return found

    monkeypatch.setattr(duty, "_able", slowly)

    def take(who: Who, member: str) -> None:
        try:
            duty.take_over(who, member, NOW, now=NOW)
        except Declined:
            pass
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    pairs = ((builders.who(two[0]), two[1].public_id), (builders.who(two[1]), two[0].public_id))
    threads = [threading.Thread(target=take, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert DutyChange.objects.count() in (2, 4)
    assert rota(NOW).on_duty(NOW), "somebody is on duty"
