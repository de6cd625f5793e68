"""The invented company: alive, credible, and by the very same road."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.test import TestCase

from tests import builders
from tests.there import there
from zuruf.core.desk import State
from zuruf.core.first_steps import Step
from zuruf.core.guideline import Verdict
from zuruf.core.outbox import DeliveryState
from zuruf.core.people import Who
from zuruf.core.price import Advice
from zuruf.core.reply import AskState
from zuruf.flow import first_run, price, second_pair, trial_report, verdict
from zuruf.flow.clock import clock
from zuruf.flow.moving_out import demo_out
from zuruf.flow.organisation import Settings
from zuruf.flow.people import FIRST_EMAIL
from zuruf.ops import demo
from zuruf.ops.demo import library
from zuruf.store.models import (
    Account,
    AuditEntry,
    Contact,
    Conversation,
    Delivery,
    Hold,
    Incident,
    Member,
    Message,
    MessageAssessment,
    Note,
    Organisation,
    Proposal,
    RawArrival,
    SecondPair,
    TalkPost,
    Team,
    Topic,
)
from zuruf.store.queries import absence, first_steps, goodwill
from zuruf.store.queries import trial as trials
from zuruf.store.queries.review import lessons, waiting


class AfterTheFirstStart(TestCase):
    """What somebody finds; loaded once, since nobody here changes what others look at."""

    now: datetime
    first: Who

    @classmethod
    def setUpTestData(cls) -> None:
        cls.now = clock()
        assert demo.load(cls.now)
        cls.first = builders.who(Member.objects.get(role="owner", email=FIRST_EMAIL))

    def test_two_slips_are_open_within_a_mandate_that_limits_goodwill(self) -> None:
        slips = goodwill.open_slips(self.now)
        assert [(s.cents, s.mandate) for s in slips] == [
            (490, "Service mit Kulanz"),
            (1500, "Service mit Kulanz"),
        ]
        assert all(s.what for s in slips)

    def test_who_may_promise_money_is_not_asked_for_it_by_a_guideline(self) -> None:
        promised = Delivery.objects.get(draft__goodwill__cents=490).conversation.public_id
        author = builders.who(Member.objects.get(name="Service-Desk (Demo)"))
        for text, said in (
            ("Wir erstatten Ihnen 15 Euro.", Verdict.LOOK),
            ("Wir erstatten Ihnen 45 Euro.", Verdict.ASK),
        ):
            assert verdict.judge(author, promised, text, now=self.now).verdict == said, text

    def test_it_shows_an_incident_a_hold_of_the_past_and_a_reply_for_tomorrow(self) -> None:
        assert Conversation.objects.filter(incident__name="Händlerportal gestört").count() == 2
        hold = Hold.objects.get()
        assert hold.lifted_at is not None
        assert not Delivery.objects.filter(wants_yes=True).exists()
        later = Delivery.objects.get(state=DeliveryState.QUEUED, scheduled_for__gt=self.now)
        assert later.scheduled_as

    def test_somebody_is_away_and_somebody_stands_in(self) -> None:
        now, later = absence.now_and_ahead(self.now)
        assert (now.name, now.deputy, now.begun) == ("Vertrieb (Demo)", "Kommunikation (Demo)", True)
        assert (later.deputy, later.begun) == ("", False)

    def test_it_is_full_of_life(self) -> None:
        assert Conversation.objects.count() >= 30
        states = Counter(Conversation.objects.values_list("state", flat=True))
        assert states[State.OPEN] >= 14
        assert states[State.WAITING] >= 3
        assert states[State.DONE] >= 8
        assert Note.objects.count() >= 2
        assert {"de", "en"} == set(Conversation.objects.values_list("language", flat=True))
        waits = [
            self.now - there(since)
            for since in Conversation.objects.exclude(waiting_since=None).values_list(
                "waiting_since", flat=True
            )
        ]
        assert min(waits) < timedelta(minutes=5)
        assert max(waits) > timedelta(hours=12)
        assert len(set(waits)) == len(waits)

    def test_one_answer_is_unclear_one_waits_for_a_second_pair_one_for_its_hour_and_the_rest_is_out(
        self,
    ) -> None:
        deliveries = Counter(Delivery.objects.values_list("state", flat=True))
        assert deliveries[DeliveryState.UNCLEAR] == 1
        assert deliveries[DeliveryState.QUEUED] == 1, "the one for tomorrow"
        assert set(deliveries) == {DeliveryState.UNCLEAR, DeliveryState.QUEUED, DeliveryState.PUBLISHED}
        assert SecondPair.objects.filter(state=AskState.OPEN).count() == 1

    def test_the_second_pair_that_does_not_come_leads_to_a_holding_reply(self) -> None:
        waiting = SecondPair.objects.get(state=AskState.OPEN)
        assert second_pair.sweep_late(now=self.now + timedelta(hours=1)) == 1
        waiting.refresh_from_db()
        assert waiting.state == AskState.LATE_HOLDING

    def test_the_price_of_waiting_has_something_to_advise(self) -> None:
        found = price.read(self.first, 90, now=self.now)
        advised = {row.key: row.advice for row in found.parts[0].rows}
        assert (advised["refunds"], advised["liability"]) == (Advice.DROP, Advice.KEEP)

    def test_some_answers_were_looked_at_and_others_wait(self) -> None:
        assert len(lessons("de")) == 2
        assert len(waiting(self.first.id, self.now)) >= 5

    def test_somebody_passed_on_that_her_results_ask_for_more(self) -> None:
        row = Proposal.objects.get()
        assert (row.state, row.kind) == ("passed_on", "widen")
        assert row.suggests
        assert row.sentence

    def test_a_trial_run_is_over_and_says_what_would_have_sufficed(self) -> None:
        (run,) = trials.runs()
        report = trial_report.read(self.first, run.public_id, now=self.now)
        assert (report.outcome.ended, run.ended_at is None) == (143, False)
        assert report.outcome.suggestions
        assert report.outcome.missed

    def test_everything_came_by_the_road(self) -> None:
        theirs = Message.objects.filter(ours=False)
        assert MessageAssessment.objects.count() == theirs.count()
        assert not RawArrival.objects.exclude(state="done").exists()
        verbs = set(AuditEntry.objects.values_list("verb", flat=True))
        assert verbs >= {"conversation.taken", "conversation.closed", "note.written", "delivery.published"}

    def test_no_real_network_is_ever_asked_for_it(self) -> None:
        others = Account.objects.exclude(channel="talk")
        assert {a.channel for a in others} == {"bluesky", "feed"}
        assert all(
            not a.enabled and a.disconnected_at and a.next_fetch_at is None and not a.secrets for a in others
        )

    def test_nobody_in_it_has_a_password_or_a_real_address(self) -> None:
        for member in Member.objects.all():
            assert not member.has_usable_password()
            assert member.email.endswith(".invalid")
            assert not member.name or "(Demo)" in member.name

    def test_loading_it_twice_changes_nothing(self) -> None:
        before = Message.objects.count(), AuditEntry.objects.count()
        assert not demo.load(clock())
        assert (Message.objects.count(), AuditEntry.objects.count()) == before

    def test_the_company_says_that_it_is_a_demo(self) -> None:
        house = Organisation.objects.get()
        assert "(Demo)" in house.name
        assert house.demo
        assert not house.first_run_done
        assert set(house.house_rules) == set(house.holding) == {"de", "en"}

    def test_whoever_opens_her_own_house_finds_nothing_of_the_invented_one(self) -> None:
        mine = first_run.Person("Anna", "AN", "anna@example.org", "correct horse battery")
        first_run.finish(self.first, Settings("Radhaus Nord"), mine, [], clear=True, now=self.now)
        house = Organisation.objects.get()
        assert (house.name, house.hours, house.place) == ("Radhaus Nord", {}, "")
        assert not Incident.objects.exists()
        assert not Hold.objects.exists()
        assert not Topic.objects.exists()
        assert Member.objects.filter(is_active=True).count() == 1
        assert Step.HOURS not in first_steps.steps(["talk"]).done, "she has not said when she is there"

    def test_it_moves_out_again_and_leaves_nobody_behind(self) -> None:
        first = builders.who(Member.objects.get(role="owner", email=FIRST_EMAIL))
        assert demo_out(first, clock()) > 10
        left = (Conversation, Message, Contact, RawArrival, Delivery, Note, TalkPost, Team)
        assert [rows.__name__ for rows in left if rows.objects.exists()] == []
        assert [m.email for m in Member.objects.filter(is_active=True)] == [FIRST_EMAIL]
        assert list(Account.objects.values_list("channel", flat=True)) == ["talk"]


@pytest.mark.django_db
def test_it_does_not_move_in_with_real_people() -> None:
    builders.organisation(name="Real")
    builders.conversation()
    with pytest.raises(demo.NotEmpty):
        demo.load(clock())
    assert Organisation.objects.get().name == "Real"


@pytest.mark.django_db
def test_a_first_start_that_was_ended_on_the_way_leaves_nobody_who_looks_real(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def ended(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as early, pytest.raises(KeyboardInterrupt):
        early.setattr(library, "fill", ended)
        demo.load(clock())
    assert not Message.objects.exists()
    assert not Organisation.objects.exists()
    assert demo.load(clock()), "it comes whole the next time"
