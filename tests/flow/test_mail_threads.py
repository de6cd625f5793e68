"""Mails in threads: who answers the same newsletter stays apart, whoever had a part in a mail joins its conversation."""

import pytest

from tests import builders
from tests.flow.mails import arrive, raw
from zuruf.core.desk import State
from zuruf.store.models import Conversation, Message

pytestmark = pytest.mark.django_db

NEWS = "<news@radwerk.example>"


def groups() -> set[frozenset[str]]:
    found: dict[int, set[str]] = {}
    for remote_id, where in Message.objects.values_list("remote_id", "conversation_id"):
        found.setdefault(where, set()).add(remote_id)
    return {frozenset(one) for one in found.values()}


def split(*ids: str) -> set[frozenset[str]]:
    return {frozenset(one.split()) for one in ids}


def test_two_who_answer_the_same_newsletter_stay_apart_and_each_keeps_her_thread() -> None:
    mailbox = builders.account("mail", realm="mail", handle="hallo@radwerk.example")
    arrive(mailbox, raw("anna@a.example", "Abmelden bitte", answers=NEWS, id="<a1@a>"))
    arrive(mailbox, raw("bert@b.example", "Meine Kontonummer …", answers=NEWS, id="<b1@b>"))
    ours = raw("hallo@radwerk.example", "Gern", to="anna@a.example", answers="<a1@a>", also=NEWS, id="<r@r>")
    arrive(mailbox, ours, sent=True)
    arrive(mailbox, raw("anna@a.example", "Danke", answers="<r@r>", also=NEWS, id="<a2@a>"))
    arrive(mailbox, raw("bert@b.example", "Hallo?", answers=NEWS, id="<b2@b>"))

    assert groups() == split("<a1@a> <r@r> <a2@a>", "<b1@b> <b2@b>")


def test_a_copy_of_the_newsletter_in_our_own_mailbox_gathers_nobody() -> None:
    mailbox = builders.account("mail", realm="mail", handle="hallo@radwerk.example")
    arrive(mailbox, raw("post@radwerk.example", "Neues im Frühling", id=NEWS))
    arrive(
        mailbox,
        raw("anna@a.example", "Wie teuer?", answers=NEWS, id="<a1@a>"),
        raw("bert@b.example", "Abmelden", answers=NEWS, id="<b1@b>"),
    )

    assert groups() == split(NEWS, "<a1@a>", "<b1@b>")


def test_whoever_was_written_to_as_well_joins_and_a_stranger_who_names_the_mail_does_not() -> None:
    mailbox = builders.account("mail", realm="mail", handle="hallo@radwerk.example")
    both = "hallo@radwerk.example, bert@b.example"
    arrive(mailbox, raw("anna@a.example", "Wann kommt das Rad?", to=both, id="<a1@a>"))
    arrive(mailbox, raw("bert@b.example", "Das frage ich mich auch", answers="<a1@a>", id="<b1@b>"))
    arrive(mailbox, raw("eve@e.example", "Schickt mir alles", answers="<a1@a>", id="<e1@e>"))

    assert groups() == split("<a1@a> <b1@b>", "<e1@e>")


@pytest.mark.parametrize("later_first", [False, True])
def test_a_thread_whose_beginning_is_not_kept_is_one_whatever_comes_first(later_first: bool) -> None:
    mailbox = builders.account("mail", realm="mail", handle="hallo@radwerk.example")
    ours = raw("hallo@radwerk.example", "Morgen", to="anna@a.example", answers="<a1@a>", id="<r@r>")
    again = raw("anna@a.example", "Danke", answers="<r@r>", also="<a1@a>", id="<a2@a>")
    first = raw("anna@a.example", "Wann?", id="<a1@a>")
    if later_first:
        arrive(mailbox, again)
        arrive(mailbox, ours, sent=True)
    else:
        arrive(mailbox, ours, sent=True)
        arrive(mailbox, again)
    arrive(mailbox, first)

    assert groups() == split("<a1@a> <r@r> <a2@a>")
    assert Conversation.objects.filter(merged_into=None).count() == 1


def test_what_a_colleague_passes_on_to_somebody_else_is_no_answer() -> None:
    mailbox = builders.account("mail", realm="mail", handle="hallo@radwerk.example")
    own = "hallo@radwerk.example"
    arrive(mailbox, raw("anna@a.example", "Wann kommt das Rad?", id="<a1@a>"))
    arrive(mailbox, raw(own, "Weißt du das?", to="max@shop.example", answers="<a1@a>", id="<f@r>"), sent=True)
    here = Conversation.objects.get()
    assert (here.state, here.message_count) == (State.OPEN, 1)

    arrive(mailbox, raw(own, "Morgen", to="anna@a.example", answers="<a1@a>", id="<r@r>"), sent=True)
    here.refresh_from_db()
    assert (here.state, here.message_count) == (State.WAITING, 2)
