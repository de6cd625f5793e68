"""Two who would post the same answer, and one who would recall it, in the same moment: one of them is right. On both databases."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from tests import builders
from tests.builders import NOW
from zuruf.flow import by_hand_out, outbox, reply
from zuruf.flow.errors import Declined
from zuruf.store.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)
READY = NOW + timedelta(minutes=2)


def test_of_two_hands_and_a_recall_in_one_moment_one_is_right() -> None:
    builders.organisation()
    people = [builders.who(builders.member()) for _ in range(3)]
    here = builders.conversation(builders.account("by_hand"))
    reply.send(people[0], here.public_id, "Um 14 Uhr.", seen_answer_seq=0, now=NOW)
    key = Delivery.objects.get().public_id
    together, said, late = threading.Barrier(3), list[str](), list[str]()

    def act(name: str, verb: Callable[[], object]) -> None:
        together.wait()
        try:
            verb()
            said.append(name)
        except Declined as declined:
            late.append(declined.code)
        finally:
            connections.close_all()

    verbs: dict[str, Callable[[], object]] = {
        "first": lambda: by_hand_out.take(people[0], key, now=READY),
        "second": lambda: by_hand_out.take(people[1], key, now=READY),
        "recall": lambda: outbox.recall(people[2], key, now=READY),
    }
    threads = [threading.Thread(target=act, args=pair) for pair in verbs.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    row = Delivery.objects.get()
    assert len(said) == 1
    assert set(late) <= {"in_hand", "over", "too_late", "busy"}
    who = {people[0].id: "first", people[1].id: "second"}.get(row.hand_id or 0, "recall")
    assert (said[0], row.state) == (who, "recalled" if who == "recall" else "posting")
