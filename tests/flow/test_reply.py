"""Answering: the draft is kept, the verdict is made again on the server, and the second answer is stopped."""

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.guideline import Verdict
from zuruf.core.people import Who
from zuruf.flow import guideline, outbox, reply
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Conversation, Delivery, Draft, GuidelineVersion, Member

IBAN = "Wir überweisen auf DE89 3704 0044 0532 0130 00."
STOP = """id = "bank"
title = "Keine Bankdaten"
why = "Eine öffentliche Antwort bleibt stehen."
[when]
contains = ["iban"]
[then]
verdict = "stop"
say = "Die Antwort nennt „{hit}“. Bitte privat antworten."
[[example]]
text = "Wir überweisen auf DE89 3704 0044 0532 0130 00."
verdict = "stop"
[[example]]
text = "Bitte schreiben Sie uns privat."
verdict = "go"
"""


def switched_on(toml: str = STOP, owner: Member | None = None) -> None:
    """A guideline in force."""
    who = builders.who(owner or builders.member(role="owner"))
    slug, _ = guideline.save(who, toml, "Test", now=NOW)
    guideline.switch(who, slug, True, now=NOW)


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


def test_typing_keeps_one_draft_and_answers_with_the_verdict(who: Who, here: Conversation) -> None:
    switched_on()
    first = reply.write(who, here.public_id, "Hallo", now=NOW)
    second = reply.write(who, here.public_id, IBAN, now=NOW + timedelta(seconds=1))
    assert first.judged.verdict is Verdict.GO
    assert second.judged.verdict is Verdict.STOP
    assert second.judged.hits[0].words == ("DE89 3704 0044 0532 0130 00",)
    assert "DE89" in second.judged.hits[0].say
    assert [d.text for d in Draft.objects.all()] == [IBAN]


def test_a_field_with_nothing_but_the_signature_makes_no_draft(who: Who, here: Conversation) -> None:
    assert reply.write(who, here.public_id, " [AP]", now=NOW).saved_at is None
    assert not Draft.objects.exists()


def test_an_answer_that_may_go_is_queued_and_the_wait_ends(who: Who, here: Conversation) -> None:
    sent = reply.send(who, here.public_id, "Es ist unterwegs. [AP]", seen_answer_seq=0, now=NOW)
    here.refresh_from_db()
    delivery = Delivery.objects.get(public_id=sent.delivery)
    assert (here.state, here.waiting_since, here.answer_seq) == ("waiting", None, 1)
    assert delivery.waited_since == NOW
    assert delivery.payload["text"] == "Es ist unterwegs. [AP]"
    assert Draft.objects.get().state == "sent"
    assert AuditEntry.objects.filter(verb="reply.sent").count() == 1


def test_a_stopped_answer_stays_a_draft_and_nothing_is_queued(who: Who, here: Conversation) -> None:
    switched_on()
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, IBAN, seen_answer_seq=0, now=NOW)
    assert refused.value.code == "stopped"
    assert refused.value.data["guideline"] == "guideline:bank@1"
    assert not Delivery.objects.exists()
    assert Draft.objects.get().text == IBAN
    assert GuidelineVersion.objects.get().state == "active"


def test_the_second_answer_is_stopped_with_who_answered_and_its_text_is_kept(
    who: Who, here: Conversation
) -> None:
    colleague = builders.member(name="Frühe Kollegin")
    reply.send(builders.who(colleague), here.public_id, "Ist unterwegs.", seen_answer_seq=0, now=NOW)
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, "Kommt morgen.", seen_answer_seq=0, now=NOW + timedelta(seconds=20))
    assert refused.value.code == "answered"
    assert (refused.value.data["name"], refused.value.data["at"]) == ("Frühe Kollegin", NOW)
    assert Draft.objects.get(author=who.id).text == "Kommt morgen."
    assert Delivery.objects.count() == 1


