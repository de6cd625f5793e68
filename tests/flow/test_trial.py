"""A trial run beside the old way."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import switched_on
from tests.flow.test_second_pair import ASK
from zuruf.core.guideline import Verdict
from zuruf.core.people import Who
from zuruf.core.trial_file import Fault
from zuruf.core.verdict import Reason
from zuruf.flow import reply, second_pair, trial, trial_import, trial_report
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Delivery, Member, SecondPair, Trial, TrialNote

FILE = """Vorgelegt am;Freigegeben am;Konto;Entwurf;Nachher;Nachricht
03.11.2026 14:05;03.11.2026 16:30;{account};Es kommt am Dienstag.;Es kommt am Mittwoch.;Wann kommt es?
04.11.2026 09:00;05.11.2026 09:00;{account};Danke für das Lob.;;Toll!
04.11.2026 09:00;05.11.2026 09:00;Wandzeitung;Wir erstatten alles.;;
"""


@pytest.fixture
def author(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def owner(second_pair: Member) -> Who:
    return builders.who(second_pair)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


def send(who: Who, here: Conversation, text: str) -> reply.Sent:
    return reply.send(who, here.public_id, text, seen_answer_seq=here.answer_seq, now=NOW)


def test_while_it_goes_on_every_answer_is_put_before_a_second_pair_of_eyes(
    author: Who, owner: Who, here: Conversation
) -> None:
    trial.start(owner, 4, now=NOW)
    judged = reply.judge(author, here.public_id, "Es ist unterwegs.", now=NOW)
    assert (judged.verdict, judged.reason) == (Verdict.ASK, Reason.TRIAL)
    sent = send(author, here, "Es ist unterwegs.")
    assert (sent.verdict, Delivery.objects.count()) == (Verdict.ASK, 0)
    question = SecondPair.objects.get(public_id=sent.ask)
    note = TrialNote.objects.get(ask=question)
    assert (question.reason, note.verdict, note.hits) == ("trial", "go", [])


def test_what_is_asked_anyway_keeps_its_reason_and_is_noted(
    author: Who, owner: Who, here: Conversation
) -> None:
    switched_on(ASK.format(late="release", holding=""))
    trial.start(owner, 4, now=NOW)
    question = SecondPair.objects.get(public_id=send(author, here, "Wir erstatten den Preis.").ask)
    note = TrialNote.objects.get(ask=question)
    assert (question.reason, question.late, note.verdict) == ("guideline", "release", "ask")
    assert note.hits[0]["id"] == "refunds"


def test_what_only_the_trial_asks_about_is_never_released_by_the_clock(
    author: Who, owner: Who, here: Conversation
) -> None:
    trial.start(owner, 4, now=NOW)
    question = SecondPair.objects.get(public_id=send(author, here, "Es ist unterwegs.").ask)
    second_pair.sweep_late(now=question.deadline)
    assert Delivery.objects.get().kind == "holding"


def test_when_it_is_over_answers_go_out_at_once_again(author: Who, owner: Who, here: Conversation) -> None:
    run = trial.start(owner, 4, now=NOW)
    trial.end(owner, run, now=NOW)
    assert send(author, here, "Es ist unterwegs.").verdict is Verdict.GO
    assert TrialNote.objects.count() == 0
    with pytest.raises(Declined, match="over"):
        trial.end(owner, run, now=NOW)


def test_it_ends_by_itself_when_its_time_is_over(owner: Who) -> None:
    trial.start(owner, 2, now=NOW)
    assert trial.sweep(now=NOW + timedelta(days=13)) == 0
    assert trial.sweep(now=NOW + timedelta(days=15)) == 1
    run = Trial.objects.get()
    assert run.ended_at == run.until == NOW + timedelta(weeks=2)


def test_one_goes_on_at_a_time_and_another_may_follow(owner: Who) -> None:
    trial.start(owner, 2, now=NOW)
    with pytest.raises(Declined, match="running"):
        trial.start(owner, 2, now=NOW)
    trial.start(owner, 2, now=NOW + timedelta(weeks=3))
    assert Trial.objects.filter(ended_at=None).count() == 1


def test_who_does_not_run_the_house_runs_no_trial(author: Who, owner: Who) -> None:
    run = trial.start(owner, 2, now=NOW)
    for act in (
        lambda: trial.start(author, 2, now=NOW),
        lambda: trial.end(author, run, now=NOW),
        lambda: trial_import.bring(author, run, b"", now=NOW),
        lambda: trial_report.read(author, run, now=NOW),
    ):
        with pytest.raises(Declined, match="not_allowed"):
            act()


def test_weeks_that_make_no_sense_are_declined(owner: Who) -> None:
    for weeks in (0, 27):
        with pytest.raises(Declined, match="weeks"):
            trial.start(owner, weeks, now=NOW)


def test_approvals_from_elsewhere_are_judged_and_come_in_once(owner: Who, here: Conversation) -> None:
    switched_on(ASK.format(late="holding", holding=""))
    run = trial.start(owner, 2, now=NOW)
    raw = FILE.format(account=here.account.name).encode("cp1252")
    found = trial_import.bring(owner, run, raw, now=NOW)
    assert (found.new, found.again, found.faults) == (3, 0, ())
    again = trial_import.bring(owner, run, raw, now=NOW)
    assert (again.new, again.again, TrialNote.objects.count()) == (0, 3, 3)
    first, second, third = TrialNote.objects.order_by("pk")
    assert (first.verdict, first.account, first.words_changed, first.meaning_changed) == (
        "go",
        here.account,
        1,
        None,  # nobody said whether in meaning, and a rule's guess is no evidence
    )
    assert (second.words_changed, second.meaning_changed) == (0, False)
    assert (third.verdict, third.account) == ("ask", None)


def test_a_file_without_a_line_that_can_be_read_is_declined_with_the_reason(owner: Who) -> None:
    run = trial.start(owner, 2, now=NOW)
    with pytest.raises(Declined, match="unreadable") as declined:
        trial_import.bring(owner, run, b"asked;approved;text\nnever;;x\n", now=NOW)
    assert declined.value.data["faults"] == (Fault(2, "time", "never"),)


def test_the_report_sums_up_and_names_what_would_have_sufficed(owner: Who, here: Conversation) -> None:
    run = trial.start(owner, 2, now=NOW)
    head, *_rest = FILE.splitlines()
    lines = [
        f"0{n}.11.2026 14:00;0{n}.11.2026 16:00;{here.account.name};Danke, Nummer {n}!;;" for n in range(1, 8)
    ]
    lines.append("09.11.2026 14:00;09.11.2026 15:00;Wandzeitung;Das kostet 5 Euro.;Das kostet 9 Euro.;;ja")
    trial_import.bring(owner, run, "\n".join([f"{head};Sinn", *lines]).encode(), now=NOW)
    report = trial_report.read(owner, run, now=NOW)
    o = report.outcome
    assert (o.ended, o.unchanged, o.minutes, o.mattered, len(o.missed)) == (8, 7, 15 * 60, 1, 1)
    assert [(s.mandate.accounts, s.more) for s in o.suggestions] == [(frozenset({here.account.pk}), 7)]
    assert [(t.before, t.after) for t in report.missed] == [("Das kostet 5 Euro.", "Das kostet 9 Euro.")]
    assert not report.hidden


def test_sums_behind_which_fewer_than_five_people_stand_are_hidden(
    author: Who, owner: Who, here: Conversation
) -> None:
    run = trial.start(owner, 2, now=NOW)
    ask = send(author, here, "Es ist unterwegs.").ask
    second_pair.decide(owner, ask, "release", now=NOW + timedelta(minutes=20))
    report = trial_report.read(owner, run, now=NOW + timedelta(hours=1))
    assert report.hidden
    assert (report.outcome.ended, report.missed) == (1, ())


def test_what_its_author_took_back_is_no_approval(author: Who, owner: Who, here: Conversation) -> None:
    run = trial.start(owner, 2, now=NOW)
    second_pair.take_back(author, send(author, here, "Es ist unterwegs.").ask, now=NOW)
    report = trial_report.read(owner, run, now=NOW)
    assert (report.outcome.approvals, report.back) == (0, 1)


def test_beginning_ending_and_bringing_leave_their_mark_in_the_audit(owner: Who, here: Conversation) -> None:
    run = trial.start(owner, 2, now=NOW)
    trial_import.bring(owner, run, FILE.format(account="x").encode(), now=NOW)
    trial.end(owner, run, now=NOW)
    verbs = AuditEntry.objects.filter(thing="trial").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["trial.started", "trial.imported", "trial.ended"]
