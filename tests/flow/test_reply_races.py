"""Two at the same moment, on connections of their own: each question is decided once, each asker answered once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from tests import builders
from tests.builders import NOW
from tests.flow.test_second_pair import LATE, ask, asking
from zuruf.core.goodwill import Promise
from zuruf.flow import reply, second_pair, writing
from zuruf.flow.errors import Declined
from zuruf.store.models import Conversation, Delivery, Draft, Goodwill, SecondPair

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each act in a thread of its own, all let go together. What came back, or the code it was declined with."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(n: int, act: Callable[[], object]) -> None:
        try:
            gate.wait()
            results[n] = act()
        except Declined as declined:
            results[n] = declined.code
        except Exception as error:
            results[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return results


@pytest.mark.parametrize("late", ["holding", "release"])
def test_a_decision_and_the_deadline_in_the_same_moment_send_the_answer_once(late: str) -> None:
    builders.organisation()
    asking(late)
    author = builders.who(builders.member())
    eyes = builders.who(builders.member(second_pair=True))
    for _round in range(8):
        here = builders.conversation()
        question = ask(author, here, "Wir erstatten den Preis.")
        decided, _swept, back = at_once(
            partial(second_pair.decide, eyes, question.public_id, "release", now=LATE),
            lambda: second_pair.sweep_late(now=LATE),
            partial(second_pair.take_back, author, question.public_id, now=LATE),
        )
        question.refresh_from_db()
        kinds = list(Delivery.objects.filter(conversation=here).values_list("kind", flat=True))
        draft = Draft.objects.get(pk=question.draft_id)
        assert question.state != "open"
        assert kinds.count("reply") == (question.state in ("released", "late_released"))
        assert kinds.count("holding") <= 1
        assert (draft.state == "sent") == ("reply" in kinds)
        assert [decided, back].count("decided") == (2 if question.state == "late_released" else 1)


def test_of_two_answers_in_the_same_moment_one_goes_out_and_the_other_hears_of_it() -> None:
    builders.organisation()
    first, second = (builders.who(builders.member()) for _ in range(2))
    for _round in range(8):
        here = builders.conversation()
        results = at_once(
            *(
                partial(reply.send, w, here.public_id, "Ist unterwegs.", seen_answer_seq=0, now=NOW)
                for w in (first, second)
            )
        )
        assert sorted(str(r) for r in results if isinstance(r, str)) == ["answered"]
        assert Delivery.objects.filter(conversation=here).count() == 1
        assert Conversation.objects.get(pk=here.pk).answer_seq == 1
        kept = Draft.objects.get(conversation=here, state="writing")
        assert kept.text == "Ist unterwegs."


def test_two_tabs_that_type_at_once_keep_one_draft() -> None:
    builders.organisation()
    who = builders.who(builders.member())
    here = builders.conversation()
    results = at_once(
        *(
            partial(reply.save_draft, who, here.public_id, f"Text {n}", now=NOW + timedelta(seconds=n))
            for n in range(6)
        )
    )
    assert not [r for r in results if isinstance(r, Exception)]
    assert Draft.objects.filter(conversation=here).count() == 1


def test_two_sweepers_answer_each_late_question_once() -> None:
    builders.organisation()
    asking()
    author = builders.who(builders.member())
    for _ in range(6):
        ask(author, builders.conversation(), "Wir erstatten den Preis.")
    results = at_once(*[lambda: second_pair.sweep_late(now=LATE)] * 3)
    assert sum(r for r in results if isinstance(r, int)) == 6
    assert Delivery.objects.filter(kind="holding").count() == 6
    assert SecondPair.objects.filter(state="late_holding").count() == 6


def test_money_that_two_tabs_note_at_the_same_moment_is_planned_once() -> None:
    builders.organisation()
    author = builders.who(builders.member())
    for _round in range(8):
        here = builders.conversation()
        writing.save_draft(author, here.public_id, "Gern.", now=NOW)
        promise = partial(
            writing.write, author, here.public_id, "Gern.", promise=Promise(500, "Porto"), now=NOW
        )
        at_once(promise, promise, promise)
        assert list(Goodwill.objects.filter(draft__conversation=here).values_list("cents", flat=True)) == [
            500
        ]
