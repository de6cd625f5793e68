"""What if over past answers: counted step by step, once each; kept; cancelled; and honest about the minutes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.people import Who
from zuruf.flow import guideline, guideline_lint, what_if
from zuruf.flow.errors import Declined
from zuruf.flow.what_if import Change
from zuruf.store.models import (
    AuditEntry,
    Conversation,
    Delivery,
    Draft,
    Incident,
    Member,
    MessageAssessment,
    Organisation,
    SecondPair,
    WhatIf,
    WhatIfAnswer,
)
from zuruf.store.queries import what_if as queries

LATER = NOW + timedelta(days=1)


def toml(slug: str, verdict: str, when: str, hit: str, around: str = "") -> str:
    return f"""id = "{slug}"
title = "{slug}"
why = "w"
[when]
{when}
[then]
verdict = "{verdict}"
say = "s"
[[example]]
text = "{hit}"
{around}verdict = "{verdict}"
[[example]]
text = "Ganz etwas anderes."
verdict = "go"
"""


REFUNDS = toml("refunds", "ask", 'words = ["erstatten"]', "Wir erstatten es.")
LOOKED = REFUNDS.replace('"ask"', '"look"')


@pytest.fixture
def who(second_pair: Member) -> Who:
    builders.organisation()
    return builders.who(second_pair)


@pytest.fixture(autouse=True)
def _laid_out_anew() -> Iterator[None]:
    what_if._LAST.clear()
    yield
    what_if._LAST.clear()


def answered(
    text: str, author: Member, *, at: datetime = NOW, state: str = "published", **over: object
) -> Delivery:
    here = over.pop("conversation", None) or builders.conversation()
    assert isinstance(here, Conversation)
    draft = builders.draft(here, author, text=text, state="sent", **over)
    return Delivery.objects.create(
        draft=draft, conversation=here, account=here.account, author=author, payload={"text": text}, state=state,
        queued_at=at, not_before=at, recall_until=at,
    )  # fmt: skip


def asked(delivery: Delivery, minutes: int, state: str = "released", name: str = "refunds@1") -> None:
    SecondPair.objects.create(
        draft=delivery.draft, asked_at=NOW, deadline=NOW + timedelta(minutes=60), late="holding", guideline=name,
        state=state, decided_at=NOW + timedelta(minutes=minutes),
    )  # fmt: skip


def on(who: Who, text: str) -> None:
    slug, _version = guideline.save(who, text, "Test", now=NOW)
    guideline.switch(who, slug, True, now=NOW)


def done(public_id: str) -> queries.Run:
    while what_if.work("w", now=LATER):
        pass
    found = queries.run(public_id)
    assert found is not None
    return found


def test_it_counts_what_would_have_become_of_each_answer_and_names_those_that_change(
    who: Who, answers: Member
) -> None:
    on(who, REFUNDS)
    gone = answered("Wir erstatten es.", answers)
    for text in ("Ist unterwegs.", "Ja, passt."):
        answered(text, answers)
    run = done(what_if.ask(who, [Change("refunds", LOOKED)], 30, now=LATER))
    assert (run.state, run.done, run.total) == ("done", 3, 3)
    assert run.result["before"] == {"ask": 1, "go": 2}
    assert run.result["after"] == {"look": 1, "go": 2}
    assert run.result["moved"] == {"ask>look": 1}
    [changed] = queries.changed(run.public_id).rows
    assert (changed.conversation, changed.before, changed.after) == (
        gone.conversation.public_id,
        "ask",
        "look",
    )
    assert changed.guideline == "refunds"


def test_saved_minutes_are_those_that_the_answers_own_second_pair_took(who: Who, answers: Member) -> None:
    on(who, REFUNDS)
    asked(answered("Wir erstatten es.", answers), 12)
    asked(answered("Wir erstatten alles.", answers), 45, state="late_holding")
    answered("Wir erstatten nichts.", answers)
    run = done(what_if.ask(who, [Change("refunds", "")], 30, now=LATER))
    assert (
        run.result["saved"] == 12 + 60 + 15
    )  # its own; until its deadline; nobody asked, so the guideline's deadline
    assert run.result["sources"] == {"own": 2, "deadline": 1}
    assert run.result["cost"] == 0


def test_what_a_new_question_costs_is_the_mean_of_its_guidelines_real_ones(who: Who, answers: Member) -> None:
    for minutes in (10, 20, 30, 40, 50):
        asked(answered("Ist unterwegs.", answers), minutes)
    answered("Wir erstatten es.", answers)
    run = done(what_if.ask(who, [Change("refunds", REFUNDS)], 30, now=LATER))
    assert (run.result["cost"], run.result["sources"]) == (30.0, {"guideline": 1})


def test_only_answers_that_went_out_in_that_time_count_and_one_in_parts_counts_once(
    who: Who, answers: Member
) -> None:
    answered("Wir erstatten es.", answers, at=NOW - timedelta(days=40))
    answered("Wir erstatten es.", answers, state="recalled")
    first = answered("Wir erstatten es.", answers, state="withdrawn")
    Delivery.objects.create(
        draft=first.draft, conversation=first.conversation, account=first.account, author=answers, payload={},
        state="published", queued_at=NOW, not_before=NOW, recall_until=NOW, part=2, parts=2,
    )  # fmt: skip
    answered("Wir erstatten es.", answers, kind="holding")
    Delivery.objects.filter(draft__kind="holding").update(kind="holding")
    assert done(what_if.ask(who, [Change("refunds", REFUNDS)], 30, now=LATER)).done == 1
    assert done(what_if.ask(who, [Change("refunds", REFUNDS)], 0, now=LATER)).done == 2


def test_an_answer_is_seen_with_the_hour_the_incident_and_what_triage_found_then(
    who: Who, answers: Member
) -> None:
    Organisation.objects.filter(pk=1).update(timezone="Europe/Berlin")
    incident = Incident.objects.create(
        name="x", opened_by=answers, opened_at=NOW - timedelta(hours=1), closed_at=NOW + timedelta(hours=1)
    )
    then = answered("Ja.", answers)
    after = answered("Ja.", answers, at=NOW + timedelta(hours=9))
    answered(
        "Ja.", answers, at=NOW + timedelta(hours=4, minutes=1)
    )  # while it was open, about something else
    Conversation.objects.filter(pk__in=(then.conversation_id, after.conversation_id)).update(
        incident=incident
    )
    Incident.objects.update(closed_at=NOW + timedelta(hours=5))
    assert then.draft.answers is not None
    MessageAssessment.objects.create(
        message=then.draft.answers, findings=[{"label": "topic", "value": "delivery"}], made_at=NOW
    )
    for when, around in (
        ('hours = "09:30-10:30"', 'hour = "10:00"\n'),  # NOW is 9:00 UTC on a winter's day
        ("crisis = true", "crisis = true\n"),
        ('topic = ["delivery"]', 'topic = "delivery"\n'),
    ):
        text = toml("g", "look", when, "Ja.", around)
        assert done(what_if.ask(who, [Change("g", text)], 30, now=LATER)).result["moved"] == {"go>look": 1}, (
            when
        )


def test_a_cancelled_run_keeps_what_was_counted_and_goes_no_further(
    who: Who, answers: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(what_if, "CHUNK", 2)
    for _ in range(5):
        answered("Wir erstatten es.", answers)
    made = what_if.ask(who, [Change("refunds", REFUNDS)], 30, now=LATER)
    assert what_if.work("w", now=LATER, seconds=0)
    what_if.cancel(who, made, now=LATER)
    assert not what_if.work("w", now=LATER)
    run = queries.run(made)
    assert run is not None
    assert (run.state, run.done) == ("cancelled", 2)
    assert WhatIfAnswer.objects.count() == 2
    with pytest.raises(Declined, match="over"):
        what_if.cancel(who, made, now=LATER)
    assert {"what_if.asked", "what_if.cancelled"} <= set(AuditEntry.objects.values_list("verb", flat=True))


def test_a_worker_that_died_is_followed_by_another_that_counts_nothing_twice(
    who: Who, answers: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(what_if, "CHUNK", 2)
    for _ in range(5):
        answered("Wir erstatten es.", answers)
    made = what_if.ask(who, [Change("refunds", REFUNDS)], 30, now=LATER)
    what_if.work("dead", now=LATER, seconds=0)
    assert not what_if.work("other", now=LATER)
    what_if._LAST.clear()
    while what_if.work("other", now=LATER + timedelta(minutes=10)):
        pass
    run = queries.run(made)
    assert run is not None
    assert (run.state, run.done, run.result["moved"]) == ("done", 5, {"go>ask": 5})
    assert WhatIfAnswer.objects.values("delivery").distinct().count() == WhatIfAnswer.objects.count() == 5


def test_when_guidelines_change_before_another_worker_goes_on_it_begins_anew(
    who: Who, answers: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(what_if, "CHUNK", 2)
    for _ in range(4):
        answered("Wir erstatten es.", answers)
    made = what_if.ask(
        who, [Change("other", toml("other", "stop", 'words = ["Fax"]', "Fax."))], 30, now=LATER
    )
    what_if.work("dead", now=LATER, seconds=0)
    on(who, REFUNDS)
    what_if._LAST.clear()
    while what_if.work("other", now=LATER + timedelta(minutes=10)):
        pass
    run = queries.run(made)
    assert run is not None
    assert (run.done, run.result["before"]) == (4, {"ask": 4})


def test_what_changes_nothing_is_declined_and_so_is_who_may_not(who: Who, answers: Member) -> None:
    on(who, REFUNDS)
    for act, code in (
        (lambda: what_if.ask(who, [Change("refunds", REFUNDS)], 30, now=LATER), "no_change"),
        (lambda: what_if.ask(who, [Change("refunds", "id = 3")], 30, now=LATER), "unreadable"),
        (lambda: what_if.ask(builders.who(answers), [Change("refunds", "")], 30, now=LATER), "not_allowed"),
        (lambda: what_if.cancel(builders.who(answers), "x", now=LATER), "not_allowed"),
        (lambda: what_if.cancel(who, "x", now=LATER), "gone"),
    ):
        with pytest.raises(Declined, match=code):
            act()
    assert not WhatIf.objects.exists()


def test_the_linter_names_what_keeps_back_more_than_the_line_of_last_months_answers(
    who: Who, answers: Member
) -> None:
    on(who, REFUNDS)
    for text in ("Wir erstatten es.", "Ja.", "Nein.", "Vielleicht."):
        answered(text, answers)
    assert guideline_lint.linted().smells == ()
    assert what_if.plan_lint(now=LATER)
    assert not what_if.plan_lint(now=LATER)
    while what_if.work("w", now=LATER):
        pass
    [smell] = guideline_lint.linted().of("refunds")
    assert (smell.code, smell.data["share"], smell.data["answers"]) == ("keeps_back", "25", "4")
    Organisation.objects.filter(pk=1).update(keeps_back_percent=25)
    assert guideline_lint.linted().smells == ()
    assert what_if.plan_lint(now=LATER + timedelta(days=2))


def test_the_sample_beside_the_editor_counts_the_newest_answers_only(
    who: Who, answers: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(what_if, "SAMPLE", 2)
    for n, text in enumerate(("Wir erstatten es.", "Ja.", "Wir erstatten alles.")):
        answered(text, answers, at=NOW + timedelta(minutes=n))
    assert what_if.sample(guideline.read(REFUNDS), now=LATER) == (1, 2)


def test_drafts_are_left_as_they_are(who: Who, answers: Member) -> None:
    made = answered("Wir erstatten es.", answers)
    done(what_if.ask(who, [Change("refunds", REFUNDS)], 30, now=LATER))
    assert Draft.objects.get(pk=made.draft_id).verdict == ""


def test_an_answer_asked_about_twice_waited_for_both_and_posts_and_partners_count_for_none(
    answers: Member,
) -> None:
    wait = {"late": "holding", "deadline": LATER, "state": "released", "asked_at": NOW}
    kinds = (
        ("reply", "guideline", "refunds@1"),
        ("reply", "partner", ""),
        ("post", "guideline", "refunds@1"),
    )
    drafts = [
        builders.draft(builders.conversation(), answers, state="sent", kind=kind) for kind, _r, _g in kinds
    ]
    for made, (_kind, reason, name) in zip(drafts, kinds, strict=True):
        for minutes in (10, 25):
            at = NOW + timedelta(minutes=minutes)
            SecondPair.objects.create(draft=made, reason=reason, guideline=name, decided_at=at, **wait)
    assert queries.own_waits([d.pk for d in drafts]) == {drafts[0].pk: 35.0}
