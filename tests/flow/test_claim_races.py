"""Two come at the same moment, and the second one waits until the first has it: a claim counts once. On both databases."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections, transaction

from tests import builders
from tests.builders import NOW
from tests.flow.test_review import out
from zuruf.flow import people, review
from zuruf.flow.errors import Declined
from zuruf.store.models import Review

pytestmark = pytest.mark.django_db(transaction=True)


def both(claim: Callable[[int], object]) -> list[int]:
    """Who of two has it, when the second one claims before the first one's transaction has ended."""
    won: list[int] = []
    taken, waits = threading.Event(), threading.Event()

    def first() -> None:
        try:
            with transaction.atomic():
                claim(0)
                taken.set()
                waits.wait(0.5)
            won.append(0)
        finally:
            taken.set()
            connections.close_all()

    def second() -> None:
        try:
            taken.wait()
            claim(1)
            won.append(1)
        except Declined:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(won)


def test_a_sign_in_link_lets_one_in() -> None:
    path = people.first_link(NOW)
    assert path is not None
    token = path.strip("/").split("/")[-1]
    assert both(lambda _: people.use_link(token, NOW)) == [0]


def test_an_answer_is_looked_at_by_one() -> None:
    builders.organisation()
    by, *eyes = (builders.member() for _ in range(3))
    one = Review.objects.create(
        delivery=out(by, drawn="yes"), because="sample", share=1.0, drawn_at=NOW, state="open"
    ).public_id
    now = NOW + timedelta(minutes=1)
    assert both(lambda n: review.look(builders.who(eyes[n]), one, now=now)) == [0]