def test_an_answer_does_not_go_to_words_that_nobody_has_read(who: Who, here: Conversation) -> None:
    read = here.messages.get().public_id
    builders.message(here, text="Hat sich erledigt!")
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, "Kommt morgen.", seen_answer_seq=0, read=read, now=NOW)
    assert (refused.value.code, refused.value.data["text"]) == ("wrote_again", "Hat sich erledigt!")
    here.refresh_from_db()
    assert (here.state, here.waiting_since) == ("open", NOW)
    assert Draft.objects.get().text == "Kommt morgen."
    reply.send(who, here.public_id, "Kommt morgen.", seen_answer_seq=0, read=read, anyway=True, now=NOW)
    assert Delivery.objects.count() == 1


def test_what_came_before_the_message_that_was_read_stops_nothing(who: Who, here: Conversation) -> None:
    newest = builders.message(here, text="Noch etwas: welche Größe?")
    reply.send(who, here.public_id, "Größe M.", seen_answer_seq=0, read=newest.public_id, now=NOW)
    assert Delivery.objects.count() == 1


def test_whoever_has_read_the_first_answer_may_send_hers_as_well(who: Who, here: Conversation) -> None:
    reply.send(builders.who(builders.member()), here.public_id, "Ist unterwegs.", seen_answer_seq=0, now=NOW)
    reply.send(who, here.public_id, "Und hier der Link.", seen_answer_seq=0, anyway=True, now=NOW)
    assert Delivery.objects.count() == 2


def test_an_answer_that_was_called_back_stops_nobody(who: Who, here: Conversation) -> None:
    colleague = builders.who(builders.member())
    sent = reply.send(colleague, here.public_id, "Falscher Fall.", seen_answer_seq=0, now=NOW)
    outbox.recall(colleague, sent.delivery, now=NOW)
    reply.send(who, here.public_id, "Ist unterwegs.", seen_answer_seq=0, now=NOW + timedelta(seconds=5))
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["queued", "recalled"]


def test_of_three_answers_since_one_that_still_stands_is_enough_to_stop(who: Who, here: Conversation) -> None:
    colleague = builders.who(builders.member(name="Kollegin"))
    for n, text in enumerate(("Eins.", "Zwei.", "Drei.")):
        sent = reply.send(colleague, here.public_id, text, seen_answer_seq=n, now=NOW)
        if text != "Zwei.":
            outbox.recall(colleague, sent.delivery, now=NOW)
            Draft.objects.filter(author=colleague.id, state="writing").update(state="discarded")
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, "Vier.", seen_answer_seq=0, now=NOW)
    assert refused.value.data["name"] == "Kollegin"


def test_an_answer_on_the_network_itself_counts_too(who: Who, here: Conversation) -> None:
    Conversation.objects.filter(pk=here.pk).update(answer_seq=1)
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, "Ist unterwegs.", seen_answer_seq=0, now=NOW)
    assert (refused.value.code, refused.value.data["name"]) == ("answered", "")


def test_what_is_called_back_is_her_draft_again(who: Who, here: Conversation) -> None:
    sent = reply.send(who, here.public_id, "Ist unterwegs.", seen_answer_seq=0, now=NOW)
    outbox.recall(who, sent.delivery, now=NOW)
    assert reply.standing(who, here.public_id, now=NOW).composer.text == "Ist unterwegs."
    here.refresh_from_db()
    assert (here.state, here.waiting_since) == ("open", NOW)


@pytest.mark.parametrize("text", ["", "  \n ", "[AP]", " \u200b\u2060[AP]\ufeff ", "\u2800\u3164"])
def test_nothing_is_not_sent(who: Who, here: Conversation, text: str) -> None:
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, text, seen_answer_seq=0, now=NOW)
    assert refused.value.code == "empty"
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "text", ["👍", "\u202eמה שלומך", "Ja\x00!", "<script>alert(1)</script>", "e\u0301" * 200, "Ꙛᴍᴀ ab"]
)
def test_odd_texts_go_out_as_they_are(who: Who, here: Conversation, text: str) -> None:
    sent = reply.send(who, here.public_id, text, seen_answer_seq=0, now=NOW)
    assert Delivery.objects.get(public_id=sent.delivery).payload["text"] == text.replace("\x00", "") + " [AP]"


