"""Thanks from outside reach whoever wrote the answer and whoever gave the fact, and nobody else."""

from datetime import timedelta

import pytest
from django.core import mail
from pytest_django import Settings

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Who
from zuruf.core.triage import Assessment, Finding
from zuruf.flow import assessment, fact_ask, reply, thanks, thanks_mail
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Delivery, Fact, LibraryUse, Member, Message, Thanks
from zuruf.store.queries import thanks as reading

OUT, LATER = NOW + timedelta(minutes=1), NOW + timedelta(hours=1)
THANKFUL = Assessment((Finding("intent", "thanks", 0.9),), ("test@1",))


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


def answered(who: Who) -> Conversation:
    """A conversation with an answer of hers that is out."""
    here = builders.conversation()
    reply.send(who, here.public_id, "Am Montag.", seen_answer_seq=0, now=NOW)
    Delivery.objects.filter(conversation=here).update(state="published", published_at=OUT)
    return here


def says_thanks(here: Conversation, found: Assessment = THANKFUL) -> Message:
    made = builders.message(here, text="Danke, das ging schnell!", order_at=LATER, received_at=LATER)
    thanks.heard({made.pk: found}, LATER)
    return made


def test_the_author_hears_of_it_once_and_the_audit_does_not_say_who(who: Who, db: None) -> None:
    here = answered(who)
    message = says_thanks(here)
    thanks.heard({message.pk: THANKFUL}, LATER)
    (one,) = reading.unseen(who)
    assert (one.words, one.part, one.new) == ("Danke, das ging schnell!", "answer", True)
    entry = AuditEntry.objects.get(verb="message.thanks")
    assert (entry.actor, entry.data) == ("", {})
    assert reading.mine(builders.who(builders.member(role="owner")), LATER) == ()
    thanks.saw(builders.who(builders.member()), one.public_id, now=LATER)  # not hers to put away
    assert reading.unseen(who)
    thanks.saw(who, one.public_id, now=LATER)
    assert not reading.unseen(who)
    assert [t.new for t in reading.mine(who, LATER)] == [False]


def test_whoever_gave_the_fact_and_whoever_looks_after_the_quoted_one_hear_of_it_too(
    who: Who, db: None
) -> None:
    gives, keeps = builders.member(), builders.member()
    here = builders.conversation()
    asked = fact_ask.ask(who, here.public_id, "Wann?", member=gives.public_id, now=NOW)
    fact_ask.answer(builders.who(gives), asked, "Am Montag.", now=NOW)
    fact_ask.quoted(who, asked, now=NOW)
    fact = Fact.objects.create(
        owner=keeps, checked_by=keeps, checked_at=NOW, expires_on=NOW.date(), created_at=NOW
    )
    reply.send(who, here.public_id, "Am Montag.", seen_answer_seq=0, now=NOW)
    out = Delivery.objects.get(conversation=here)
    LibraryUse.objects.create(draft=out.draft, kind="fact", thing=fact.public_id, at=NOW, sent=True)
    Delivery.objects.update(state="published", published_at=OUT)
    says_thanks(here)
    assert {(t.member_id, t.part) for t in Thanks.objects.all()} == {
        (who.id, "answer"),
        (gives.pk, "fact"),
        (keeps.pk, "library"),
    }


@pytest.mark.parametrize("wishes", [True, False])
def test_an_expert_without_an_account_gets_a_mail_only_if_he_wished_it(
    who: Who, db: None, wishes: bool, settings: Settings
) -> None:
    builders.organisation()
    here = builders.conversation()
    asked = fact_ask.ask(who, here.public_id, "Wann?", email="expert@example.org", now=NOW)
    fact_ask.answer_by_link(fact_ask.link(asked, 0), "Am Montag.", thanks=wishes, now=NOW)
    fact_ask.quoted(who, asked, now=NOW)
    reply.send(who, here.public_id, "Am Montag.", seen_answer_seq=0, now=NOW)
    Delivery.objects.update(state="published", published_at=OUT)
    says_thanks(here)
    assert thanks_mail.send(now=LATER) == int(wishes)
    assert [m.to for m in mail.outbox] == [["expert@example.org"]] * wishes
    assert all("ging schnell" not in m.body for m in mail.outbox)


def test_no_answer_of_ours_no_thanks(who: Who, db: None) -> None:
    here = builders.conversation()
    says_thanks(here)
    assert not Thanks.objects.exists()


def test_what_a_person_finds_to_be_thanks_after_all_is_passed_on_and_what_is_none_is_taken_back(
    who: Who, db: None
) -> None:
    here = answered(who)
    says_thanks(here, Assessment((Finding("intent", "question", 0.9),), ("test@1",)))
    assert not Thanks.objects.exists()
    assessment.correct(who, here.public_id, {"intent": ["thanks"]}, now=LATER)
    assert reading.unseen(who)
    assessment.correct(who, here.public_id, {"intent": ["complaint"]}, now=LATER)
    assert not reading.unseen(who)


def test_a_colleague_passes_them_on_by_hand(who: Who, db: None) -> None:
    here = answered(who)
    colleague, third = builders.who(builders.member(name="Ayla")), builders.member()
    builders.message(here, text="Top!", order_at=LATER, received_at=LATER)
    assert thanks.pass_on(colleague, here.public_id, sentence="Schön!", now=LATER) == 1
    assert [(t.by, t.sentence) for t in reading.unseen(who)] == [("Ayla", "Schön!")]
    assert thanks.pass_on(colleague, here.public_id, [third.public_id], now=LATER) == 1
    assert thanks.pass_on(colleague, here.public_id, now=LATER) == 0  # she knows of it
    with pytest.raises(Declined, match="thanks_nobody"):
        thanks.pass_on(who, here.public_id, now=LATER)  # her own
    with pytest.raises(Declined, match="not_allowed"):
        thanks.pass_on(builders.who(builders.member(role="guest")), here.public_id, now=LATER)
