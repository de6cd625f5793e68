"""What a partner writes: always a question to one of ours, and never sent in the partner's name."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import switched_on
from tests.flow.test_second_pair import ASK
from zuruf.core.people import Role, Who
from zuruf.flow import outbox, people, post, post_off, reply
from zuruf.flow.errors import Declined
from zuruf.flow.second_pair import decide, sweep_late
from zuruf.store.models import Account, Conversation, Delivery, Draft, Member, Organisation, SecondPair
from zuruf.store.queries.second_pair import bell

TEXT = "Ihr Ersatzteil kommt am Dienstag."


@pytest.fixture
def partner(agency: Member) -> Who:
    return builders.who(agency)


@pytest.fixture
def desk(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


def handed_in(by: Who, here: Conversation, text: str = TEXT) -> SecondPair:
    sent = reply.send(by, here.public_id, text, seen_answer_seq=here.answer_seq, now=NOW)
    return SecondPair.objects.get(public_id=sent.ask)


def test_what_a_partner_sends_becomes_a_question_to_one_of_ours(
    partner: Who, desk: Who, here: Conversation
) -> None:
    question = handed_in(partner, here)
    assert (question.reason, question.asked_of_id) == ("partner", desk.id)
    assert not Delivery.objects.exists()
    assert [ring.public_id for ring in bell(desk).rings] == [question.public_id]


def test_released_it_goes_out_in_the_name_of_whoever_released_it(
    partner: Who, desk: Who, here: Conversation
) -> None:
    decide(desk, handed_in(partner, here).public_id, "release", now=NOW)
    out = Delivery.objects.get()
    assert (out.accountable_id, out.author_id) == (desk.id, partner.id)
    assert out.payload["text"] == f"{TEXT} [AP]"
    assert out.backing["mark"] == "AP"


def test_recalled_it_comes_back_to_the_partner_without_anybodys_signature(
    partner: Who, desk: Who, here: Conversation
) -> None:
    decide(desk, handed_in(partner, here).public_id, "release", now=NOW)
    outbox.recall(desk, Delivery.objects.get().public_id, now=NOW)
    back = Draft.objects.get()
    assert (back.author_id, back.state, back.text) == (partner.id, "writing", TEXT)


def test_nobody_in_time_means_a_holding_reply_for_which_whoever_was_asked_answers(
    partner: Who, desk: Who, here: Conversation
) -> None:
    question = handed_in(partner, here)
    sweep_late(now=question.deadline)
    out = Delivery.objects.get()
    assert (out.kind, out.accountable_id) == ("holding", desk.id)


def test_a_guideline_that_releases_when_nobody_looks_does_not_release_what_a_partner_wrote(
    partner: Who, desk: Who, second_pair: Member, here: Conversation
) -> None:
    switched_on(ASK.format(late="release", holding=""))
    question = handed_in(partner, here, "Wir erstatten den Preis.")
    assert (question.reason, question.late, question.asked_of_id) == ("partner", "holding", second_pair.pk)


def test_whoever_turned_partner_after_asking_is_not_released_by_the_clock(
    desk: Who, second_pair: Member, here: Conversation
) -> None:
    switched_on(ASK.format(late="release", holding=""))
    question = handed_in(desk, here, "Wir erstatten den Preis.")
    owner = builders.who(second_pair)
    people.change(
        owner, desk.public_id, role=Role.PARTNER, second_pair=True, teams=(), agency="Agentur Nord", now=NOW
    )

    sweep_late(now=question.deadline)
    assert [(d.kind, d.accountable_id) for d in Delivery.objects.all()] == [("holding", second_pair.pk)]


def test_what_is_on_its_way_when_somebody_becomes_a_partner_is_answered_for_by_who_changed_it(
    desk: Who, second_pair: Member, here: Conversation
) -> None:
    reply.send(desk, here.public_id, TEXT, seen_answer_seq=0, now=NOW)
    people.change(
        builders.who(second_pair), desk.public_id, role=Role.PARTNER, second_pair=True, teams=(), now=NOW
    )
    assert Delivery.objects.get().accountable_id == second_pair.pk
    changed = Member.objects.get(pk=desk.id)
    assert (changed.second_pair, builders.who(changed).second_pair) == (False, False)


def test_a_partner_decides_nothing(partner: Who, desk: Who, second_pair: Member, here: Conversation) -> None:
    switched_on(ASK.format(late="holding", holding=""))
    question = handed_in(desk, here, "Wir erstatten den Preis.")
    Member.objects.filter(pk=partner.id).update(second_pair=True)  # whatever a row says
    SecondPair.objects.update(asked_of=partner.id)
    for decision in ("release", "return"):
        with pytest.raises(Declined, match="not_yours"):
            decide(builders.who(Member.objects.get(pk=partner.id)), question.public_id, decision, remark="x")


def test_where_mandates_are_in_force_it_rings_at_whose_mandate_reaches(
    partner: Who, desk: Who, here: Conversation
) -> None:
    Organisation.objects.update(mandates=True)
    other = builders.member(name="Bea Berg")
    builders.mandate(member=other)
    assert handed_in(partner, here).asked_of_id == other.pk


def test_nobodys_mandate_reaches_so_only_a_second_pair_of_eyes_is_asked(
    partner: Who, desk: Who, second_pair: Member, here: Conversation
) -> None:
    Organisation.objects.update(mandates=True)
    assert handed_in(partner, here).asked_of_id == second_pair.pk


def test_a_post_of_a_partner_is_asked_about_and_comes_back_when_nobody_looks(
    partner: Who, desk: Who, db: None
) -> None:
    account: Account = builders.account("talk")
    draft = post.begin(partner, now=NOW)
    (sent,) = post_off.send(partner, draft, "Wir haben jetzt bis 20 Uhr auf.", [account.public_id], now=NOW)
    question = SecondPair.objects.get(public_id=sent.ask)
    assert (question.reason, question.late) == ("partner", "return")
    sweep_late(now=question.deadline + timedelta(minutes=1))
    assert Draft.objects.get().state == "writing"
    assert not Delivery.objects.exists()
