"""Who is asked, to whom it goes on, which holding reply goes out, and what her author reads of a change."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import switched_on
from tests.flow.test_second_pair import ASK, LATE, TEXT, ask, asking
from zuruf.core.people import Who
from zuruf.core.reply import HOLDING
from zuruf.flow import guideline, holding_set, incident, presence, reply, second_pair
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    Absence,
    AuditEntry,
    Conversation,
    Delivery,
    GuidelineVersion,
    HoldingText,
    Incident,
    Member,
    MessageAssessment,
    Organisation,
    SecondPair,
)  # fmt: skip
from zuruf.store.queries import incident as incidents
from zuruf.store.queries import second_pair as reading

HALF = NOW + timedelta(minutes=7, seconds=30)


@pytest.fixture
def author(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


def eyes(name: str, **over: object) -> Member:
    return builders.member(name=name, second_pair=True, **over)


def away(member: Member, **over: object) -> Absence:
    fields = {"starts_at": NOW - timedelta(hours=1), "ends_at": NOW + timedelta(days=1), **over}
    return Absence.objects.create(member=member, entered_by=member, entered_at=NOW, **fields)


def seen(member: Member) -> None:
    presence.looked(builders.who(member), now=NOW - timedelta(minutes=1))


def after(question: SecondPair) -> SecondPair:
    question.refresh_from_db()
    return question


def test_whoever_is_at_the_desk_is_asked_and_the_reason_is_kept(author: Who, here: Conversation) -> None:
    asking()
    eyes("Head of Service")
    press = eyes("Press Officer")
    seen(press)
    question = ask(author, here)
    assert question.asked_of == question.first_asked == press
    assert (question.chosen["here"], question.chosen["of"], question.step) == (True, 2, 0)
    assert AuditEntry.objects.get(verb="second_pair.asked").data["asked"] == press.alias


def test_with_mandates_in_force_hers_must_reach_before_presence_counts(
    author: Who, here: Conversation
) -> None:
    asking()
    Organisation.objects.filter(pk=1).update(mandates=True)
    reaching, there = eyes("Head of Service"), eyes("Press Officer")
    seen(there)
    builders.mandate(member=reaching, highest_risk="serious")
    assert ask(author, here).asked_of == reaching


def test_the_mandate_that_covered_its_author_is_kept_with_the_question(
    author: Who, here: Conversation
) -> None:
    asking()
    Organisation.objects.filter(pk=1).update(mandates=True)
    eyes("Head of Service")
    assert ask(author, here).mandate == ""
    hers = builders.mandate(member=Member.objects.get(pk=author.id), highest_risk="serious")
    assert ask(author, builders.conversation(here.account)).mandate == hers.public_id


def test_of_two_alike_whoever_has_fewer_questions_is_asked(author: Who, here: Conversation) -> None:
    asking()
    first, second = eyes("Head of Service"), eyes("Press Officer")
    asked = [ask(author, builders.conversation(here.account)).asked_of for _ in range(4)]
    assert asked == [first, second, first, second]


def test_who_is_away_is_not_asked(author: Who, here: Conversation) -> None:
    asking()
    gone, there = eyes("Head of Service"), eyes("Press Officer")
    seen(gone)
    away(gone)
    assert ask(author, here).asked_of == there


def test_a_former_member_of_ours_is_not_asked(author: Who, here: Conversation) -> None:
    asking()
    eyes("Agency", role="partner")
    eyes("Gone", is_active=False)
    question = ask(author, here)
    assert (question.asked_of, question.next_at) == (None, None)
    assert reply.judge(author, here.public_id, TEXT, now=NOW).alone


def test_at_half_of_the_time_it_goes_to_her_deputy_and_at_the_deadline_the_holding_reply_goes_out(
    author: Who, here: Conversation
) -> None:
    asking()
    deputy = eyes("Deputy")
    head = eyes("Head of Service", deputy=deputy)
    seen(head)
    seen(eyes("Press Officer"))
    question = ask(author, here)
    assert (question.asked_of, question.next_at) == (head, HALF)
    second_pair.sweep_late(now=HALF - timedelta(seconds=1))
    assert after(question).asked_of == head
    second_pair.sweep_late(now=HALF)
    assert (after(question).asked_of, question.step, question.next_at) == (deputy, 1, None)
    assert (question.first_asked, question.chosen["way"]) == (head, "deputy")
    assert AuditEntry.objects.get(verb="second_pair.handed_on").why == "slow"
    assert not Delivery.objects.exists()
    second_pair.sweep_late(now=LATE)
    assert Delivery.objects.get().kind == "holding"


def test_the_one_who_was_asked_first_may_still_decide(author: Who, here: Conversation) -> None:
    asking()
    head, other = eyes("Head of Service"), eyes("Press Officer")
    seen(head)
    question = ask(author, here)
    second_pair.sweep_late(now=HALF)
    assert after(question).asked_of == other
    second_pair.decide(builders.who(head), question.public_id, "release", now=HALF)
    assert after(question).decided_by == head


def test_who_goes_away_meanwhile_hands_on_at_once(author: Who, here: Conversation) -> None:
    asking()
    head = eyes("Head of Service")
    seen(head)
    other = eyes("Press Officer")
    question = ask(author, here)
    away(head)
    second_pair.sweep_late(now=NOW + timedelta(seconds=2))
    assert after(question).asked_of == other
    assert AuditEntry.objects.get(verb="second_pair.handed_on").why == "away"


@pytest.mark.parametrize("loss", [{"is_active": False}, {"second_pair": False}, {"role": "partner"}])
def test_who_may_no_longer_look_hands_on_and_with_nobody_left_anybody_may(
    author: Who, here: Conversation, loss: dict[str, object]
) -> None:
    asking()
    head = eyes("Head of Service")
    question = ask(author, here)
    Member.objects.filter(pk=head.pk).update(**loss)
    second_pair.sweep_late(now=NOW + timedelta(seconds=2))
    assert after(question).asked_of is None
    newcomer = builders.who(eyes("Press Officer"))
    assert [r.public_id for r in reading.bell(newcomer).rings] == [question.public_id]
    second_pair.decide(newcomer, question.public_id, "release", now=NOW + timedelta(minutes=1))
    assert after(question).state == "released"


def test_with_nobody_else_it_stays_with_the_one_who_has_it_until_the_deadline(
    author: Who, here: Conversation
) -> None:
    asking()
    head = eyes("Head of Service")
    question = ask(author, here)
    assert question.next_at is None
    second_pair.sweep_late(now=HALF)
    assert after(question).asked_of == head
    assert not AuditEntry.objects.filter(verb="second_pair.handed_on").exists()


def test_the_deadline_does_not_outlast_the_hour_at_which_the_asker_is_due(
    author: Who, here: Conversation
) -> None:
    asking()
    eyes("Head of Service")
    due = NOW + timedelta(minutes=9)
    Conversation.objects.update(due_at=due)
    question = ask(author, here)
    assert (question.deadline, question.due_at) == (due, due)


def lead_asks() -> None:
    switched_on(ASK.format(late="holding", holding='asks = "incident_lead"'))


def test_during_an_incident_its_lead_is_asked_where_the_guideline_wants_that_and_may_decide(
    author: Who, here: Conversation
) -> None:
    lead_asks()
    seen(eyes("Head of Service"))
    lead = builders.member(name="Crisis Lead", lifts_holds=True)
    storm = incident.begin_with(author, here.public_id, "Sturm", now=NOW)
    assert storm == "Sturm"
    incident.lead(builders.who(lead), Incident.objects.get().public_id, lead.public_id, now=NOW)
    question = ask(author, here)
    assert (question.asked_of, question.chosen["way"]) == (lead, "lead")
    assert reply.standing(builders.who(lead), here.public_id, now=NOW).to_decide
    second_pair.decide(builders.who(lead), question.public_id, "release", now=NOW)
    assert after(question).decided_by == lead


def test_without_an_incident_whoever_is_best_is_asked(author: Who, here: Conversation) -> None:
    lead_asks()
    head = eyes("Head of Service")
    assert ask(author, here).asked_of == head


def test_the_lead_of_another_incident_may_not_decide(author: Who, here: Conversation) -> None:
    asking()
    eyes("Head of Service")
    lead = builders.member(name="Crisis Lead", lifts_holds=True)
    other = builders.conversation(here.account)
    incident.begin_with(author, other.public_id, "Sturm", now=NOW)
    incident.lead(builders.who(lead), Incident.objects.get().public_id, lead.public_id, now=NOW)
    question = ask(author, here)
    with pytest.raises(Declined) as refused:
        second_pair.decide(builders.who(lead), question.public_id, "release", now=NOW)
    assert refused.value.code == "not_yours"


def test_a_partner_leads_no_incident(author: Who, here: Conversation) -> None:
    incident.begin_with(author, here.public_id, "Sturm", now=NOW)
    owner, partner = builders.who(builders.member(role="owner")), builders.member(role="partner")
    with pytest.raises(Declined) as refused:
        incident.lead(owner, Incident.objects.get().public_id, partner.public_id, now=NOW)
    assert refused.value.code == "unknown_person"


def test_nobody_at_the_desk_makes_herself_the_second_pair_of_eyes_by_leading_an_incident(
    author: Who, here: Conversation
) -> None:
    incident.begin_with(author, here.public_id, "Sturm", now=NOW)
    storm = Incident.objects.get()
    colleague = builders.member()
    for named in (author.public_id, colleague.public_id, ""):
        with pytest.raises(Declined) as refused:
            incident.lead(author, storm.public_id, named, now=NOW)
        assert refused.value.code == "incident_lead"
    with pytest.raises(Declined) as refused:
        incident.lead(builders.who(eyes("Press Officer")), storm.public_id, colleague.public_id, now=NOW)
    assert refused.value.code == "incident_leads"
    storm.refresh_from_db()
    assert storm.lead is None


@pytest.mark.parametrize("right", [{"role": "owner"}, {"second_pair": True}, {"lifts_holds": True}])
def test_whoever_is_trusted_with_as_much_already_leads_and_says_who_leads(
    author: Who, here: Conversation, right: dict[str, object]
) -> None:
    incident.begin_with(author, here.public_id, "Sturm", now=NOW)
    member = builders.member(**right)
    storm = Incident.objects.get()
    assert incident.lead(builders.who(member), storm.public_id, member.public_id, now=NOW) == member.name
    assert [public_id for public_id, _ in incidents.leaders()] == [member.public_id]


def prepared(text: str, **over: object) -> HoldingText:
    return HoldingText.objects.create(texts={"de": text}, created_at=NOW, **over)


def held_off(author: Who, here: Conversation) -> str:
    ask(author, here)
    second_pair.sweep_late(now=LATE)
    return str(Delivery.objects.filter(conversation=here, kind="holding").get().payload["text"])


def about(here: Conversation, topic: str) -> None:
    message = here.messages.get()
    found = [{"label": "topic", "value": topic, "probability": 1, "reasons": []}]
    MessageAssessment.objects.create(message=message, findings=found, made_at=NOW)


def test_of_the_set_the_one_for_the_topic_goes_out(author: Who, here: Conversation) -> None:
    asking()
    eyes("Head of Service")
    prepared("Wir schauen nach.", position=0)
    prepared("Wir fragen in der Werkstatt nach.", topics=["repair"], position=1)
    about(here, "repair")
    assert held_off(author, here) == "Wir fragen in der Werkstatt nach."


def test_what_is_meant_for_another_topic_is_passed_over(author: Who, here: Conversation) -> None:
    asking()
    eyes("Head of Service")
    prepared("Wir fragen in der Werkstatt nach.", topics=["repair"])
    prepared("Wir schauen nach.", position=1)
    assert held_off(author, here) == "Wir schauen nach."


def test_of_the_set_what_a_guideline_stops_or_asks_about_is_passed_over(
    author: Who, here: Conversation
) -> None:
    asking()
    switched_on()
    eyes("Head of Service")
    prepared("Schreiben Sie an DE89 3704 0044 0532 0130 00.", position=0)
    prepared("Wir erstatten vielleicht.", position=1)
    prepared("Wir schauen nach.", position=2)
    assert held_off(author, here) == "Wir schauen nach."


def test_whoever_was_put_off_once_does_not_read_the_same_words_again(author: Who, here: Conversation) -> None:
    asking()
    eyes("Head of Service")
    prepared("Wir schauen nach.", position=0)
    prepared("Es dauert noch etwas.", position=1)
    assert held_off(author, here) == "Wir schauen nach."
    second_pair.take_back(author, SecondPair.objects.get().public_id, now=LATE)
    later = LATE + timedelta(hours=1)
    reply.send(author, here.public_id, TEXT, seen_answer_seq=0, anyway=True, now=later)
    second_pair.sweep_late(now=later + timedelta(minutes=15))
    said = [d.payload["text"] for d in Delivery.objects.filter(kind="holding").order_by("pk")]
    assert said == ["Wir schauen nach.", "Es dauert noch etwas."]


def test_a_holding_reply_that_a_guideline_stops_by_now_makes_room_for_another(
    author: Who, here: Conversation
) -> None:
    asking()
    eyes("Head of Service")
    prepared("Wir schauen im Lager nach.")
    ask(author, here)
    stop = (
        ASK.format(late="holding", holding="").replace('"refunds"', '"no-store"').replace('"ask"', '"stop"')
    )
    stop = stop.replace('late = "holding"\n', "").replace("minutes = 15\n", "").replace("erstatten", "Lager")
    switched_on(stop.replace("Wir Lager alles", "Im Lager liegt es"))
    second_pair.sweep_late(now=LATE)
    assert Delivery.objects.get().payload["text"] == HOLDING["de"]


def test_what_was_changed_and_whether_it_means_something_else_is_kept(
    author: Who, here: Conversation
) -> None:
    asking()
    head = builders.who(eyes("Head of Service"))
    question = ask(author, here)
    second_pair.decide(head, question.public_id, "release", text="Wir erstatten 20 € vom Preis.", now=NOW)
    after(question)
    assert (question.asked_text, question.released_text) == (
        "Wir erstatten den Preis.",
        "Wir erstatten 20 € vom Preis.",
    )
    assert (question.changed, question.meaning_changed, question.meaning_guess) == (True, None, True)
    assert question.words_changed == 3


def test_one_tick_puts_the_guess_right(author: Who, here: Conversation) -> None:
    asking()
    head = builders.who(eyes("Head of Service"))
    question = ask(author, here)
    text = "Wir erstatten 20 € vom Preis."
    second_pair.decide(head, question.public_id, "release", text=text, meaning=False, now=NOW)
    assert after(question).meaning_changed is False


def test_an_unchanged_release_changes_no_meaning_whatever_was_ticked(author: Who, here: Conversation) -> None:
    asking()
    head = builders.who(eyes("Head of Service"))
    question = ask(author, here)
    second_pair.decide(head, question.public_id, "release", meaning=True, now=NOW)
    assert (after(question).changed, question.words_changed, question.meaning_changed) == (False, 0, False)


def test_its_author_sees_the_difference_until_she_says_that_she_read_it(
    author: Who, here: Conversation
) -> None:
    asking()
    head = builders.who(eyes("Head of Service"))
    question = ask(author, here)
    second_pair.decide(head, question.public_id, "release", text="Wir erstatten das Porto.", now=NOW)
    (shown,) = reply.standing(author, here.public_id, now=NOW).changed
    gone = [p.text.strip() for p in shown.difference.pieces if p.kind == "gone"]
    assert (shown.ask.decided_by, gone) == ("Head of Service", ["den Preis."])
    assert not reply.standing(head, here.public_id, now=NOW).changed
    with pytest.raises(Declined):
        second_pair.saw(head, question.public_id, now=NOW)
    second_pair.saw(author, question.public_id, now=NOW)
    assert not reply.standing(author, here.public_id, now=NOW).changed


def test_it_rings_at_the_one_who_is_asked_and_nowhere_else(author: Who, here: Conversation) -> None:
    asking()
    head, other = eyes("Head of Service"), eyes("Press Officer")
    question = ask(author, here)
    assert question.asked_of == head
    assert [r.public_id for r in reading.bell(builders.who(head)).rings] == [question.public_id]
    assert not reading.bell(builders.who(other)).rings
    assert not reading.bell(author).rings
    second_pair.decide(builders.who(other), question.public_id, "release", text="Anders.", now=NOW)
    assert not reading.bell(builders.who(head)).rings
    assert [n.by for n in reading.bell(author).news] == ["Press Officer"]


def test_presence_is_kept_to_the_minute(answers: Member) -> None:
    who = builders.who(answers)
    assert presence.looked(who, now=NOW)
    assert not presence.looked(who, now=NOW + timedelta(seconds=59))
    assert presence.looked(who, now=NOW + timedelta(seconds=60))


class TestTheSet:
    """Editing the prepared holding replies."""

    @pytest.fixture
    def owner(self, db: None) -> Who:
        return builders.who(builders.member(role="owner"))

    def test_only_an_owner_edits_it(self, author: Who) -> None:
        with pytest.raises(Declined) as refused:
            holding_set.save(author, "", {"de": "Moment."}, now=NOW)
        assert refused.value.code == "not_allowed"

    def test_new_ones_stand_at_the_end_and_any_can_be_taken_first(self, owner: Who) -> None:
        ids = [holding_set.save(owner, "", {"de": f"Moment {n}."}, now=NOW) for n in range(3)]
        holding_set.first(owner, ids[2], now=NOW)
        assert [p.view.public_id for p in holding_set.page("de", now=NOW)] == [ids[2], ids[0], ids[1]]

    def test_what_is_retired_is_used_no_more_and_cannot_be_changed(self, owner: Who) -> None:
        made = holding_set.save(owner, "", {"de": "Moment."}, now=NOW)
        holding_set.retire(owner, made, now=NOW)
        holding_set.retire(owner, made, now=NOW)
        assert holding_set.page("de", now=NOW) == ()
        with pytest.raises(Declined) as refused:
            holding_set.save(owner, made, {"de": "Doch."}, now=NOW)
        assert refused.value.code == "unknown_holding"
        assert AuditEntry.objects.filter(verb="holding.retired").count() == 1

    def test_one_without_words_is_refused(self, owner: Who) -> None:
        with pytest.raises(Declined) as refused:
            holding_set.save(owner, "", {"de": "  ", "fr": "Un moment."}, now=NOW)
        assert refused.value.code == "holding_empty"

    def test_what_a_new_house_begins_with_passes_all_shipped_guidelines_on_every_channel(
        self, owner: Who
    ) -> None:
        builders.organisation()
        for channel in ("talk", "bluesky"):
            builders.account(channel)
        guideline.seed(NOW)
        slugs = frozenset(GuidelineVersion.objects.values_list("slug", flat=True))
        guideline.choose(owner, slugs, now=NOW)
        holding_set.seed(NOW)
        holding_set.seed(NOW)
        for hour in (0, 12):  # at night too
            shown = holding_set.page("de", now=NOW + timedelta(hours=hour))
            assert len(shown) == len(holding_set.BEGUN_WITH)
            assert all(c.goes for p in shown for c in p.checked)

    def test_its_page_shows_what_guidelines_make_of_each(self, owner: Who) -> None:
        builders.organisation()
        switched_on()
        holding_set.save(owner, "", {"de": "An DE89 3704 0044 0532 0130 00.", "en": "One moment."}, now=NOW)
        ((german, english),) = [p.checked for p in holding_set.page("de", now=NOW)]
        assert (german.goes, english.goes) == (False, True)
        assert [s.verdict for s in german.said] == ["stop"]
