"""Earlier answers: remembered when they are out, found by what was asked, and shown without whom they were written to."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests.builders import NOW, account, conversation, member, organisation, who
from tests.flow.arriving import incoming, receive
from tests.there import there
from zuruf.core.library import Kind
from zuruf.core.message import Gone
from zuruf.core.people import Who
from zuruf.flow import library_earlier, library_use, outbox, reply
from zuruf.store.models import Conversation, Delivery, EarlierAnswer, EarlierStem, MessageAssessment, Review

pytestmark = pytest.mark.django_db

ASKED = "Wann kommt der Bremshebel für mein Stadtrad L7?"


@pytest.fixture
def jana() -> Who:
    organisation()
    return who(member(name="Jana Kern", initials="JK"))


def answered(by: Who, text: str, asked: str = ASKED, **over: Any) -> Conversation:
    c = conversation(account(recall_seconds=0), text=asked, **over)
    reply.send(by, c.public_id, text, seen_answer_seq=0, now=NOW)
    while outbox.work("test", now=NOW + timedelta(minutes=5)):
        pass
    return c


def offered(
    reader: Who, text: str = "Mein Bremshebel vom Stadtrad fehlt noch", **over: Any
) -> list[library_use.Offer]:
    c = conversation(text=text, **over)
    found = library_use.offers(reader, c.public_id, now=NOW)
    return [o for o in found if o.kind == Kind.ANSWER]


def test_an_answer_that_is_out_is_found_by_a_question_like_its_own(jana: Who) -> None:
    answered(jana, "Er ist unterwegs und am Freitag bei Ihnen.")
    answered(jana, "Wir haben bis 18 Uhr offen.", "Bis wann ist das Werkscafé offen?")
    (one,) = offered(jana)
    assert (one.text, there(one.earlier).mine, there(one.earlier).fine) == (
        "Er ist unterwegs und am Freitag bei Ihnen.",
        True,
        False,
    )
    assert not offered(jana, "Etwas ganz anderes, bitte")


def test_an_answer_of_which_a_person_said_that_it_is_there_is_found_too(jana: Who) -> None:
    answered(jana, "Wir haben bis 18 Uhr offen.", "Bis wann ist das Werkscafé offen?")  # the index has begun
    c = conversation(account(recall_seconds=0), text=ASKED)
    reply.send(jana, c.public_id, "Er ist unterwegs.", seen_answer_seq=0, now=NOW)
    row = Delivery.objects.get(conversation=c)
    Delivery.objects.filter(pk=row.pk).update(state="unclear", doubt_at=NOW)
    Conversation.objects.filter(pk=c.pk).update(unclear=1)
    outbox.settle(jana, row.public_id, "there", "https://model.example/r1", now=NOW)
    assert [one.text for one in offered(jana)] == ["Er ist unterwegs."]


def test_nobody_else_is_named_to_the_reader(jana: Who) -> None:
    answered(jana, "Er ist unterwegs.")
    (one,) = offered(who(member()))
    assert not there(one.earlier).mine
    assert "JK" not in one.text


def test_her_name_and_number_stay_with_whom_it_was_written_to(jana: Who) -> None:
    c = answered(jana, "Hallo Person 0815, er ist unterwegs.")
    there(c.contact).name = "Wanda Ypsilon"
    there(c.contact).save()
    Delivery.objects.get().draft.deliveries.update(
        seen_text="Hallo Wanda Ypsilon, rufen Sie an: 0341 2233445. [JK]"
    )
    new = conversation(text=ASKED)
    (one,) = [o for o in library_use.offers(jana, new.public_id, now=NOW) if o.kind == Kind.ANSWER]
    assert one.text == f"Hallo {there(new.contact).name}, rufen Sie an: {{…}}."
    taken = library_use.bring_in(jana, new.public_id, Kind.ANSWER, one.thing, "", now=NOW)
    assert taken.left_open == ("{…}",)


@pytest.mark.parametrize("result", ["lesson", "correct"])
def test_what_was_found_wrong_afterwards_is_no_example(jana: Who, result: str) -> None:
    c = answered(jana, "Er ist unterwegs.")
    review = Review.objects.create(
        delivery=c.deliveries.get(), because="all", share=1, drawn_at=NOW, state="done", result=result
    )
    assert not offered(jana)
    Review.objects.filter(pk=review.pk).update(result="fine")
    assert there(offered(jana)[0].earlier).fine


def test_what_was_said_in_private_is_not_offered_in_public(jana: Who) -> None:
    answered(jana, "Er ist unterwegs.", public=False)
    assert not offered(jana)
    assert offered(jana, public=False)


def test_what_was_withdrawn_is_not_offered(jana: Who) -> None:
    answered(jana, "Er ist unterwegs.")
    Delivery.objects.update(state="withdrawn")
    assert not offered(jana)


def test_what_was_out_before_there_was_an_index_is_remembered_once(jana: Who) -> None:
    for n in range(3):
        answered(jana, f"Er ist unterwegs, Nummer {n}.")
    EarlierAnswer.objects.all().delete()
    assert library_earlier.remember_older(now=NOW) == 3
    assert library_earlier.remember_older(now=NOW) == 0
    assert len(offered(jana)) == 3


def test_finding_takes_few_statements_however_much_there_is(
    jana: Who, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(5):
        answered(jana, f"Er ist unterwegs, Nummer {n}.")
    c = conversation(text=ASKED)
    library_use.offers(jana, c.public_id, now=NOW)  # names of topics are read once
    with django_assert_max_num_queries(11):
        library_use.offers(jana, c.public_id, now=NOW)


def test_what_its_author_deletes_or_puts_right_is_not_found_by_its_old_words(jana: Who) -> None:
    c = answered(jana, "Er ist unterwegs und am Freitag bei Ihnen.")
    asked = c.messages.get(ours=False)
    edit = incoming(asked.remote_id, text="Habt ihr Kindersitze?", edited_at=NOW + timedelta(hours=1))
    receive(c.account, edit)
    assert not offered(jana)
    assert offered(jana, "Gibt es Kindersitze bei euch?")
    receive(c.account, gone=[Gone(asked.remote_id)])
    assert not EarlierStem.objects.exists()
    assert not offered(jana, "Gibt es Kindersitze bei euch?")


def test_an_abusive_question_is_not_quoted_beside_what_was_answered_to_it(jana: Who) -> None:
    c = answered(jana, "Er ist unterwegs.")
    found = {"label": "intent", "value": "abuse", "probability": 0.9, "reasons": []}
    MessageAssessment.objects.filter(message__conversation=c).delete()
    MessageAssessment.objects.create(message=c.messages.get(ours=False), findings=[found], made_at=NOW)
    (one,) = offered(jana)
    assert (one.title, one.text) == ("", "Er ist unterwegs.")
