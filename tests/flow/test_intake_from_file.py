"""What a file says of a message, beside what its network says: neither writes over the other."""

from importlib import import_module

import pytest
from django.apps import apps

from tests import builders
from tests.builders import NOW
from tests.flow.arriving import account, at, incoming, receive, the_conversation
from zuruf.flow import triage
from zuruf.store.models import Account, Message

pytestmark = pytest.mark.django_db
REF = {"uri": "at://anna/1", "cid": "b1"}
QUESTION = "Gibt es das auch in Blau?"


def why(of: Account) -> str:
    """Why triage takes it for something about us."""
    found = the_conversation(of).messages.get().assessment.findings
    return str(next(f for f in found if f["label"] == "relevant")["reasons"][0]["code"])


def test_an_edit_from_a_file_leaves_what_its_network_gave_to_answer_it() -> None:
    of = account()
    receive(of, incoming(ref=REF))

    done = receive(of, incoming(text="Wann kommt es?", edited_at=at(2), from_file=True))

    there = the_conversation(of).messages.get()
    assert (done.edited, there.text, there.ref, there.to_us) == (1, "Wann kommt es?", REF, None)


def test_the_same_words_again_from_a_file_are_no_edit_and_change_nothing() -> None:
    of = account()
    receive(of, incoming(ref=REF))

    done = receive(of, incoming(edited_at=at(2), to_us=True, from_file=True))

    there = the_conversation(of).messages.get()
    assert (done.edited, there.edited_at, there.ref, there.to_us) == (0, None, REF, None)


@pytest.mark.parametrize("to_us", [True, False])
def test_what_was_said_of_a_message_outlives_an_edit_by_its_network_which_is_judged_so(to_us: bool) -> None:
    of = account()
    receive(of, incoming(to_us=to_us, from_file=True))

    done = receive(of, incoming(text=QUESTION, edited_at=at(2), ref=REF))

    there = the_conversation(of).messages.get()
    assert (done.edited, there.ref, there.to_us) == (1, REF, to_us)
    assert why(of) == ("direct" if to_us else "learned")
    assert triage.stored(there, of.channel).direct is to_us


def test_a_newer_line_says_anew_whether_it_was_written_to_us() -> None:
    of = account()
    receive(of, incoming(to_us=False, from_file=True))
    receive(of, incoming(text=QUESTION, edited_at=at(2), to_us=True, from_file=True))
    assert the_conversation(of).messages.get().to_us
    assert why(of) == "direct"


def test_of_two_lines_of_one_file_the_newer_need_not_say_again_what_the_first_said() -> None:
    of = account()
    first = incoming(to_us=True, from_file=True)
    receive(of, first, incoming(text=QUESTION, edited_at=at(2), from_file=True))
    there = the_conversation(of).messages.get()
    assert (there.text, there.to_us) == (QUESTION, True)


def test_what_stood_with_what_the_network_gave_moves_to_its_column_and_back() -> None:
    there = builders.conversation()
    olds = [{}, {"to_us": "yes"}, {"to_us": "no"}, {**REF, "to_us": "yes"}, REF]
    rows = [builders.message(there, ref=old, received_at=NOW) for old in olds]
    kept = Message.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list("to_us", "ref")

    step = import_module("zuruf.store.migrations.0051_written_to_us")
    step.out_of_ref(apps, None)
    assert list(kept.all()) == [(None, {}), (True, {}), (False, {}), (True, REF), (None, REF)]
    step.back_into_ref(apps, None)
    assert [ref for _, ref in kept.all()] == olds
