"""Reports, removals, objections and looks: what the desk decides about the words of the public."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.talking import LATER, removed, report, write
from tests.there import there
from zuruf.core.talk import FULL
from zuruf.flow import desk, moderation, talk, talk_guard
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    Act,
    AuditEntry,
    Conversation,
    Member,
    Message,
    MessageAssessment,
    Organisation,
    TalkObjection,
    TalkReport,
)
from zuruf.store.queries import abuse, conversation
from zuruf.store.queries import moderation as desk_side
from zuruf.store.queries import talk as pages
from zuruf.store.queries.frame import frame


def test_a_report_is_confirmed_once_and_its_decision_can_be_read(
    house: Organisation, answers: Member
) -> None:
    posted, form = write(), talk_guard.open_form(now=NOW)
    secret = report(posted, form=form)
    assert report(posted, form=form) == secret
    assert pages.pending_counts().reports == TalkReport.objects.count() == 1
    assert there(pages.report_seen(secret)).decision == ""
    r = TalkReport.objects.get()
    moderation.decide_report(
        builders.who(answers), r.public_id, False, answer="Scharf, aber erlaubt.", now=LATER
    )
    seen = there(pages.report_seen(secret))
    assert (seen.decision, seen.answer) == ("kept", "Scharf, aber erlaubt.")
    assert there(pages.thread(posted.thread)).items[0].state == "shown"


def test_a_report_may_remove_and_then_reporter_and_author_read_the_rule(
    house: Organisation, answers: Member
) -> None:
    posted = write()
    secret, second = report(posted), report(posted, "Ich auch!")
    r = TalkReport.objects.order_by("id")[0]
    moderation.decide_report(builders.who(answers), r.public_id, True, rule="Keine Beleidigungen", reason="Trifft eine Person.", now=LATER)  # fmt: skip
    assert (
        there(pages.report_seen(secret)).rule
        == there(pages.report_seen(second)).rule
        == "Keine Beleidigungen"
    )
    assert (
        there(pages.report_seen(secret)).why == there(pages.report_seen(second)).why == "Trifft eine Person."
    )
    assert pages.pending_counts().reports == 0
    public, own = there(pages.thread(posted.thread)), there(pages.mine(posted.secret))[0].items[0]
    assert (public.gone, public.items[0].text, public.items[0].reason) == ("removed", "", "")
    assert (own.text, own.rule, own.reason) == (
        "Wann kommt mein Ersatzteil?",
        "Keine Beleidigungen",
        "Trifft eine Person.",
    )


def test_a_report_cannot_be_decided_twice_nor_without_a_reason(house: Organisation, answers: Member) -> None:
    report(write())
    who, r = builders.who(answers), TalkReport.objects.get()
    with pytest.raises(Declined, match="no_answer"):
        moderation.decide_report(who, r.public_id, False, now=LATER)
    with pytest.raises(Declined, match="no_rule"):
        moderation.decide_report(who, r.public_id, True, reason="Darum.", now=LATER)
    r.refresh_from_db()
    assert r.decision == ""
    moderation.decide_report(who, r.public_id, False, answer="Erlaubt.", now=LATER)
    with pytest.raises(Declined, match="moved"):
        moderation.decide_report(who, r.public_id, False, answer="Doch nicht.", now=LATER)


def test_reports_from_one_sender_have_a_limit_too(house: Organisation) -> None:
    posted = write()
    for n in range(FULL[0]):
        report(posted, f"Grund {n}", sender="203.0.113.9")
    with pytest.raises(Declined, match="too_many"):
        report(posted, "Noch einer", sender="203.0.113.9")


def test_words_deleted_by_their_author_settle_open_reports(house: Organisation) -> None:
    posted = write()
    secret = report(posted)
    talk.delete_own(posted.secret, posted.public_id, now=LATER)
    assert there(pages.report_seen(secret)).decision == "gone"
    assert pages.pending_counts().all == 0


def test_words_deleted_by_their_author_settle_an_open_objection(house: Organisation, answers: Member) -> None:
    posted = write()
    removed(posted, answers)
    talk.object_to_removal(posted.secret, posted.public_id, "Das stimmt aber.", now=LATER)
    assert frame(builders.who(answers), NOW).moderation == 1
    talk.delete_own(posted.secret, posted.public_id, now=LATER)
    assert frame(builders.who(answers), NOW).moderation == 0


def test_removed_words_that_their_author_deletes_are_hidden_and_quoted_no_more(
    house: Organisation, answers: Member
) -> None:
    posted, who = write("Du bist ein dummer Kerl."), builders.who(answers)
    moderation.remove(
        who, posted.public_id, "Keine Beleidigungen.", "Trifft eine Person.", quote="dummer Kerl"
    )
    assert [a.quote for a in abuse.hidden(who.id, LATER).live] == ["dummer Kerl"]
    talk.delete_own(posted.secret, posted.public_id, now=LATER)
    assert abuse.hidden(who.id, LATER).live == ()
    (over,) = abuse.hidden(who.id, LATER).over
    assert over.author_deleted, "nobody of ours took it back"
    assert "dummer Kerl" not in str(list(Act.objects.values()))


def test_whoever_is_removed_objects_once_and_somebody_else_decides(
    house: Organisation, answers: Member, second_pair: Member
) -> None:
    posted = write()
    removed(posted, answers)
    talk.object_to_removal(posted.secret, posted.public_id, "Das war ein Zitat.", now=LATER)
    talk.object_to_removal(posted.secret, posted.public_id, "Das war ein Zitat.", now=LATER)
    o = TalkObjection.objects.get()
    with pytest.raises(Declined, match="other_person"):
        moderation.decide_objection(builders.who(answers), o.public_id, False, answer="Nein.", now=LATER)
    moderation.decide_objection(
        builders.who(second_pair), o.public_id, True, answer="Sie haben recht.", now=LATER
    )
    assert there(pages.thread(posted.thread)).items[0].text == "Wann kommt mein Ersatzteil?"
    own = there(pages.mine(posted.secret))[0].items[0]
    assert [(x.decision, x.answer) for x in own.objections] == [("upheld", "Sie haben recht.")]


def test_alone_in_the_house_one_decides_ones_own_removal(house: Organisation, answers: Member) -> None:
    posted = write()
    removed(posted, answers)
    talk.object_to_removal(posted.secret, posted.public_id, "Das war ein Zitat.", now=LATER)
    o = TalkObjection.objects.get()
    moderation.decide_objection(
        builders.who(answers), o.public_id, False, answer="Es bleibt dabei.", now=LATER
    )
    assert there(pages.thread(posted.thread)).gone == "removed"
    with pytest.raises(Declined, match="decided"):
        talk.object_to_removal(posted.secret, posted.public_id, "Trotzdem!", now=LATER)


def test_shown_words_cannot_be_objected_to(house: Organisation) -> None:
    posted = write()
    with pytest.raises(Declined, match="not_removed"):
        talk.object_to_removal(posted.secret, posted.public_id, "Warum?", now=LATER)


def test_a_look_shows_it_and_only_once(house: Organisation, answers: Member) -> None:
    posted, who = write(trap=True), builders.who(answers)
    moderation.show(who, posted.public_id, now=LATER)
    assert there(pages.thread(posted.thread)).items[0].state == "shown"
    with pytest.raises(Declined, match="moved"):
        moderation.show(who, posted.public_id, now=LATER)


def test_removed_spam_leaves_the_desk_when_nobody_has_to_answer_it(
    house: Organisation, answers: Member
) -> None:
    spam, other = write("Gewinne!", trap=True), write("Eine Frage")
    who = builders.who(answers)
    moderation.remove(who, spam.public_id, "Keine Werbung", "Werbung.", done=True, now=LATER)
    moderation.remove(who, other.public_id, "Keine Werbung", "Werbung.", done=False, now=LATER)
    assert [c.state for c in Conversation.objects.order_by("id")] == ["done", "open"]


def test_nobody_waits_any_more_when_the_last_unanswered_words_are_removed(
    house: Organisation, answers: Member
) -> None:
    posted, who = write(), builders.who(answers)
    report(posted)
    r = TalkReport.objects.get()
    found = desk_side.moderation(who.id, LATER)
    assert found.reports[0].post.alone
    moderation.decide_report(who, r.public_id, True, rule="Regel", reason="Grund", now=LATER)
    c = Conversation.objects.get()
    assert (c.state, c.waiting_since, c.due_at) == ("done", None, None)
    assert AuditEntry.objects.filter(verb="conversation.closed", conversation=c.public_id).count() == 1


def test_removing_one_of_two_questions_leaves_the_wait_of_the_other(
    house: Organisation, answers: Member
) -> None:
    first, later = write(), LATER + timedelta(minutes=7)
    write("Und wann?", thread=first.thread, at=later)
    before = Conversation.objects.get()
    assert not desk_side.moderation(answers.pk, LATER).shown[0].alone
    removed(first, answers)
    c = Conversation.objects.get()
    assert (c.state, c.waiting_since) == ("open", later)
    assert there(c.due_at) - later == there(before.due_at) - there(before.waiting_since)


def test_removing_an_answered_question_changes_no_wait(house: Organisation, answers: Member) -> None:
    first, later = write(), LATER + timedelta(minutes=7)
    write("Und wann?", thread=first.thread, at=later)
    Conversation.objects.update(waiting_since=later)
    removed(first, answers)
    c = Conversation.objects.get()
    assert (c.state, c.waiting_since) == ("open", later)


def test_whoever_wants_to_answer_removed_words_still_finds_them(house: Organisation, answers: Member) -> None:
    posted = write()
    moderation.remove(builders.who(answers), posted.public_id, "Regel", "Grund", done=False, now=LATER)
    assert Conversation.objects.get().waiting_since == LATER


def test_words_that_are_shown_again_wait_for_an_answer_again(house: Organisation, answers: Member) -> None:
    first, who, later = write(), builders.who(answers), LATER + timedelta(minutes=7)
    second = write("Und wann?", thread=first.thread, at=later)
    moderation.remove(who, first.public_id, "Regel", "Grund", now=later)
    moderation.remove(who, second.public_id, "Regel", "Grund", now=later + timedelta(minutes=1))
    assert Conversation.objects.get().state == "done"
    moderation.restore(who, first.public_id, now=later + timedelta(minutes=2))
    c = Conversation.objects.get()
    assert (c.state, c.waiting_since) == ("open", LATER)


def test_words_shown_again_reopen_nothing_that_somebody_closed_by_hand(
    house: Organisation, answers: Member
) -> None:
    posted, who = write(), builders.who(answers)
    moderation.remove(who, posted.public_id, "Regel", "Grund", done=False, now=LATER)
    desk.close(who, Conversation.objects.get().public_id, now=LATER + timedelta(minutes=1))
    moderation.restore(who, posted.public_id, now=LATER + timedelta(minutes=2))
    assert Conversation.objects.get().state == "done"


def test_the_desk_knows_what_is_removed_and_what_waits_for_a_look(
    house: Organisation, answers: Member
) -> None:
    first = write()
    write("Gewinne!", thread=first.thread, trap=True, at=LATER + timedelta(minutes=7))
    removed(first, answers)
    items = there(conversation.pane(builders.who(answers), Conversation.objects.get().public_id)).items
    assert [i.standing for i in items if isinstance(i, conversation.Said)] == ["removed", "waiting"]


def test_removed_words_can_be_restored_unless_an_objection_waits(
    house: Organisation, answers: Member
) -> None:
    posted, who = write(), builders.who(answers)
    removed(posted, answers)
    moderation.restore(who, posted.public_id, now=LATER)
    assert there(pages.thread(posted.thread)).items[0].rule == ""
    removed(posted, answers)
    talk.object_to_removal(posted.secret, posted.public_id, "Bitte!", now=LATER)
    with pytest.raises(Declined, match="objection_open"):
        moderation.restore(who, posted.public_id, now=LATER)


def test_what_was_never_public_leaves_no_mark_when_it_is_removed(
    house: Organisation, answers: Member
) -> None:
    first = write()
    spam = write("Gewinne!", thread=first.thread, trap=True)
    removed(spam, answers)
    assert len(there(pages.thread(first.thread)).items) == 1


def test_a_reply_that_was_public_leaves_the_rule_in_its_place(house: Organisation, answers: Member) -> None:
    first = write()
    bad = write("Ihr Esel!", thread=first.thread)
    removed(bad, answers)
    item = there(pages.thread(first.thread)).items[1]
    assert (item.state, item.text, item.rule) == ("removed", "", "Keine Beleidigungen")


def test_every_act_is_in_the_audit_without_a_word_of_text(house: Organisation, answers: Member) -> None:
    posted, who = write("Geheimes Wort"), builders.who(answers)
    report(posted, "Meldewort")
    removed(posted, answers)
    talk.object_to_removal(posted.secret, posted.public_id, "Einspruchswort", now=LATER)
    moderation.decide_objection(
        who, TalkObjection.objects.get().public_id, True, answer="Antwortwort", now=LATER
    )
    talk.delete_own(posted.secret, posted.public_id, now=LATER)
    told = list(AuditEntry.objects.filter(verb__startswith="talk.").order_by("id"))
    verbs = ["posted", "reported", "removed", "objected", "objection_decided", "deleted"]
    assert [e.verb for e in told] == [f"talk.{v}" for v in verbs]
    assert "wort" not in str([(e.why, e.data) for e in told]).lower()
    assert [bool(e.actor) for e in told] == [False, False, True, False, True, False]
    assert {e.conversation for e in told[1:]} == {Conversation.objects.get().public_id}


def test_who_only_reads_decides_nothing_about_the_publics_words(elsewhere: Member) -> None:
    who = builders.who(elsewhere)
    acts: list[Callable[[], object]] = [
        lambda: moderation.show(who, "x"),
        lambda: moderation.remove(who, "x", "Keine Werbung", "Werbung."),
        lambda: moderation.restore(who, "x"),
        lambda: moderation.decide_report(who, "x", False, answer="Bleibt."),
        lambda: moderation.decide_objection(who, "x", True, answer="Doch."),
    ]
    for decide in acts:
        with pytest.raises(Declined, match="not_allowed"):
            decide()


def test_criticism_is_removed_only_with_the_words_that_break_a_rule(
    house: Organisation, answers: Member
) -> None:
    posted, who = write("Eine Katastrophe, dieser Service, ihr Pfuscher!"), builders.who(answers)
    message = Message.objects.get()
    kept = [{"label": "intent", "value": "complaint", "probability": 0.9, "reasons": []}]
    MessageAssessment.objects.update_or_create(message=message, defaults={"findings": kept, "made_at": LATER})
    ground = (who, posted.public_id, "Keine Beleidigungen", "Trifft Kollegen.")
    for quote, code in (("", "no_quote"), ("ihr Gauner", "not_in_it")):
        with pytest.raises(Declined, match=code):
            moderation.remove(*ground, quote=quote, now=LATER)
    assert there(pages.thread(posted.thread)).items[0].state == "shown"
    moderation.remove(*ground, quote="ihr Pfuscher", now=LATER)
    act = Act.objects.get()
    assert (act.rule, act.quote, act.criticism, act.ended_at) == (ground[2], "ihr Pfuscher", True, None)
    moderation.restore(who, posted.public_id, now=LATER)
    assert Act.objects.get().ended_at == LATER
