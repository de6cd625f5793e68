"""Goodwill counts from the moment an answer is sent off until it turns out that it never went out."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.goodwill import Promise
from zuruf.core.guideline import Verdict
from zuruf.core.mandate import Gap
from zuruf.core.people import Who
from zuruf.flow import goodwill, outbox, reply, second_pair, writing
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Draft, Goodwill, Member, Organisation
from zuruf.store.queries import goodwill as queries

pytestmark = pytest.mark.django_db
TEXT = "Das tut uns leid. Bitte behalten Sie das Teil."
GIVES = "Das tut uns leid. Wir erstatten Ihnen 20 €."


@pytest.fixture
def here() -> Conversation:
    return builders.conversation()


@pytest.fixture
def in_force(answers: Member) -> None:
    """Up to 30 € in one answer, 50 € in a month."""
    builders.organisation(mandates=True)
    builders.mandate(goodwill_each=3000, goodwill_month=5000)


def send(who: Who, here: Conversation, text: str = TEXT, cents: int = 0) -> reply.Sent:
    promise = Promise(cents, "Versand") if cents else None
    return reply.send(who, here.public_id, text, seen_answer_seq=0, promise=promise, now=NOW)


def slip() -> Goodwill:
    return Goodwill.objects.get()


def test_what_is_written_beside_the_text_is_planned_then_booked(
    who: Who, here: Conversation, in_force: None
) -> None:
    reply.write(who, here.public_id, TEXT, promise=Promise(1000, "Versand"), now=NOW)
    assert (slip().state, slip().promised_at, queries.month(who.id, NOW).promised) == ("planned", None, 0)
    send(who, here)
    row = slip()
    assert (row.state, row.cents, row.what, row.member_id) == ("promised", 1000, "Versand", who.id)
    assert row.mandate is not None
    assert row.promised_at == NOW
    assert queries.month(who.id, NOW).rest == 4000
    assert AuditEntry.objects.get(verb="goodwill.promised").data == {"cents": 1000}


def test_nothing_is_planned_any_more_when_the_field_is_emptied(who: Who, here: Conversation) -> None:
    reply.write(who, here.public_id, TEXT, promise=Promise(1000), now=NOW)
    reply.write(who, here.public_id, TEXT, promise=Promise(0), now=NOW)
    send(who, here)
    assert not Goodwill.objects.exists()


def test_money_in_the_text_is_booked_though_nobody_wrote_it_down(
    who: Who, here: Conversation, in_force: None
) -> None:
    assert send(who, here, GIVES).verdict is Verdict.GO
    assert (slip().cents, slip().what) == (2000, "Wir erstatten Ihnen 20 €.")


@pytest.mark.parametrize(("beside", "booked"), [(500, 2000), (2500, 2500)])
def test_the_larger_of_text_and_field_counts(
    who: Who, here: Conversation, in_force: None, beside: int, booked: int
) -> None:
    send(who, here, GIVES, beside)
    assert (slip().cents, slip().what) == (booked, "Versand")


@pytest.mark.parametrize(("cents", "gap"), [(3001, Gap.GOODWILL), (3000, None)])
def test_more_than_a_mandate_allows_in_one_answer_is_asked_about(
    who: Who, here: Conversation, in_force: None, cents: int, gap: Gap | None
) -> None:
    written = reply.write(who, here.public_id, TEXT, promise=Promise(cents), now=NOW).judged
    assert written.goodwill == cents
    assert written.coverage is not None
    assert written.coverage.gaps == ((gap,) if gap else ())
    assert written.verdict is (Verdict.ASK if gap else Verdict.GO)


def test_more_than_is_left_of_the_month_is_asked_about(who: Who, here: Conversation, in_force: None) -> None:
    send(who, here, TEXT, 3000)
    other = builders.conversation()
    written = reply.write(who, other.public_id, TEXT, promise=Promise(2001), now=NOW).judged
    assert written.coverage is not None
    assert written.coverage.gaps == (Gap.GOODWILL_MONTH,)


def test_what_the_second_pair_releases_is_booked_on_whoever_answers_for_it(
    who: Who, here: Conversation, in_force: None
) -> None:
    eyes = builders.who(builders.member(second_pair=True, role="owner"))
    sent = send(who, here, TEXT, 4000)
    assert slip().state == "planned"
    second_pair.decide(eyes, sent.ask, "release", now=NOW)
    assert (slip().state, slip().member_id) == ("promised", who.id)


def test_a_recalled_answer_promises_nothing_and_its_money_lies_with_the_draft_again(
    who: Who, here: Conversation, in_force: None
) -> None:
    sent = send(who, here, TEXT, 1000)
    outbox.recall(who, sent.delivery, now=NOW)
    assert (slip().state, slip().promised_at, slip().cents) == ("planned", None, 1000)
    assert queries.month(who.id, NOW).promised == 0
    send(who, here)
    assert slip().state == "promised"


def test_a_slip_is_open_until_somebody_has_seen_to_it(who: Who, here: Conversation) -> None:
    send(who, here, GIVES)
    (open_slip,) = queries.open_slips(NOW)
    assert (open_slip.cents, open_slip.late) == (2000, False)
    assert queries.open_slips(NOW + timedelta(days=8))[0].late
    other = builders.who(builders.member())
    goodwill.fulfil(other, open_slip.public_id, "überwiesen", now=NOW)
    assert queries.open_slips(NOW) == ()
    (done,) = queries.ended_slips(NOW)
    assert (done.state, done.ended_by, done.remark) == ("fulfilled", other.name, "überwiesen")
    with pytest.raises(Declined, match="gone"):
        goodwill.cancel(who, open_slip.public_id, "doch nicht", now=NOW)


def test_a_slip_that_somebody_else_cancels_needs_a_reason_and_frees_the_month(
    who: Who, here: Conversation, in_force: None
) -> None:
    send(who, here, GIVES)
    other = builders.who(builders.member())
    with pytest.raises(Declined, match="goodwill_why"):
        goodwill.cancel(other, slip().public_id, " ", now=NOW)
    assert goodwill.cancel(other, slip().public_id, "Kunde wollte nichts", now=NOW)
    assert queries.month(who.id, NOW).promised == 0


def test_who_cancels_what_she_promised_herself_frees_nothing_while_it_is_out(
    who: Who, here: Conversation, in_force: None
) -> None:
    sent = send(who, here, GIVES)
    assert not goodwill.cancel(who, slip().public_id, "doch nicht", now=NOW)
    assert queries.month(who.id, NOW).promised == 2000
    outbox.recall(who, sent.delivery, now=NOW)
    assert queries.month(who.id, NOW).promised == 0


def test_what_two_drafts_promise_is_kept_when_they_become_one(
    who: Who, here: Conversation, in_force: None
) -> None:
    sent = send(who, here, TEXT, 2000)
    reply.write(who, here.public_id, "PS", promise=Promise(500, "Porto"), now=NOW)
    outbox.recall(who, sent.delivery, now=NOW)
    assert (slip().state, slip().cents, slip().what) == ("planned", 2000, "Versand")
    assert queries.planned(here.pk, who.id).cents == 2000
    joined = Draft.objects.get(state="writing")
    seen = Conversation.objects.get(pk=here.pk).answer_seq
    reply.send(who, here.public_id, joined.text, seen_answer_seq=seen, now=NOW)
    assert (slip().state, slip().cents) == ("promised", 2000)


def test_what_is_promised_is_kept_when_a_question_comes_back(
    who: Who, here: Conversation, in_force: None
) -> None:
    eyes = builders.who(builders.member(second_pair=True))
    sent = send(who, here, TEXT, 4000)
    Draft.objects.create(
        conversation=here, author_id=who.id, text="PS", created_at=NOW, updated_at=NOW, state="writing"
    )
    second_pair.decide(eyes, sent.ask, "return", remark="weniger", now=NOW)
    assert queries.planned(here.pk, who.id).cents == 4000


def test_what_is_no_amount_is_refused_after_all_is_kept(who: Who, here: Conversation, in_force: None) -> None:
    reply.write(who, here.public_id, "Eins", promise=Promise(1000), now=NOW)
    with pytest.raises(Declined, match="goodwill_amount"):
        reply.send(who, here.public_id, TEXT, seen_answer_seq=0, promise=Promise(0, unread=True), now=NOW)
    assert (Draft.objects.get().text, slip().cents) == (TEXT, 1000)


def test_a_second_pair_who_promises_more_does_it_on_her_own_month(
    who: Who, here: Conversation, in_force: None
) -> None:
    plain = builders.who(builders.member(second_pair=True, role="owner"))
    able = builders.member(second_pair=True)
    builders.mandate(member=able, goodwill_each=100_000, goodwill_month=100_000)
    asked = send(who, here, "Wir erstatten Ihnen 31 €.").ask
    with pytest.raises(Declined, match="goodwill_beyond"):
        second_pair.decide(plain, asked, "release", text="Wir erstatten Ihnen 900 €.", now=NOW)
    second_pair.decide(builders.who(able), asked, "release", text="Wir erstatten Ihnen 900 €.", now=NOW)
    assert (slip().cents, slip().member_id) == (90_000, able.pk)
    assert queries.month(who.id, NOW).promised == 0


def test_a_second_pair_may_promise_less(who: Who, here: Conversation, in_force: None) -> None:
    eyes = builders.who(builders.member(second_pair=True, role="owner"))
    asked = send(who, here, "Wir erstatten Ihnen 31 €.").ask
    second_pair.decide(eyes, asked, "release", text="Wir erstatten Ihnen 5 €.", now=NOW)
    assert (slip().cents, slip().member_id) == (500, who.id)


def test_two_windows_at_once_do_not_spend_the_same_rest(
    who: Who, here: Conversation, in_force: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are weighed before either of them is booked."""
    other, weighed, first = builders.conversation(), writing.weighed, [True]

    def then_the_other(*args: Any) -> Any:
        w = weighed(*args)
        if first.pop() if first else False:
            send(who, other, TEXT, 3000)
        return w

    monkeypatch.setattr(reply, "weighed", then_the_other)
    with pytest.raises(Declined, match="goodwill_spent"):
        send(who, here, TEXT, 3000)
    assert queries.month(who.id, NOW).promised == 3000
    assert Draft.objects.get(conversation=here).text == TEXT
    assert send(who, here, TEXT).verdict is Verdict.ASK


@pytest.mark.parametrize("role", ["partner", "guest"])
def test_only_ours_see_to_slips(who: Who, here: Conversation, role: str) -> None:
    send(who, here, GIVES)
    with pytest.raises(Declined, match="not_allowed"):
        goodwill.fulfil(builders.who(builders.member(role=role)), slip().public_id, now=NOW)


def test_the_next_month_begins_anew_on_the_organisations_clocks(
    who: Who, here: Conversation, in_force: None
) -> None:
    Organisation.objects.update(timezone="Europe/Berlin")
    send(who, here, TEXT, 3000)
    last = NOW.replace(month=3, day=31, hour=21, minute=59)
    assert queries.month(who.id, last).rest == 2000
    assert queries.month(who.id, last + timedelta(minutes=2)).rest == 5000
