"""A public message is answered to its author alone: chosen before one writes, judged so, and so it goes out."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import switched_on
from tests.flow.test_second_pair import LATE, asking
from zuruf.channels import _graph_terms
from zuruf.core.guideline import Verdict
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.flow import many, outbox, reply, second_pair, terms
from zuruf.flow.errors import Declined
from zuruf.store.models import Conversation, Delivery, Draft, Member, Message, SecondPair
from zuruf.store.queries import outbox as outbox_rows
from zuruf.web import delivery_words

pytestmark = pytest.mark.django_db

TEXT = "Bitte schreiben Sie uns Ihre Kundennummer."
PRIVATE_ONLY = """id = "number"
title = "Nummern nur privat"
why = "Eine öffentliche Antwort bleibt stehen."
[when]
public = true
words = ["Kundennummer"]
[then]
verdict = "stop"
say = "„{hit}“ gehört nicht in eine öffentliche Antwort."
[[example]]
text = "Nennen Sie die Kundennummer."
verdict = "stop"
[[example]]
text = "Guten Tag."
verdict = "go"
"""


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    made = builders.conversation(builders.account("facebook"))
    ref = {"kind": "comment", "id": "22_33", "post": "1_22", "author": "44"}
    Message.objects.filter(conversation=made).update(ref=ref, network_at=NOW)
    return made


def send(who: Who, here: Conversation, text: str = TEXT, **more: Any) -> reply.Sent:
    here.refresh_from_db()
    return reply.send(who, here.public_id, text, seen_answer_seq=here.answer_seq, **{"now": NOW, **more})


def test_a_private_answer_is_judged_as_one_and_goes_out_as_one(who: Who, here: Conversation) -> None:
    switched_on(PRIVATE_ONLY)
    public = reply.write(who, here.public_id, TEXT, privately=False, now=NOW).judged
    alone = reply.write(who, here.public_id, TEXT, privately=True, now=NOW).judged

    assert (public.verdict, public.public, public.under and public.under.until) == (Verdict.STOP, True, None)
    assert (alone.verdict, alone.public) == (Verdict.GO, False)
    assert alone.under is not None
    assert (alone.under.until, alone.under.note) == (NOW + timedelta(days=7), _graph_terms.ONE_ONLY)
    assert alone.length is not None
    assert alone.length.limit == 2_000

    send(who, here)  # as it was chosen before
    row = Delivery.objects.get()
    assert row.payload["public"] is False
    assert row.payload["parent"]["id"] == "22_33"
    here.refresh_from_db()
    assert here.public is True


def test_the_choice_is_kept_with_the_draft_and_can_be_taken_back(who: Who, here: Conversation) -> None:
    reply.write(who, here.public_id, TEXT, privately=True, now=NOW)
    assert reply.standing(who, here.public_id, now=NOW).judged.public is False

    reply.write(who, here.public_id, TEXT, now=NOW)
    assert Draft.objects.get().privately is True
    assert many.words_of(who, here.public_id, now=NOW) == ""  # not to many in public
    reply.write(who, here.public_id, TEXT, privately=False, now=NOW)
    assert Draft.objects.get().privately is False
    send(who, here)
    assert Delivery.objects.get().payload["public"] is True


def test_the_network_takes_one_private_answer_and_any_number_of_public_ones(
    who: Who, here: Conversation
) -> None:
    send(who, here, privately=False)
    send(who, here, privately=True)

    with pytest.raises(Declined) as refused:
        send(who, here, privately=True)
    assert (refused.value.code, refused.value.data["said"]) == ("terms", _graph_terms.ONCE)
    send(who, here, privately=False)
    assert [d.payload["public"] for d in Delivery.objects.order_by("pk")] == [True, False, True]


def test_after_a_week_only_a_public_answer_is_possible(who: Who, here: Conversation) -> None:
    late = NOW + timedelta(days=7)
    with pytest.raises(Declined) as refused:
        send(who, here, privately=True, now=late)
    assert refused.value.data["said"] == _graph_terms.NOT_PRIVATELY
    assert send(who, here, privately=False, now=late).delivery


def test_where_the_network_knows_no_private_answer_the_choice_is_none(who: Who) -> None:
    talk = builders.conversation()
    assert reply.standing(who, talk.public_id, now=NOW).privately is False

    send(who, talk, privately=True)
    assert Delivery.objects.get().payload["public"] is True


def test_what_the_second_pair_of_eyes_releases_stays_private(
    who: Who, second_pair_who: Who, here: Conversation
) -> None:
    asking()
    sent = send(who, here, "Wir erstatten den Preis.", privately=True)
    assert SecondPair.objects.get().draft.privately
    looked = second_pair.judge(second_pair_who, sent.ask, "Wir erstatten den Preis.", now=NOW)
    assert looked.public is False

    second_pair.decide(second_pair_who, sent.ask, "release", now=NOW)
    assert Delivery.objects.get().payload["public"] is False


def test_a_holding_reply_does_not_use_up_the_one_private_answer(
    who: Who, second_pair_who: Who, here: Conversation
) -> None:
    asking(holding="Wir melden uns in Kürze.")
    sent = send(who, here, "Wir erstatten den Preis.", privately=True)
    second_pair.sweep_late(now=LATE)
    second_pair.decide(second_pair_who, sent.ask, "release", now=LATE)

    assert [(d.kind, d.payload["public"]) for d in Delivery.objects.order_by("pk")] == [
        ("holding", True),
        ("reply", False),
    ]


def test_when_the_first_window_is_over_the_list_names_the_longer_one(here: Conversation) -> None:
    ref = {"kind": "message", "id": "m_1", "author": "44"}
    Message.objects.filter(conversation=here).update(ref=ref, public=False)
    Conversation.objects.filter(pk=here.pk).update(public=False, closes_at=NOW + timedelta(days=1))

    assert terms.opened_longer(now=NOW + timedelta(hours=23)) == 0
    assert terms.opened_longer(now=NOW + timedelta(hours=25)) == 1
    here.refresh_from_db()
    assert here.closes_at == NOW + timedelta(days=7)
    assert terms.opened_longer(now=NOW + timedelta(days=7, hours=1)) == 0  # it stays: too late to answer


def test_many_whose_window_is_over_for_good_keep_no_other_from_its_longer_one(
    here: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = NOW + timedelta(days=1)
    for_good = builders.conversation(here.account)  # a comment: nothing is longer there
    ref = {"kind": "message", "id": "m_1", "author": "44"}
    longer = builders.conversation(here.account)
    Message.objects.filter(conversation=longer).update(ref=ref, public=False)
    Conversation.objects.filter(pk=for_good.pk).update(closes_at=day - timedelta(minutes=1))
    Conversation.objects.filter(pk=longer.pk).update(public=False, closes_at=day)
    monkeypatch.setattr(terms, "AT_ONCE", 1)
    assert terms.opened_longer(now=day + timedelta(minutes=5)) == 1


def test_a_private_answer_that_is_out_is_neither_taken_back_nor_changed_in_its_place(
    who: Who, here: Conversation
) -> None:
    send(who, here, privately=True)
    there = {"state": DeliveryState.PUBLISHED, "remote_id": "m_1", "published_at": NOW}
    Delivery.objects.update(**there)
    row = Delivery.objects.get()
    shown = outbox_rows.one(row.public_id, NOW)
    assert shown is not None
    assert not delivery_words.offers(shown, "withdraw")
    assert not delivery_words.offers(shown, "edit")
    with pytest.raises(Declined) as refused:
        outbox.withdraw(who, row.public_id, now=NOW)
    assert refused.value.code == "cannot_withdraw"


@pytest.fixture
def second_pair_who(second_pair: Member) -> Who:
    return builders.who(second_pair)
