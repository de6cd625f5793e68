"""The line under an answer that says who backs it, and the one below the composer that says whether she may."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString

from tests import builders
from tests.builders import NOW
from tests.flow.test_mandate_held import found
from tests.flow.test_second_pair import LATE, TEXT, ask, asking
from zuruf.core.guideline import Verdict
from zuruf.core.mandate import Coverage, Gap, Mandate
from zuruf.core.people import Who
from zuruf.core.verdict import Reason
from zuruf.flow import guideline, reply, second_pair
from zuruf.flow.verdict import Judged
from zuruf.flow.verdict_said import Said
from zuruf.store.models import Conversation, Delivery, Member, Organisation
from zuruf.store.queries import outbox
from zuruf.store.queries.backing import Backed
from zuruf.web import backing_words, reach_words

Signed = Callable[[Member], Client]
EVERYDAY = Mandate(1, "m", "Everyday")
GO = Judged(Verdict.GO, "", (), None, False, 20, coverage=Coverage(EVERYDAY))


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def eyes(second_pair: Member) -> Who:
    return builders.who(second_pair)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


def line(row: Delivery) -> str:
    view = outbox.one(row.public_id, NOW)
    assert view is not None
    assert view.backed is not None
    with translation.override("en"):
        return backing_words.line(view.backed)


def test_it_names_the_mandate_its_grantor_and_the_guideline_with_its_version(
    who: Who, eyes: Who, here: Conversation
) -> None:
    builders.organisation(mandates=True)
    asking()
    head = builders.member(role="owner", name="Head of Service")
    row = builders.mandate(role="desk", name="Every <day>", granted_by=head, waives=["refunds"])
    reply.send(who, here.public_id, TEXT, seen_answer_seq=here.answer_seq, now=NOW)
    assert line(Delivery.objects.get()) == (
        f'Covered by mandate <a href="/mandates/{row.public_id}/">Every &lt;day&gt;</a>, granted by Head of Service'
        ' · guideline <a href="/guidelines/refunds/">Geld sieht ein zweites Augenpaar</a> v1'
    )


def test_without_mandates_it_names_the_guideline_and_who_put_it_in_force(
    who: Who, eyes: Who, here: Conversation
) -> None:
    asking()
    guideline.switch(eyes, "refunds", False, now=NOW)
    guideline.switch(eyes, "refunds", True, now=NOW)
    second_pair.decide(eyes, ask(who, here).public_id, "release", now=NOW)
    said = line(Delivery.objects.get())
    assert said.startswith(f"Released by {eyes.name} · guideline ")
    assert said.endswith(f"v1, put in force by {eyes.name}")


def test_where_nothing_had_anything_to_say_it_is_within_the_guidelines(who: Who, here: Conversation) -> None:
    reply.send(who, here.public_id, "Es ist unterwegs.", seen_answer_seq=here.answer_seq, now=NOW)
    assert line(Delivery.objects.get()) == "Within the guidelines"


def test_what_the_clock_let_out_names_whoever_answers_for_it(who: Who, eyes: Who, here: Conversation) -> None:
    asking("release")
    guideline.switch(eyes, "refunds", False, now=NOW)
    guideline.switch(eyes, "refunds", True, now=NOW)
    ask(who, here)
    second_pair.sweep_late(now=LATE)
    said = line(Delivery.objects.get())
    assert said.startswith(f"Went out at its deadline, as the guideline of {eyes.name} wants it")
    assert said.endswith(f"{eyes.name} answers for it")


def test_a_deputy_and_a_holding_reply_are_named_as_what_they_are() -> None:
    deputy = Backed("Anna", False, "Legal", "m1", "Owner", deputy_for="Head of Service")
    with translation.override("en"):
        assert backing_words.line(deputy).endswith("</a>, in place of Head of Service")
        assert backing_words.line(Backed("Anna", False, holding=True)).startswith("Holding reply")


@pytest.mark.filterwarnings("error")
def test_a_line_without_a_name_in_it_needs_nothing_that_django_is_about_to_drop() -> None:
    for bare in (Backed("Anna", False), Backed("Anna", False, holding=True)):
        assert isinstance(backing_words.line(bare), SafeString)


def test_the_line_stands_under_the_answer_on_its_page(
    who: Who, here: Conversation, client_of: Signed, answers: Member
) -> None:
    reply.send(who, here.public_id, "Es ist unterwegs.", seen_answer_seq=here.answer_seq, now=NOW)
    page = client_of(answers).get(reverse("conversation", args=["us", here.public_id])).content.decode()
    assert 'class="backed small quiet"' in page


def test_rows_from_before_say_nothing(who: Who, here: Conversation) -> None:
    reply.send(who, here.public_id, "Es ist unterwegs.", seen_answer_seq=here.answer_seq, now=NOW)
    Delivery.objects.update(accountable=None, backing={})
    view = outbox.one(Delivery.objects.get().public_id, NOW)
    assert view is not None
    assert view.backed is None


def test_below_the_composer_it_says_which_mandate_covers_it_and_which_guideline_need_not_ask() -> None:
    hit = Said("refunds", 1, "look", "Refunds", "", "", (), (), (), waived=True)
    with translation.override("en"):
        assert reach_words.covers(GO) == "Covered by your mandate “Everyday”."
        waived = reach_words.covers(replace(GO, hits=(hit,)))
        assert waived.endswith("“Refunds” need not ask here; it is looked at afterwards.")
        held = Coverage(replace(EVERYDAY, deputy_for="Head of Service"))
        assert "which you hold for Head of Service" in reach_words.covers(replace(GO, coverage=held))
        assert reach_words.covers(replace(GO, coverage=None)) == ""


def test_below_the_composer_it_says_why_no_mandate_covers_it() -> None:
    outside = Coverage(EVERYDAY, (Gap.RISK, Gap.TOPIC))
    asks = replace(GO, verdict=Verdict.ASK, reason=Reason.MANDATE, coverage=outside)
    with translation.override("en"):
        assert reach_words.lacks(asks).startswith("Your mandate “Everyday” does not reach: a higher risk, ")
        assert "no mandate" in reach_words.lacks(replace(asks, coverage=Coverage(None, (Gap.NONE,))))
        assert reach_words.lacks(replace(asks, coverage=Coverage(EVERYDAY))) == ""
        assert (
            reach_words.lacks(replace(asks, reason=Reason.GUIDELINE)) == ""
        )  # the guideline's reason is enough


def test_the_composer_shows_it_while_she_types(
    who: Who, eyes: Who, here: Conversation, client_of: Signed, answers: Member
) -> None:
    Organisation.objects.update_or_create(
        pk=1, defaults={"mandates": True, "name": "H", "first_run_done": True}
    )
    builders.mandate(role="desk", name="Everyday")
    found(here, risk="legal")
    client = client_of(answers)
    said = client.post(
        f"/c/{here.public_id}/verdict", {"text": "Es ist unterwegs."}, HTTP_ACCEPT_LANGUAGE="en"
    )
    assert "does not reach: a higher risk" in said.content.decode()
