"""Asking for a fact: every question ends, nobody but the asked answers it, and nothing of the asker gets out."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tests.builders import NOW
from zuruf.core.fact_ask import MOVES, State, Step, due, times
from zuruf.core.people import Who
from zuruf.flow import absence, fact_ask, fact_mail
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, FactAsk, Member, Message
from zuruf.store.queries import fact_ask as reading

db = pytest.mark.django_db
HOUR = timedelta(hours=1)
moments = st.integers(0, 10_000).map(lambda n: NOW + timedelta(minutes=n))


@given(moments, st.integers(0, 5000), st.booleans(), st.lists(moments, max_size=20))
def test_whatever_the_clock_does_an_open_question_ends_and_goes_to_the_deputy_once(
    start: datetime, minutes: int, deputy: bool, looks: list[datetime]
) -> None:
    at = times(
        start, start + timedelta(minutes=minutes), start + timedelta(minutes=minutes // 2), deputy=deputy
    )
    assert at.deadline < at.link_until
    assert (at.next_at is not None) == deputy
    state, next_at, handed = State.OPEN, at.next_at, 0
    for now in [*sorted(looks), at.deadline]:
        step = due(state, next_at, at.deadline, now)
        if step is Step.DEPUTY:
            assert now < at.deadline
            next_at, handed = None, handed + 1
        elif step is Step.ENDS:
            assert State.LATE in MOVES[state]
            state = State.LATE
    assert state is State.LATE
    assert handed <= int(deputy)


@given(st.sampled_from(State), moments)
def test_what_is_not_open_never_changes_by_the_clock(state: State, now: datetime) -> None:
    if state is not State.OPEN:
        assert due(state, NOW, NOW, now) is Step.STAYS


def test_nothing_leads_out_of_quoted_and_withdrawn() -> None:
    assert MOVES[State.QUOTED] <= {State.QUOTED}
    assert not MOVES[State.WITHDRAWN]


@pytest.fixture
def asker(db: None) -> Who:
    builders.organisation()
    return builders.who(builders.member(name="Asking Person", email="asking@example.org"))


@pytest.fixture
def here(asker: Who) -> Conversation:
    return builders.conversation(text="Passt die Kurbel auch an ein Rad von 2015? Ich heiße Erna.")


def ask(who: Who, c: Conversation, **over: Any) -> FactAsk:
    fields: dict[str, Any] = {"now": NOW, **over}
    if not fields.keys() & {"member", "email"}:
        fields["email"] = "workshop@example.org"
    return FactAsk.objects.get(public_id=fact_ask.ask(who, c.public_id, "Passt 3471 an 2015?", **fields))


def shown(row: FactAsk) -> str:
    """What of the messages stands behind its link."""
    found = reading.behind(row.public_id, row.link, NOW)
    assert found
    return found[0].excerpt


def state_of(row: FactAsk) -> str:
    return FactAsk.objects.get(pk=row.pk).state


@db
def test_the_conversation_stays_where_it_lies_and_only_what_is_ticked_goes_along(
    asker: Who, here: Conversation
) -> None:
    bare = ask(asker, here)
    told = ask(asker, here, messages=[here.messages.get().public_id])
    assert [shown(row) for row in (bare, told)] == ["", here.messages.get().text]
    here.refresh_from_db()
    assert (here.owner, here.state) == (None, "open")


@db
def test_a_link_answers_once_may_put_it_right_and_is_void_when_quoted(asker: Who, here: Conversation) -> None:
    row = ask(asker, here)
    token = fact_ask.link(row.public_id, row.link)
    fact_ask.answer_by_link(token, "Ja, ab 2012.", now=NOW + HOUR)
    with pytest.raises(Declined, match="too_fast"):
        fact_ask.answer_by_link(token, "Nein.", now=NOW + HOUR)
    fact_ask.answer_by_link(token, "Ja, ab 2014.", now=NOW + 2 * HOUR)
    assert [a.public_id for a in reading.bell(asker, NOW).news] == [row.public_id]
    fact_ask.quoted(asker, row.public_id, now=NOW + 3 * HOUR)
    with pytest.raises(Declined, match="fact_over"):
        fact_ask.answer_by_link(token, "Doch nicht.", now=NOW + 4 * HOUR)
    row.refresh_from_db()
    assert (row.answer, row.state) == ("Ja, ab 2014.", "quoted")
    assert reading.bell(asker, NOW).news == ()


@db
def test_a_link_that_is_forged_old_or_taken_back_opens_nothing(asker: Who, here: Conversation) -> None:
    row = ask(asker, here)
    token = fact_ask.link(row.public_id, row.link)
    with pytest.raises(Declined, match="link_over"):
        fact_ask.answer_by_link(token[:-1] + ("A" if token[-1] != "A" else "B"), "x", now=NOW)
    with pytest.raises(Declined, match="link_over"):
        fact_ask.answer_by_link(token, "x", now=row.link_until)
    fact_ask.withdraw(asker, row.public_id, now=NOW)
    with pytest.raises(Declined, match="link_over"):
        fact_ask.answer_by_link(token, "x", now=NOW)
    assert reading.behind(row.public_id, row.link, NOW) is None


@db
def test_nobody_answers_for_somebody_else(asker: Who, here: Conversation) -> None:
    expert, other = builders.member(role="guest"), builders.member()
    row = ask(asker, here, member=expert.public_id)
    for not_asked in (asker, builders.who(other)):
        with pytest.raises(Declined, match="not_yours"):
            fact_ask.answer(not_asked, row.public_id, "Ja.", now=NOW)
    fact_ask.answer(builders.who(expert), row.public_id, "Ja.", now=NOW)
    assert FactAsk.objects.get().answered_by == expert


@db
def test_at_half_time_the_deputy_has_it_and_then_it_ends_with_an_offer_and_a_late_answer_helps(
    asker: Who, here: Conversation
) -> None:
    deputy = builders.member()
    expert = builders.member(role="guest", deputy=deputy)
    row = ask(asker, here, member=expert.public_id, minutes=120)
    assert fact_ask.sweep(now=NOW + timedelta(minutes=59)) == 0
    assert fact_ask.sweep(now=NOW + HOUR) == 1
    row.refresh_from_db()
    assert (row.asked_of, row.step, row.state) == (deputy, 1, "open")
    assert fact_ask.sweep(now=NOW + 2 * HOUR) == 1
    assert fact_ask.sweep(now=NOW + 3 * HOUR) == 0
    assert state_of(row) == "late"
    assert [a.state for a in reading.bell(asker, NOW).news] == ["late"]
    fact_ask.answer(builders.who(deputy), row.public_id, "Ja.", now=NOW + 3 * HOUR)
    assert state_of(row) == "answered"


@db
def test_who_is_away_is_not_asked_and_who_cannot_answer_passes_it_on(asker: Who, here: Conversation) -> None:
    deputy = builders.member()
    expert = builders.member(deputy=deputy)
    row = ask(asker, here, member=expert.public_id)
    fact_ask.not_mine(builders.who(expert), row.public_id, now=NOW)
    row.refresh_from_db()
    assert (row.asked_of, row.state) == (deputy, "open")
    fact_ask.not_mine(builders.who(deputy), row.public_id, now=NOW)
    assert state_of(row) == "late"
    absence.enter(builders.who(expert), expert.public_id, NOW, NOW + 50 * HOUR, now=NOW)
    assert ask(asker, here, member=expert.public_id).asked_of == deputy


@db
def test_a_hand_on_ends_the_link_and_a_colleagues_answer_stays_inside(asker: Who, here: Conversation) -> None:
    deputy = builders.member()
    row = ask(asker, here, deputy=deputy.public_id, minutes=120)
    old = fact_ask.link(row.public_id, row.link)
    fact_ask.sweep(now=NOW + HOUR)
    row.refresh_from_db()
    assert reading.behind(row.public_id, 0, NOW + HOUR) is None
    with pytest.raises(Declined, match="link_over"):
        fact_ask.answer_by_link(old, "Von draußen.", now=NOW + HOUR)
    fact_ask.answer(builders.who(deputy), row.public_id, "Nur für innen.", now=NOW + HOUR)
    hers = fact_ask.link(row.public_id, row.link)
    assert reading.behind(row.public_id, row.link, NOW + HOUR) is None
    with pytest.raises(Declined, match="link_over"):
        fact_ask.answer_by_link(hers, "Überschrieben.", now=NOW + 2 * HOUR)
    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("Nur für innen.", deputy)


@db
def test_what_its_author_deletes_or_puts_right_is_so_behind_the_link_too(
    asker: Who, here: Conversation
) -> None:
    said = here.messages.get()
    row = ask(asker, here, messages=[said.public_id])
    assert "Erna" in shown(row)
    Message.objects.filter(pk=said.pk).update(text="Passt die Kurbel?")
    assert shown(row) == "Passt die Kurbel?"
    Message.objects.filter(pk=said.pk).update(text="", gone_at=NOW)
    assert shown(row) == ""


@db
def test_the_mail_carries_the_link_and_not_who_asked(asker: Who, here: Conversation) -> None:
    row = ask(asker, here, messages=[here.messages.get().public_id])
    assert fact_mail.send(now=NOW) == 1
    assert fact_mail.send(now=NOW) == 0
    (out,) = mail.outbox
    assert out.to == ["workshop@example.org"]
    assert fact_ask.link(row.public_id, 0) in out.body
    assert row.public_id in out.extra_headers["Message-ID"]
    everything = f"{out.subject}\n{out.body}\n{out.message()}"
    assert asker.name not in everything
    assert "Erna" not in everything  # a mail cannot be called back when she deletes it
    assert "asking@example.org" not in everything


@db
def test_no_mail_goes_to_who_sits_at_the_desk_or_has_answered(asker: Who, here: Conversation) -> None:
    present: Member = builders.member(seen_at=NOW)
    ask(asker, here, member=present.public_id)
    late = ask(asker, here)
    fact_ask.answer_by_link(fact_ask.link(late.public_id, 0), "Ja.", now=NOW)
    assert fact_mail.send(now=NOW) == 0
    assert mail.outbox == []


@db
def test_the_audit_has_no_words_and_no_address(asker: Who, here: Conversation) -> None:
    row = ask(asker, here)
    fact_ask.answer_by_link(fact_ask.link(row.public_id, 0), "Ja, ab 2014.", now=NOW)
    entries = AuditEntry.objects.filter(thing="fact_ask")
    kept = str([{**entry, "id": None} for entry in entries.values()])  # the number of an entry may be 2014
    assert "fact_ask.answered" in kept
    for secret in ("2014", "3471", "workshop"):
        assert secret not in kept


@db
@pytest.mark.parametrize(
    ("over", "code"),
    [({"email": "no address"}, "email"), ({"email": ""}, "nobody"), ({"member": "x"}, "nobody")],
)
def test_somebody_has_to_be_asked(asker: Who, here: Conversation, over: dict[str, Any], code: str) -> None:
    with pytest.raises(Declined, match=code):
        fact_ask.ask(asker, here.public_id, "Was gilt?", now=NOW, **over)
