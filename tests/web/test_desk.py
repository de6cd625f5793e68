"""The desk's pages."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import NOW
from tests.there import there
from zuruf.core.hold import Covers
from zuruf.core.reply import DraftState
from zuruf.core.triage import Finding, as_kept
from zuruf.flow import desk, guideline, holds, outbox, reply
from zuruf.store import changes
from zuruf.store.models import Contact, Conversation, Delivery, Member, Message, MessageAssessment, Note, Team

ClientOf = Callable[[Member], Client]


def test_the_longest_wait_stands_first(answers: Member, client_of: ClientOf) -> None:
    account = builders.account()
    builders.conversation(account, text="jung", waiting_since=NOW)
    builders.conversation(account, text="alt", waiting_since=NOW - timedelta(hours=2))
    page = client_of(answers).get("/desk/us/").content.decode()
    assert page.index("alt") < page.index("jung")


def test_an_open_conversation_shows_its_thread_beside_the_list(answers: Member, client_of: ClientOf) -> None:
    c = builders.conversation(text="Wo ist mein Paket?")
    page = client_of(answers).get(f"/desk/us/{c.public_id}/").content.decode()
    assert (
        page.count("Wo ist mein Paket?") == 3
    )  # in its row, in the thread, and where it may go with a question
    assert 'aria-current="true"' in page


def test_a_page_has_the_same_few_statements_whatever_there_is(
    answers: Member, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(answers)
    for name in ("Service", "Presse"):
        Team.objects.create(name=name)
    for _n in range(60):
        builders.conversation()
    client.get("/desk/us/")
    with django_assert_max_num_queries(12):
        client.get("/desk/us/")


def test_an_open_conversation_has_the_same_statements_whatever_it_holds(
    answers: Member, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client, c, who = client_of(answers), builders.conversation(), builders.who(answers)
    for n in range(20):
        builders.message(c, text=f"Noch etwas: {n}")
    client.get(f"/desk/us/{c.public_id}/")
    with django_assert_max_num_queries(9):
        client.get(f"/desk/us/{c.public_id}/")
    for n in range(5):
        desk.note(who, c.public_id, f"Notiz {n}")
        sent = builders.draft(c, answers, state=DraftState.SENT)
        outbox.queue(who, sent, text=f"Antwort {n}", kind="reply", now=NOW)
    with django_assert_max_num_queries(11):
        client.get(f"/desk/us/{c.public_id}/")
    guideline.seed(NOW)
    reply.save_draft(who, c.public_id, "Das sehen wir nach. Wir erstatten Ihnen 20 Euro.")
    MessageAssessment.objects.create(
        message=there(c.messages.first()), made_at=NOW, findings=[as_kept(Finding("risk", "self_harm", 0.9))]
    )
    client.get(f"/desk/us/{c.public_id}/")
    with django_assert_max_num_queries(
        13
    ):  # the draft, and since it promises money what she promised this month
        client.get(f"/desk/us/{c.public_id}/")
    reply.save_draft(who, c.public_id, "Das sehen wir nach.")
    with django_assert_max_num_queries(12):
        client.get(f"/desk/us/{c.public_id}/")


def test_a_page_says_from_where_on_its_stream_must_tell(answers: Member, client_of: ClientOf) -> None:
    c = builders.conversation()
    changes.announce("conversation", [c.public_id], NOW)
    for address in ("/desk/us/", f"/desk/us/{c.public_id}/"):
        page = client_of(answers).get(address).content.decode()
        asked = re.search(r'data-live="/live/\?after=([0-9.]+)&amp;queue=us&amp;lang=(?:de|en)"', page)
        assert asked is not None
        assert asked[1] == str(changes.last()) != "0.0"


def test_more_than_a_page_goes_on_where_it_ended(answers: Member, client_of: ClientOf) -> None:
    account = builders.account()
    for n in range(53):
        builders.conversation(account, text=f"nummer-{n:02d}.", waiting_since=NOW + timedelta(seconds=n))
    client = client_of(answers)
    first = client.get("/desk/us/").content.decode()
    assert "nummer-49." in first
    assert "nummer-50." not in first
    after = re.search(r'href="\?after=([0-9a-f.]+)"', first)
    assert after is not None
    second = client.get(f"/desk/us/?after={after[1]}").content.decode()
    assert [n for n in range(53) if f"nummer-{n:02d}." in second] == [50, 51, 52]


@pytest.mark.parametrize("after", ["", "x", "zz.1", "ffffffffffffffffff.1", "1.", "'; DROP", "1.2.3"])
def test_a_broken_place_in_the_list_is_its_beginning(
    answers: Member, client_of: ClientOf, after: str
) -> None:
    builders.conversation(text="noch da")
    page = client_of(answers).get("/desk/us/", {"after": after})
    assert page.status_code == 200
    assert "noch da" in page.content.decode()


@pytest.mark.parametrize("queue", ["us", "mine", "team", "unowned", "second", "unclear", "them", "done"])
def test_an_empty_queue_teaches_one_thing(answers: Member, client_of: ClientOf, queue: str) -> None:
    page = client_of(answers).get(f"/desk/{queue}/").content.decode()
    assert 'class="empty" >' in page.replace("  ", " ")


def test_what_does_not_exist_is_said_to_be_missing(answers: Member, client_of: ClientOf) -> None:
    client = client_of(answers)
    for path in ("/desk/nowhere/", "/desk/us/2222222222aa/", "/desk/team/x/thread/"):
        assert client.get(path).status_code == 404
    assert client.post("/c/2222222222aa/take/").status_code == 404
    assert client.post("/c/2222222222aa/here/").status_code == 404


def test_who_may_only_read_finds_no_actions_and_cannot_act(elsewhere: Member, client_of: ClientOf) -> None:
    c = builders.conversation()
    client = client_of(elsewhere)
    page = client.get(f"/desk/us/{c.public_id}/").content.decode()
    assert "data-act=" not in page
    for verb in ("take", "give", "note", "done", "reopen"):
        assert client.post(f"/c/{c.public_id}/{verb}/", {"text": "x"}).status_code == 403
    c.refresh_from_db()
    assert (c.owner_id, c.state) == (None, "open")


def test_a_note_that_is_too_long_comes_back_to_be_shortened(answers: Member, client_of: ClientOf) -> None:
    c = builders.conversation()
    answer = client_of(answers).post(
        f"/c/{c.public_id}/note/", {"text": "x" * 10_001}, headers={"accept": "text/plain"}
    )
    assert answer.status_code == 409
    assert "10001" in answer.content.decode()
    assert not Note.objects.exists()


def test_what_outsiders_write_is_never_markup(answers: Member, client_of: ClientOf) -> None:
    bad = '<script>alert(1)</script> <img src=x onerror=alert(1)> https://example.org/?a=<b>"c'
    c = builders.conversation(text=bad)
    Contact.objects.filter(pk=there(c.contact_id)).update(name=bad)
    page = client_of(answers).get(f"/desk/us/{c.public_id}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_deleted_and_edited_words_are_marked(answers: Member, client_of: ClientOf) -> None:
    c = builders.conversation()
    Message.objects.filter(conversation=c).update(edited_at=NOW)
    builders.message(c, gone_at=NOW, text="zurückgezogen")
    page = (
        client_of(answers).get(f"/desk/us/{c.public_id}/", headers={"accept-language": "en"}).content.decode()
    )
    assert "changed at" in page
    assert "Deleted by its author" in page


def test_a_deadline_of_the_second_pair_that_has_passed_is_said_to_be_over(
    answers: Member, client_of: ClientOf
) -> None:
    c = builders.conversation(ask_until=NOW)  # long ago
    client = client_of(answers)
    page = client.get(f"/desk/second/{c.public_id}/", headers={"Accept-Language": "en"}).content.decode()
    assert "second pair overdue" in page
    assert "second pair of eyes overdue since Monday, 2 March 10:00" in page
    assert "until 10:00" not in page
    Conversation.objects.update(ask_until=timezone.now() + timedelta(minutes=5))
    page = client.get("/desk/second/", headers={"Accept-Language": "en"}).content.decode()
    assert "second pair until" in page
    assert "overdue" not in page.split('id="rows"')[1].replace('class="overdue"', "")


def test_one_clicked_row_brings_only_its_conversation(answers: Member, client_of: ClientOf) -> None:
    c = builders.conversation()
    headers = {"HX-Request": "true", "HX-Target": "pane"}
    page = client_of(answers).get(f"/desk/us/{c.public_id}/", headers=headers).content.decode()
    assert "<nav" not in page
    assert "<title>" in page
    assert 'id="composer"' in page


def test_a_live_list_gets_the_rows_that_are_still_in_its_queue(answers: Member, client_of: ClientOf) -> None:
    still, gone = builders.conversation(), builders.conversation(state="done", waiting_since=None)
    ids = {"id": [still.public_id, gone.public_id]}
    page = client_of(answers).get("/desk/us/rows/", ids).content.decode()
    assert f'data-id="{still.public_id}"' in page
    assert f'data-id="{gone.public_id}"' not in page
    assert '<li data-count="us">1</li>' in page


def test_a_filter_looks_at_people_and_at_last_words(answers: Member, client_of: ClientOf) -> None:
    a, b = builders.conversation(text="Der Rahmen bricht"), builders.conversation(text="Danke")
    Contact.objects.filter(pk=there(b.contact_id)).update(name="Familie Rahmen")
    builders.conversation(text="Anderes")
    page = client_of(answers).get("/desk/us/?find=rahmen").content.decode()
    assert a.public_id in page
    assert b.public_id in page
    assert "Anderes" not in page


def test_without_script_an_action_leads_back_to_its_conversation(
    answers: Member, client_of: ClientOf
) -> None:
    c = builders.conversation()
    answer = client_of(answers).post(f"/c/{c.public_id}/take/", {"queue": "unowned"})
    assert answer.headers["Location"] == f"/desk/unowned/{c.public_id}/"
    assert Conversation.objects.get(pk=c.pk).owner_id == answers.pk


def test_without_script_a_note_that_cannot_be_kept_stays_in_its_field_and_never_stands_in_an_address(
    answers: Member, client_of: ClientOf
) -> None:
    c, client, text = builders.conversation(), client_of(answers), "Vertraulich: " + "x" * 10_001
    answer = client.post(f"/c/{c.public_id}/note/", {"text": text})
    assert "Vertraulich" not in answer["Location"]
    assert text in client.get(answer["Location"]).content.decode()
    client.post(f"/c/{c.public_id}/take/", {"seen_owner": ""})
    assert text in client.get(f"/desk/us/{c.public_id}/").content.decode()
    assert text not in client.get(f"/desk/us/{builders.conversation().public_id}/").content.decode()
    client.post(f"/c/{c.public_id}/note/", {"text": "Kürzer."})
    assert text not in client.get(f"/desk/us/{c.public_id}/").content.decode()
    assert Note.objects.get().text == "Kürzer."


@pytest.mark.parametrize(
    ("over", "row", "head"),
    [
        ({"wants_yes": True}, "waits for your yes", "our answer waits for your yes"),
        ({"held": True}, ">held<", "our answer is held"),
    ],
)
def test_an_answer_that_does_not_go_out_by_itself_is_marked_in_row_and_head(
    answers: Member, client_of: ClientOf, over: dict[str, bool], row: str, head: str
) -> None:
    c = builders.conversation(state="waiting", waiting_since=None)
    draft = builders.draft(c, answers, state="sent")
    outbox.queue(builders.who(answers), draft, text="Der Akku passt.", kind="reply", now=NOW)
    if "held" in over:
        holds.hold(builders.who(answers), covers=Covers.ALL, now=NOW)
    else:
        Delivery.objects.update(**over)
    page = (
        client_of(answers)
        .get(f"/desk/them/{c.public_id}/", headers={"Accept-Language": "en"})
        .content.decode()
    )
    rows, pane = page.split('id="pane"')
    assert row in rows
    assert head in pane
    assert "answered, waiting for them" not in pane
