"""Putting right what is out: a new text under a new verdict; withdrawing once somebody reacted takes a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.model_network import KINDS, Network, channel
from tests.flow.on_its_way import Queued, again, work
from tests.flow.test_reply import IBAN, switched_on
from tests.flow.test_second_pair import TEXT, asking
from zuruf import channels
from zuruf.core.capabilities import Length
from zuruf.core.channel import Outgoing, Receipt
from zuruf.core.guideline import Verdict
from zuruf.core.people import Who
from zuruf.flow import correct, outbox, reply, second_pair
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Delivery, Draft, Member, Message, SecondPair
from zuruf.store.queries import corrections
from zuruf.store.queries import outbox as reading
from zuruf.store.queries.reply import composer

OUT, HOUR = NOW + timedelta(seconds=20), timedelta(hours=1)


@pytest.fixture(autouse=True)
def kinds(network: Network, monkeypatch: pytest.MonkeyPatch) -> Network:
    """Networks with "edits" and without ("plain"), of 60 characters."""
    found = dict(channels.kinds())
    for name in ("edits", "plain"):
        can = replace(KINDS["harmless"], edit=name == "edits", length=lambda text: Length(len(text), 60))
        monkeypatch.setitem(KINDS, name, can)

        class Model(channel(name, network)):  # type: ignore[misc]  # a class made at run time
            def edit(self, receipt: Receipt, reply: Outgoing) -> Receipt:
                post = next(p for p in network.posts if p.remote_id == receipt.remote_id)
                post.text = reply.text
                return receipt

        found[name] = Model
    monkeypatch.setattr(channels, "kinds", lambda: found)
    return network


def out(who: Who, kind: str = "edits", network: Network | None = None) -> Delivery:
    """An answer that is out."""
    here = builders.conversation(builders.account(kind))
    sent = reply.send(who, here.public_id, "Es kommt am Montag.", seen_answer_seq=0, now=NOW)
    assert network is not None
    work(network, OUT)
    return again(Delivery.objects.get(public_id=sent.delivery))


@pytest.fixture
def edited(who: Who, network: Network) -> Delivery:
    return out(who, "edits", network)


@pytest.fixture
def plain(who: Who, network: Network) -> Delivery:
    return out(who, "plain", network)


@pytest.fixture
def eyes(second_pair: Member) -> Who:
    return builders.who(second_pair)


def test_where_the_network_can_the_new_text_takes_the_place_of_the_old(
    edited: Delivery, who: Who, network: Network
) -> None:
    sent = correct.correct(who, edited.public_id, "Es kommt am Dienstag.", now=OUT)
    edit = Delivery.objects.get(public_id=sent.delivery)
    assert (edit.kind, edit.corrects_id, sent.verdict) == ("edit", edited.pk, Verdict.GO)
    work(network, OUT + HOUR)
    assert [p.text for p in network.posts] == ["Es kommt am Dienstag. [AP]"], "signed as it was"
    assert (again(edited).state, again(edit).state) == ("corrected", "published")
    assert Message.objects.get(ours=True).text == "Es kommt am Dienstag. [AP]"
    assert AuditEntry.objects.filter(verb="delivery.corrected", thing_id=edited.public_id).exists()


def test_else_a_public_correction_answers_it_and_both_name_each_other(
    plain: Delivery, who: Who, network: Network
) -> None:
    sent = correct.correct(who, plain.public_id, "Richtig ist: am Dienstag.", now=OUT)
    work(network, OUT + HOUR)
    assert [(p.text, p.parent) for p in network.posts][1] == ("Richtig ist: am Dienstag.", "r1")
    was, new = reading.one(plain.public_id, OUT + HOUR), reading.one(sent.delivery, OUT + HOUR)
    assert was is not None
    assert new is not None
    assert (was.phase, was.corrected_by, new.corrects) == ("corrected", new.public_id, was.public_id)
    assert (was.can_correct, was.can_withdraw, new.can_correct) == (False, True, True)


def test_a_correction_leaves_whoever_waits_waiting(plain: Delivery, who: Who) -> None:
    Conversation.objects.update(state="open", waiting_since=OUT)
    correct.correct(who, plain.public_id, "Richtig ist: am Dienstag.", now=OUT)
    here = again(plain).conversation
    assert (here.state, here.waiting_since) == ("open", OUT)


def test_it_runs_under_a_new_verdict(edited: Delivery, who: Who) -> None:
    switched_on()
    with pytest.raises(Declined, match="stopped"):
        correct.correct(who, edited.public_id, IBAN, now=OUT)
    with pytest.raises(Declined, match="empty"):
        correct.correct(who, edited.public_id, "  ", now=OUT)
    with pytest.raises(Declined, match="too_long"):
        correct.correct(who, edited.public_id, "Es kommt. " * 20, now=OUT)
    with pytest.raises(Declined, match="same"):
        correct.correct(who, edited.public_id, f" {edited.payload['text']}\n", now=OUT)
    assert correct.judge(who, edited.public_id, "Es kommt am Mittwoch.", now=OUT).verdict is Verdict.GO
    assert Delivery.objects.count() == 1


def test_the_second_pair_is_asked_again_and_releases_it_to_its_place(
    edited: Delivery, who: Who, eyes: Who, network: Network
) -> None:
    asking()
    asked = correct.correct(who, edited.public_id, TEXT, now=OUT)
    assert (asked.verdict, asked.delivery) == (Verdict.ASK, "")
    with pytest.raises(Declined, match="correcting"):
        correct.correct(who, edited.public_id, "Etwas anderes.", now=OUT)
    begun = corrections.begun(edited.public_id, eyes.id)
    assert (begun.text, begun.ask, begun.author) == (TEXT, asked.ask, who.name)
    second_pair.decide(eyes, asked.ask, "release", now=OUT)
    work(network, OUT + HOUR)
    assert [p.text for p in network.posts] == [TEXT]


def test_given_back_it_is_kept_beside_the_answer_and_not_in_the_composer(
    edited: Delivery, who: Who, eyes: Who
) -> None:
    asking()
    reply.save_draft(who, edited.conversation.public_id, "Eine neue Antwort.", now=OUT)
    asked = correct.correct(who, edited.public_id, TEXT, now=OUT)
    second_pair.decide(eyes, asked.ask, "return", remark="Bitte ohne Zusage.", now=OUT)
    begun = corrections.begun(edited.public_id, who.id)
    assert (begun.text, begun.remark, begun.by) == (TEXT, "Bitte ohne Zusage.", eyes.name)
    assert Draft.objects.get(state="writing").text == "Eine neue Antwort."
    assert corrections.begun(edited.public_id, eyes.id).text == "", "it is hers"


def test_unanswered_it_goes_back_to_its_author_and_nothing_goes_out(
    edited: Delivery, who: Who, eyes: Who
) -> None:
    asking(late="release")
    correct.correct(who, edited.public_id, TEXT, now=OUT)
    assert second_pair.sweep_late(now=OUT + HOUR) == 1
    assert SecondPair.objects.get().state == "late_returned"
    assert Delivery.objects.count() == 1
    assert corrections.begun(edited.public_id, who.id).text == TEXT


def test_recalled_in_time_the_text_is_kept_and_the_original_stands(
    edited: Delivery, who: Who, network: Network
) -> None:
    sent = correct.correct(who, edited.public_id, "Es kommt am Dienstag.", now=OUT)
    outbox.recall(who, sent.delivery, now=OUT)
    work(network, OUT + HOUR)
    assert [p.text for p in network.posts] == [edited.payload["text"]]
    assert corrections.begun(edited.public_id, who.id).text == "Es kommt am Dienstag. [AP]"
    assert not Draft.objects.filter(state="writing").exists()
    view = reading.one(sent.delivery)
    assert view is not None
    assert (view.came_back, view.kept_beside) == (False, True)


def test_one_correction_at_a_time(plain: Delivery, who: Who) -> None:
    correct.correct(who, plain.public_id, "Richtig ist: am Dienstag.", now=OUT)
    with pytest.raises(Declined, match="correcting"):
        correct.correct(who, plain.public_id, "Richtig ist: am Mittwoch.", now=OUT)


def test_what_is_being_withdrawn_or_not_out_is_not_corrected(plain: Delivery, who: Who) -> None:
    outbox.withdraw(who, plain.public_id, now=OUT)
    with pytest.raises(Declined, match="not_out"):
        correct.correct(who, plain.public_id, "Anders.", now=OUT)


def test_what_nobody_knows_the_place_of_is_not_corrected(plain: Delivery, who: Who) -> None:
    Delivery.objects.update(remote_id="")
    with pytest.raises(Declined, match="no_place"):
        correct.correct(who, plain.public_id, "Anders.", now=OUT)


def test_who_may_not_answer_corrects_nothing(plain: Delivery, elsewhere: Member) -> None:
    with pytest.raises(Declined, match="may_not"):
        correct.correct(builders.who(elsewhere), plain.public_id, "Anders.", now=OUT)


def test_it_can_be_corrected_although_its_asker_deleted_the_question(
    edited: Delivery, who: Who, network: Network
) -> None:
    Message.objects.filter(ours=False).update(gone_at=OUT)
    correct.correct(who, edited.public_id, "Es kommt am Dienstag.", now=OUT)
    work(network, OUT + HOUR)
    assert [p.text for p in network.posts] == ["Es kommt am Dienstag. [AP]"], "signed as it was"


# --- withdrawing


def test_what_nobody_reacted_to_goes_without_a_reason(plain: Delivery, who: Who) -> None:
    outbox.withdraw(who, plain.public_id, now=OUT)
    assert again(plain).withdraw_asked_at == OUT


def test_once_somebody_answered_a_withdrawal_asks_why(plain: Delivery, who: Who) -> None:
    builders.message(plain.conversation, text="Danke!", received_at=OUT + HOUR, order_at=OUT + HOUR)
    with pytest.raises(Declined, match="why"):
        outbox.withdraw(who, plain.public_id, why="  ", now=OUT + HOUR)
    assert again(plain).withdraw_asked_at is None
    outbox.withdraw(who, plain.public_id, why="Falscher Termin", now=OUT + HOUR)
    assert again(plain).withdraw_why == "Falscher Termin"


def test_once_somebody_liked_it_a_withdrawal_asks_why(plain: Delivery, who: Who) -> None:
    Delivery.objects.update(reactions=1)
    with pytest.raises(Declined, match="why"):
        outbox.withdraw(who, plain.public_id, now=OUT + HOUR)


def test_nothing_is_withdrawn_while_an_edit_of_it_is_on_its_way(edited: Delivery, who: Who) -> None:
    correct.correct(who, edited.public_id, "Es kommt am Dienstag.", now=OUT)
    with pytest.raises(Declined, match="being_corrected"):
        outbox.withdraw(who, edited.public_id, now=OUT)


def test_withdrawn_after_an_edit_the_asker_waits_again(edited: Delivery, who: Who, network: Network) -> None:
    sent = correct.correct(who, edited.public_id, "Es kommt am Dienstag.", now=OUT)
    work(network, OUT + HOUR)
    outbox.withdraw(who, sent.delivery, now=OUT + HOUR)
    work(network, OUT + HOUR)
    row = again(edited)
    assert (row.state, row.conversation.state, row.conversation.waiting_since) == ("withdrawn", "open", NOW)


def test_of_an_answer_in_parts_all_can_be_withdrawn_at_once(
    who: Who, network: Network, queued: Queued
) -> None:
    first = queued("plain", parts=("Teil eins.", "Teil zwei.", "Teil drei."))
    for minute in range(4):
        work(network, OUT + timedelta(minutes=minute))
    assert Delivery.objects.filter(state="published").count() == 3
    outbox.withdraw(who, first.public_id, whole=True, now=OUT + HOUR)
    work(network, OUT + HOUR)
    assert Delivery.objects.filter(state="withdrawn").count() == 3


def test_who_looks_at_a_correction_sees_what_stands_there_and_its_signature_stays(
    edited: Delivery, who: Who, eyes: Who, network: Network
) -> None:
    asking()
    text = "Wir erstatten es am Dienstag. [AP]"
    asked = correct.correct(who, edited.public_id, text, now=OUT)
    seen = composer(eyes, edited.conversation.public_id, NOW)
    assert seen is not None
    (question,) = seen.to_decide
    assert (question.text, question.corrects) == (text, "Es kommt am Montag. [AP]")
    second_pair.decide(eyes, asked.ask, "release", text=question.text, now=OUT)
    work(network, OUT + HOUR)
    assert [p.text for p in network.posts] == [text]


def test_words_of_somebody_else_do_not_stand_above_the_first_ones_signature(
    edited: Delivery, network: Network
) -> None:
    tom = builders.who(builders.member(name="Tom", initials="TT"))
    first = correct.correct(tom, edited.public_id, "Es kommt am Dienstag. [AP]", now=OUT)
    work(network, OUT + HOUR)
    assert [p.text for p in network.posts] == ["Es kommt am Dienstag. [TT]"]
    ina = builders.who(builders.member(name="Ina", initials="II"))
    correct.correct(ina, first.delivery, "Es kommt am Mittwoch.", now=OUT + HOUR)
    work(network, OUT + 2 * HOUR)
    assert [p.text for p in network.posts] == ["Es kommt am Mittwoch. [II]"]


def test_another_signature_alone_is_no_correction(edited: Delivery) -> None:
    tom = builders.who(builders.member(name="Tom", initials="TT"))
    with pytest.raises(Declined, match="same"):
        correct.correct(tom, edited.public_id, "Es kommt am Montag.", now=OUT)
