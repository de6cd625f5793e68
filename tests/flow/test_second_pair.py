"""The second pair of eyes: one question, one deadline, and always an answer."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import NOW
from tests.effort import tries
from tests.flow.test_reply import switched_on
from zuruf.core.people import Who
from zuruf.core.reply import HOLDING
from zuruf.flow import duty, holds, outbox, question, reply, second_pair
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Delivery, Draft, Member, Organisation, SecondPair
from zuruf.store.queries.reply import Scene

ASK = """id = "refunds"
title = "Geld sieht ein zweites Augenpaar"
why = "Eine Zusage gilt."
[when]
words = ["erstatten"]
[then]
verdict = "ask"
minutes = 15
late = "{late}"
say = "„{{hit}}“ ist eine Zusage."
{holding}
[[example]]
text = "Wir erstatten alles."
verdict = "ask"
[[example]]
text = "Wir prüfen das."
verdict = "go"
"""
TEXT = "Wir erstatten den Preis. [AP]"
LATE = NOW + timedelta(minutes=15)


def asking(late: str = "holding", holding: str = "") -> None:
    switched_on(ASK.format(late=late, holding=f'holding = "{holding}"' if holding else ""))


@pytest.fixture
def author(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def eyes(second_pair: Member) -> Who:
    return builders.who(second_pair)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


def ask(who: Who, here: Conversation, text: str = TEXT) -> SecondPair:
    sent = reply.send(who, here.public_id, text, seen_answer_seq=here.answer_seq, now=NOW)
    return SecondPair.objects.get(public_id=sent.ask)


def test_asking_sends_nothing_and_starts_the_clock(author: Who, eyes: Who, here: Conversation) -> None:
    asking()
    question = ask(author, here)
    here.refresh_from_db()
    assert question.deadline == here.ask_until == LATE
    assert (here.state, here.waiting_since) == ("open", NOW)
    assert not Delivery.objects.exists()
    assert Draft.objects.get().state == "asked"
    assert AuditEntry.objects.get(verb="second_pair.asked").why == "guideline:refunds@1"


def test_who_is_at_lunch_is_not_asked_rota_or_none_as_long_as_anybody_else_can_be(
    author: Who, eyes: Who, here: Conversation
) -> None:
    asking()
    other = builders.member(second_pair=True)
    for at_lunch, asked in ((eyes.id, other.pk), (other.pk, eyes.id)):
        duty.back(builders.who(Member.objects.get(pk=asked)), now=NOW)
        duty.pause(builders.who(Member.objects.get(pk=at_lunch)), 30, now=NOW)
        assert ask(author, builders.conversation()).asked_of_id == asked


def test_a_release_sends_it_in_its_authors_name(author: Who, eyes: Who, here: Conversation) -> None:
    asking()
    question = ask(author, here)
    second_pair.decide(eyes, question.public_id, "release", now=NOW + timedelta(minutes=1))
    delivery = Delivery.objects.get()
    here.refresh_from_db()
    question.refresh_from_db()
    assert (delivery.author_id, delivery.payload["text"]) == (author.id, TEXT)
    assert (question.state, question.changed, question.decided_by_id) == ("released", False, eyes.id)
    assert (here.state, here.ask_until, here.answer_seq) == ("waiting", None, 1)


def test_a_changed_text_is_what_goes_out_and_counts_as_changed(
    author: Who, eyes: Who, here: Conversation
) -> None:
    asking()
    question = ask(author, here)
    second_pair.decide(eyes, question.public_id, "release", text="Wir erstatten das Porto.", now=NOW)
    question.refresh_from_db()
    assert Delivery.objects.get().payload["text"] == "Wir erstatten das Porto. [AP]"
    assert question.changed
    assert Draft.objects.get().text == "Wir erstatten das Porto. [AP]"


def test_even_the_second_pair_cannot_release_what_a_guideline_stops(
    author: Who, eyes: Who, here: Conversation
) -> None:
    asking()
    switched_on()
    question = ask(author, here)
    with pytest.raises(Declined) as refused:
        second_pair.decide(
            eyes,
            question.public_id,
            "release",
            text="Wir erstatten auf DE89 3704 0044 0532 0130 00.",
            now=NOW,
        )
    assert refused.value.code == "stopped"
    assert SecondPair.objects.get().state == "open"
    assert not Delivery.objects.exists()


def test_a_return_gives_the_draft_back_with_the_remark(author: Who, eyes: Who, here: Conversation) -> None:
    asking()
    question = ask(author, here)
    second_pair.decide(eyes, question.public_id, "return", remark="Erst den Beleg ansehen.", now=NOW)
    standing = reply.standing(author, here.public_id, now=NOW)
    assert standing.returned is not None
    assert standing.returned.remark == "Erst den Beleg ansehen."
    assert standing.composer.text == "Wir erstatten den Preis."
    here.refresh_from_db()
    assert here.ask_until is None


@pytest.mark.parametrize(
    ("decision", "text", "code"),
    [
        ("return", None, "remark"),
        ("release", "  ", "empty"),
        ("release", "[AP]", "empty"),
        ("release", "x" * 9000, "too_long"),
    ],
)
def test_a_decision_that_says_nothing_is_declined(
    author: Who, eyes: Who, here: Conversation, decision: str, text: str | None, code: str
) -> None:
    asking()
    question = ask(author, here)
    with pytest.raises(Declined) as refused:
        second_pair.decide(eyes, question.public_id, decision, text=text, now=NOW)
    assert refused.value.code == code
    assert SecondPair.objects.get().state == "open"


def test_nobody_is_the_second_pair_of_her_own_eyes(eyes: Who, here: Conversation) -> None:
    asking()
    question = ask(eyes, here, "Wir erstatten das.")
    with pytest.raises(Declined) as refused:
        second_pair.decide(eyes, question.public_id, "release", now=NOW)
    assert refused.value.code == "own_draft"


def test_a_colleague_without_the_flag_may_not_decide(author: Who, here: Conversation) -> None:
    asking()
    question = ask(author, here)
    with pytest.raises(Declined) as refused:
        second_pair.decide(builders.who(builders.member()), question.public_id, "release", now=NOW)
    assert refused.value.code == "not_yours"


def test_the_author_can_take_it_back_and_nobody_else(author: Who, eyes: Who, here: Conversation) -> None:
    asking()
    question = ask(author, here)
    with pytest.raises(Declined):
        second_pair.take_back(eyes, question.public_id, now=NOW)
    second_pair.take_back(author, question.public_id, now=NOW)
    assert reply.standing(author, here.public_id, now=NOW).composer.text == "Wir erstatten den Preis."
    with pytest.raises(Declined) as refused:
        second_pair.decide(eyes, question.public_id, "release", now=NOW)
    assert (refused.value.code, refused.value.data["state"]) == ("decided", "cancelled")


def test_while_it_is_asked_its_author_cannot_write_another_one(
    author: Who, eyes: Who, here: Conversation
) -> None:
    asking()
    ask(author, here)
    with pytest.raises(Declined) as refused:
        reply.write(author, here.public_id, "Noch etwas", now=NOW)
    assert refused.value.code == "asked"


def test_at_the_deadline_the_holding_reply_goes_out_and_the_question_stays(
    author: Who, eyes: Who, here: Conversation
) -> None:
    asking()
    question = ask(author, here)
    assert second_pair.sweep_late(now=LATE - timedelta(seconds=1)) == 0
    assert second_pair.sweep_late(now=LATE) == 1
    assert second_pair.sweep_late(now=LATE) == 0
    holding = Delivery.objects.get()
    here.refresh_from_db()
    assert (holding.kind, holding.payload["text"]) == ("holding", HOLDING["de"])
    assert (here.state, here.waiting_since, here.ask_until) == ("open", NOW, LATE)
    second_pair.decide(eyes, question.public_id, "release", now=LATE + timedelta(minutes=3))
    here.refresh_from_db()
    assert [d.kind for d in Delivery.objects.order_by("pk")] == ["holding", "reply"]
    assert (here.state, here.ask_until) == ("waiting", None)


def test_a_guideline_may_release_at_the_deadline_and_then_it_is_looked_at(
    author: Who, eyes: Who, here: Conversation
) -> None:
    asking("release")
    question = ask(author, here)
    second_pair.sweep_late(now=LATE)
    question.refresh_from_db()
    assert question.state == "late_released"
    assert Delivery.objects.get().payload["text"] == TEXT
    assert Draft.objects.get().verdict == "look"


def test_what_a_guideline_stops_by_now_is_not_released_by_the_clock(
    author: Who, eyes: Who, here: Conversation
) -> None:
    asking("release")
    question = ask(author, here)
    stop = (
        ASK.format(late="holding", holding="").replace('late = "holding"\n', "").replace("minutes = 15\n", "")
    )
    switched_on(stop.replace('"ask"', '"stop"').replace('"refunds"', '"no-refunds"'))
    second_pair.sweep_late(now=LATE)
    question.refresh_from_db()
    assert question.state == "late_holding"
    assert [d.kind for d in Delivery.objects.all()] == ["holding"]


@pytest.mark.parametrize(
    ("own", "house", "expected"),
    [
        ("Moment bitte.", {"de": "Das Haus prüft."}, "Moment bitte."),
        ("", {"de": "Das Haus prüft."}, "Das Haus prüft."),
        ("", {"en": "We are checking."}, "We are checking."),
        ("", {}, HOLDING["de"]),
        ("x" * 9000, {"de": "Das Haus prüft."}, "Das Haus prüft."),
        ("DE89 3704 0044 0532 0130 00", {"de": "x" * 9000}, HOLDING["de"]),
    ],
)
def test_the_holding_reply_is_the_first_that_fits(
    author: Who, eyes: Who, here: Conversation, own: str, house: dict[str, str], expected: str
) -> None:
    asking(holding=own)
    switched_on()
    Organisation.objects.filter(pk=1).update(holding=house)
    ask(author, here)
    second_pair.sweep_late(now=LATE)
    assert Delivery.objects.get().payload["text"] == expected


def test_an_asker_who_was_answered_meanwhile_gets_no_holding_reply(
    author: Who, eyes: Who, here: Conversation
) -> None:
    asking()
    question = ask(author, here)
    reply.send(eyes, here.public_id, "Ist unterwegs.", seen_answer_seq=0, now=NOW + timedelta(minutes=2))
    second_pair.sweep_late(now=LATE)
    question.refresh_from_db()
    assert question.state == "late_holding"
    assert [d.kind for d in Delivery.objects.all()] == ["reply"]
    assert AuditEntry.objects.get(verb="second_pair.late").why == "answered_meanwhile"


def test_whoever_deleted_the_message_gets_no_holding_reply(
    author: Who, eyes: Who, here: Conversation
) -> None:
    asking()
    ask(author, here)
    here.messages.update(gone_at=NOW)
    assert second_pair.sweep_late(now=LATE) == 1
    assert not Delivery.objects.exists()
    assert AuditEntry.objects.get(verb="second_pair.late").why == "asker_gone"


def test_one_that_fails_does_not_silence_the_others(
    author: Who, eyes: Who, here: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking()
    stuck = ask(author, here)
    ask(author, builders.conversation(here.account))

    def scene_of(asked: SecondPair) -> Scene:
        if asked.pk == stuck.pk:
            raise ValueError("broken")
        return found(asked)

    found = question.scene_of
    monkeypatch.setattr(question, "scene_of", scene_of)
    with pytest.raises(ValueError, match="broken"):
        second_pair.sweep_late(now=LATE)
    assert [d.kind for d in Delivery.objects.all()] == ["holding"]


def test_without_anybody_else_the_composer_says_so_and_the_deadline_still_answers(
    author: Who, here: Conversation
) -> None:
    asking()
    assert reply.judge(author, here.public_id, TEXT, now=NOW).alone
    ask(author, here)
    second_pair.sweep_late(now=LATE)
    assert Delivery.objects.get().kind == "holding"


def test_under_a_hold_the_holding_reply_waits_in_the_outbox(
    author: Who, eyes: Who, here: Conversation
) -> None:
    asking()
    holds.hold(eyes, None, "Unwetter", now=NOW)
    assert reply.judge(author, here.public_id, TEXT, now=NOW).held
    ask(author, here)
    second_pair.sweep_late(now=LATE)
    outbox.work("w", now=LATE + timedelta(minutes=1))
    assert Delivery.objects.get().state == "queued"


@pytest.mark.usefixtures("db")
@settings(max_examples=tries(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    late=st.sampled_from(["holding", "release"]),
    acts=st.lists(st.sampled_from(["release", "return", "back", "sweep_early", "other"]), max_size=4),
)
def test_after_the_deadline_something_always_happened(late: str, acts: list[str]) -> None:
    """Whatever people did or left undone: a reply is on its way, or a person gave the draft back."""
    from django.db import transaction

    with transaction.atomic():
        builders.organisation()
        asking(late)
        author = builders.who(builders.member())
        eyes = builders.who(builders.member(second_pair=True))
        here = builders.conversation()
        question = ask(author, here)
        for act in acts:
            try:
                if act in ("release", "return"):
                    second_pair.decide(eyes, question.public_id, act, remark="So nicht.", now=NOW)
                elif act == "back":
                    second_pair.take_back(author, question.public_id, now=NOW)
                elif act == "other":
                    reply.send(
                        eyes, here.public_id, "Unterwegs.", seen_answer_seq=0, now=NOW + timedelta(seconds=1)
                    )
                else:
                    second_pair.sweep_late(now=NOW)
            except Declined:
                pass
        second_pair.sweep_late(now=LATE)
        question.refresh_from_db()
        here.refresh_from_db()
        by_a_person = question.state in ("returned", "cancelled")
        assert question.state != "open"
        assert by_a_person or Delivery.objects.filter(conversation=here).exists()
        if question.state != "late_holding":
            assert here.ask_until is None
        transaction.set_rollback(True)