def test_what_is_too_long_for_the_network_is_a_stop_and_says_by_how_much(who: Who) -> None:
    here = builders.conversation(builders.account("bluesky"))
    judged = reply.judge(who, here.public_id, "a" * 3001, now=NOW)
    assert (judged.verdict, judged.problem) == (Verdict.STOP, "too_long")
    assert judged.length is not None
    assert judged.length.left == -2706
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, "a" * 3001, seen_answer_seq=0, now=NOW)
    assert (refused.value.code, refused.value.data["over"]) == ("too_long", 2706)
    assert Draft.objects.get().text == "a" * 3001


def test_the_length_is_the_networks_own_and_its_tightest(who: Who) -> None:
    here = builders.conversation(builders.account("bluesky"))
    letters = reply.judge(who, here.public_id, "e\u0301" * 10, now=NOW).length
    families = reply.judge(who, here.public_id, "👩‍👩‍👧‍👦" * 1200, now=NOW)
    assert letters is not None
    assert families.length is not None
    assert (letters.used, letters.unit) == (15, "graphemes")  # with the signature
    assert (families.length.used, families.length.unit, families.problem) == (30_005, "bytes", "too_long")


def test_what_came_from_a_file_is_only_read_and_the_composer_says_so(who: Who) -> None:
    here = builders.conversation(builders.account("import"))
    assert not reply.standing(who, here.public_id, now=NOW).replies
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, "Hallo", seen_answer_seq=0, now=NOW)
    assert refused.value.code == "reads_only"


def test_what_is_written_stays_where_the_channel_is_not_there_and_nothing_goes_out(who: Who) -> None:
    here = builders.conversation(builders.account("gone"))
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, "Hallo", seen_answer_seq=0, now=NOW)
    assert refused.value.code == "no_channel"
    assert reply.standing(who, here.public_id, now=NOW).composer.text == "Hallo"


def test_whoever_is_from_elsewhere_cannot_write(elsewhere: Member, here: Conversation) -> None:
    for verb in (
        lambda w: reply.write(w, here.public_id, "x", now=NOW),
        lambda w: reply.send(w, here.public_id, "x", seen_answer_seq=0, now=NOW),
    ):
        with pytest.raises(Declined) as refused:
            verb(builders.who(elsewhere))
        assert refused.value.code == "may_not"


def test_the_verdict_of_the_moment_is_stored_with_its_versions_and_words(
    who: Who, here: Conversation
) -> None:
    switched_on(STOP.replace('"stop"', '"look"'))
    reply.send(who, here.public_id, IBAN, seen_answer_seq=0, now=NOW)
    sent = Draft.objects.get()
    assert sent.verdict == "look"
    assert sent.hits == [
        {"id": "bank", "version": 1, "verdict": "look", "words": ["DE89 3704 0044 0532 0130 00"]}
    ]
    assert "DE89" not in str(list(AuditEntry.objects.values()))


def test_switching_a_guideline_changes_the_next_keystroke(
    who: Who, here: Conversation, second_pair: Member
) -> None:
    switched_on()
    assert reply.judge(who, here.public_id, IBAN, now=NOW).verdict is Verdict.STOP
    guideline.switch(builders.who(second_pair), "bank", False, now=NOW)
    assert reply.judge(who, here.public_id, IBAN, now=NOW).verdict is Verdict.GO


def test_the_words_of_a_hit_are_in_the_readers_language(who: Who, here: Conversation) -> None:
    guideline.seed(NOW)
    guideline.switch(builders.who(builders.member(role="owner")), "bank-data", True, now=NOW)
    said = {
        n: reply.judge(who, here.public_id, IBAN, language=n, now=NOW).hits[0].title for n in ("de", "en")
    }
    assert said == {"de": "Keine Bankdaten in Antworten", "en": "No bank details in answers"}


def test_a_message_that_its_author_deleted_is_not_answered_into_the_air(who: Who, here: Conversation) -> None:
    here.messages.update(gone_at=NOW)
    assert reply.judge(who, here.public_id, "Hallo", now=NOW).problem == "asker_gone"
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, "Hallo", seen_answer_seq=0, now=NOW)
    assert refused.value.code == "asker_gone"
    assert Draft.objects.get().text == "Hallo"
