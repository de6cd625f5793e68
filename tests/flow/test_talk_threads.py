"""The public page: threads, our answers in them, deleting one's own words, and reading in pages."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.flow.talking import LATER, answered, killed, write
from tests.there import there
from zuruf.flow import arrivals, intake, talk
from zuruf.flow.errors import Declined
from zuruf.store.models import (
    AuditEntry,
    Contact,
    Conversation,
    Member,
    Message,
    Organisation,
    RawArrival,
    TalkPost,
)
from zuruf.store.queries import moderation as desk_side
from zuruf.store.queries import talk as pages
from zuruf.store.queries import talk_thread


def test_others_add_to_a_thread_and_the_asker_by_her_link_as_herself(house: Organisation) -> None:
    first = write(name="Frau K.")
    other = write("Das frage ich mich auch.", thread=first.thread, name="Herr M.")
    again = write("Gibt es Neues?", secret=first.secret)
    assert other.thread == again.thread == first.thread
    assert again.secret == first.secret != other.secret
    assert Conversation.objects.count() == 1
    items = there(pages.thread(first.thread)).items
    assert [(i.text, i.asker) for i in items] == [
        ("Wann kommt mein Ersatzteil?", True),
        ("Das frage ich mich auch.", False),
        ("Gibt es Neues?", True),
    ]
    contacts = Message.objects.order_by("id").values_list("contact", flat=True)
    assert contacts[0] == contacts[2] != contacts[1]


def test_nobody_adds_to_a_thread_that_is_not_public_or_by_an_unknown_link(house: Organisation) -> None:
    hidden = write("a http:// http:// http://")
    with pytest.raises(Declined, match="no_thread"):
        write("Hallo?", thread=hidden.thread)
    with pytest.raises(Declined, match="unknown_link"):
        write("Hallo?", secret="0" * 32)


def test_only_published_answers_are_shown_with_how_long_they_took(
    house: Organisation, answers: Member
) -> None:
    posted = write()
    answered(posted, answers, "Noch nicht draußen", state="queued")
    assert len(there(pages.thread(posted.thread)).items) == 1
    answered(posted, answers)
    found = there(pages.thread(posted.thread))
    assert [i.text for i in found.items] == ["Wann kommt mein Ersatzteil?", "Es ist unterwegs. [AP]"]
    assert found.answered_after == timedelta(minutes=12)
    row = pages.latest().rows[0]
    assert (there(row.answer).text, row.answered_after, row.waits_since) == (
        "Es ist unterwegs. [AP]",
        found.answered_after,
        None,
    )


def test_a_withdrawn_answer_leaves_a_mark_without_its_text(house: Organisation, answers: Member) -> None:
    posted = write()
    answered(posted, answers, state="withdrawn")
    item = there(pages.thread(posted.thread)).items[1]
    assert (item.state, item.text) == ("withdrawn", "")
    assert pages.latest().rows[0].answer is None


def test_a_holding_reply_is_a_first_word_and_the_wait_goes_on(house: Organisation, answers: Member) -> None:
    posted = write()
    answered(posted, answers, "Wir sehen nach.", kind="holding")
    found = there(pages.thread(posted.thread))
    assert found.items[1].holding
    assert found.answered_after is None
    assert found.waits_since == LATER


def test_a_correction_stands_in_the_thread_and_what_it_corrects_says_so(
    house: Organisation, answers: Member
) -> None:
    posted = write()
    answered(posted, answers, "Er kostet 5 Euro.", state="corrected")
    answered(posted, answers, "Richtig: 6 Euro.", kind="correction", at=LATER + timedelta(hours=1))
    wrong, right = there(pages.thread(posted.thread)).items[1:]
    assert (wrong.corrected, right.correction) == (True, True)
    assert wrong.text == "Er kostet 5 Euro."


def test_own_words_go_at_once_for_good_and_twice_is_once(house: Organisation, answers: Member) -> None:
    posted = write()
    answered(posted, answers)
    talk.delete_own(posted.secret, posted.public_id, now=LATER)
    talk.delete_own(posted.secret, posted.public_id, now=LATER)
    found = there(pages.thread(posted.thread))
    assert [(i.state, i.text) for i in found.items] == [("deleted", ""), ("shown", "Es ist unterwegs. [AP]")]
    assert pages.latest().rows == ()
    assert Message.objects.get(ours=False).gone_at == LATER
    assert AuditEntry.objects.filter(verb="talk.deleted").count() == 1


def test_deleted_words_are_nowhere_any_more(house: Organisation) -> None:
    posted = write(name="Frau K.")
    kept = write("Etwas anderes", name="Herr M.")
    talk.delete_own(posted.secret, posted.public_id, now=LATER + timedelta(hours=3))
    stored = str(
        [list(rows.objects.values()) for rows in (RawArrival, Message, Conversation, TalkPost, Contact)]
    )
    assert "Ersatzteil" not in stored
    assert "Frau K." not in stored
    assert "Herr M." in stored
    assert "Etwas anderes" in stored
    assert pages.mine(kept.secret)


@pytest.mark.parametrize("step", ["take", "receive"])
def test_a_crash_in_the_middle_of_deleting_leaves_no_words_behind(
    house: Organisation, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    posted = write()
    with monkeypatch.context() as crash:
        crash.setattr(intake, step, killed)
        with pytest.raises(KeyboardInterrupt):
            talk.delete_own(posted.secret, posted.public_id, now=LATER)
    arrivals.resume(now=LATER)
    talk.delete_own(posted.secret, posted.public_id, now=LATER)
    assert (Message.objects.get().text, TalkPost.objects.get().state) == ("", "deleted")
    assert "Ersatzteil" not in str(list(RawArrival.objects.values("body")))


def test_without_an_answer_nothing_is_left_of_deleted_words(house: Organisation) -> None:
    posted = write()
    talk.delete_own(posted.secret, posted.public_id, now=LATER)
    assert there(pages.thread(posted.thread)).gone == "deleted"


def test_another_link_deletes_nothing(house: Organisation) -> None:
    posted, other = write(), write("Etwas anderes")
    with pytest.raises(Declined, match="unknown_link"):
        talk.delete_own(other.secret, posted.public_id, now=LATER)
    assert TalkPost.objects.filter(state="shown").count() == 2


def test_the_list_pages_without_gaps_or_doubles(house: Organisation) -> None:
    for n in range(25):
        write(f"Frage Nummer {n}", at=LATER + timedelta(minutes=n // 3))
    seen, before = [], ""
    while True:
        page = pages.latest(before)
        seen += [row.question.text for row in page.rows]
        before = page.before
        if not before:
            break
    assert seen == [f"Frage Nummer {n}" for n in reversed(range(25))]


def test_own_words_at_the_end_of_a_long_thread_can_be_found_and_deleted(
    house: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk_thread, "LONG_PAGE", 3)
    posted = write("Der Anfang")
    for n in range(4):
        write(f"Antwort {n}", thread=posted.thread)
    last = write("Ganz am Ende", thread=posted.thread)
    found, own = there(pages.mine(last.secret))
    assert [i.text for i in found.items] == ["Der Anfang", "Antwort 0", "Antwort 1", "Ganz am Ende"]
    assert (found.items[-1].mine, own) == (True, last.public_id)


def test_a_long_thread_is_read_in_pages(house: Organisation) -> None:
    first = write()
    c = Conversation.objects.get()
    for n in range(130):
        at = LATER + timedelta(minutes=1 + n)
        TalkPost.objects.create(
            remote_id=f"x{n}", thread=c.root_id, first=False, secret_hash="-", created_at=at, shown_at=at
        )
        builders.message(c, remote_id=f"x{n}", text=f"Beitrag {n}", order_at=at)
    one = there(pages.thread(first.thread))
    two = there(pages.thread(first.thread, one.next))
    assert (len(one.items), len(two.items), two.next) == (100, 31, "")


def test_the_pages_need_the_same_few_statements_however_much_is_there(
    house: Organisation, answers: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(12):
        posted = write(f"Frage {n}")
        answered(posted, answers)
    with django_assert_max_num_queries(7):
        assert len(pages.latest().rows) == 10
    with django_assert_max_num_queries(6):
        assert len(there(pages.thread(posted.thread)).items) == 2
    with django_assert_max_num_queries(1):
        assert pages.pending_counts().all == 0
    with django_assert_max_num_queries(11):
        desk_side.moderation(answers.pk, LATER)


def test_the_list_reads_of_a_long_thread_only_what_it_shows(
    house: Organisation, answers: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    posted = write("Frage")
    for n in range(6):
        answered(posted, answers, text=f"Antwort {n}")
    read: list[talk_thread.Item] = []
    item = talk_thread._answer_item

    def watched(*given: Any) -> talk_thread.Item:
        read.append(item(*given))
        return read[-1]

    monkeypatch.setattr(talk_thread, "_answer_item", watched)
    (row,) = pages.latest().rows
    whole = there(pages.thread(posted.thread))
    assert (there(row.answer).text, row.further) == (whole.items[-1].text, 5)
    assert row.answered_after == whole.answered_after
    assert len(read) == 2 + 6


def test_a_message_without_its_own_row_is_never_public(house: Organisation) -> None:
    c = builders.conversation(builders.account("talk", realm="talk"))
    assert pages.thread(c.public_id) is None
    assert pages.address_of(c.public_id) == ""
    assert pages.latest().rows == ()


def test_the_desks_address_and_a_replys_lead_to_the_thread(house: Organisation) -> None:
    first = write()
    reply = write("Ich auch.", thread=first.thread)
    assert pages.address_of(Conversation.objects.get().public_id) == first.thread
    assert pages.address_of(reply.public_id) == first.thread
