"""The page behind a link for a fact: the question and a field, nothing else, and no cookie."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests import builders
from tests.builders import NOW
from zuruf.flow import fact_ask
from zuruf.store.models import Conversation, FactAsk, FactReply, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(answers: Member) -> FactAsk:
    c: Conversation = builders.conversation(text="Passt die Kurbel? Ich bin Erna Beispiel.")
    who = builders.who(answers)
    made = fact_ask.ask(who, c.public_id, "Ab welchem Jahr passt 3471?", email="workshop@example.org")
    return FactAsk.objects.get(public_id=made)


def address(row: FactAsk) -> str:
    return f"/fact/{fact_ask.link(row.public_id, row.link)}/"


def test_it_shows_the_question_and_neither_who_asked_nor_what_was_not_ticked(
    asked: FactAsk, answers: Member
) -> None:
    page = Client().get(address(asked))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Ab welchem Jahr passt 3471?" in text
    for hidden in (answers.name, answers.email, "Erna", asked.conversation.public_id):
        assert hidden not in text
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert not page.cookies


def test_an_answer_is_kept_without_any_cookie_and_stands_in_the_conversation(
    asked: FactAsk, answers: Member
) -> None:
    browser = Client(enforce_csrf_checks=True)
    sent = browser.post(address(asked), {"answer": "Ab 2012."})
    assert (sent.status_code, bool(sent.cookies)) == (302, False)
    assert "Ab 2012." in browser.get(sent["Location"]).content.decode()
    desk = Client()
    desk.force_login(answers)
    pane = desk.get(f"/desk/us/{asked.conversation.public_id}/").content.decode()
    assert "Ab 2012." in pane
    assert 'data-key-press="v"' in pane
    assert "Ab 2012." in desk.get("/bell/").content.decode()
    assert Client().post(address(asked), {"answer": ""}).status_code == 422


def test_where_no_mail_can_be_sent_whoever_asked_hands_the_link_over_herself(
    asked: FactAsk, answers: Member, second_pair: Member
) -> None:
    FactAsk.objects.update(mail="failed")
    for member, sees in ((answers, True), (second_pair, False)):
        desk = Client()
        desk.force_login(member)
        pane = desk.get(f"/desk/us/{asked.conversation.public_id}/").content.decode()
        assert (address(asked) in pane) is sees


def test_before_one_asks_by_e_mail_it_is_said_where_no_mail_goes_out(
    answers: Member, settings: Settings
) -> None:
    c = builders.conversation(text="Passt die Kurbel?")
    desk = Client()
    desk.force_login(answers)
    page = f"/desk/us/{c.public_id}/"
    assert "fact-no-mail" not in desk.get(page).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert 'id="fact-no-mail"' in desk.get(page).content.decode()


def test_a_link_that_is_none_says_so_and_nothing_more(asked: FactAsk) -> None:
    for path in ("/fact/x/", address(asked)[:-3] + "/"):
        shut = Client().get(path)
        assert shut.status_code == 404
        assert "3471" not in shut.content.decode()


def test_whoever_is_asked_answers_on_her_own_page(asked: FactAsk, elsewhere: Member) -> None:
    FactAsk.objects.update(asked_of=elsewhere, email="")
    hers = Client()
    hers.force_login(elsewhere)
    assert "Ab welchem Jahr" in hers.get("/facts/").content.decode()
    assert "Ab welchem Jahr" in hers.get("/bell/").content.decode()
    hers.post(f"/facts/{asked.public_id}/answer/", {"answer": "Ab 2013."})
    asked.refresh_from_db()
    assert (asked.answer, asked.answered_by) == ("Ab 2013.", elsewhere)


def test_the_desk_asks_with_what_is_ticked(answers: Member) -> None:
    c = builders.conversation(text="Passt die Kurbel?")
    desk = Client()
    desk.force_login(answers)
    form = {
        "question": "Passt sie?",
        "of": "@",
        "email": "workshop@example.org",
        "message": c.messages.get().public_id,
    }
    said = desk.post(f"/c/{c.public_id}/fact/", {**form, "minutes": "60"}, headers={"Accept": "text/plain"})
    assert said.status_code == 200
    assert FactAsk.objects.get().messages == [c.messages.get().pk]
    said = desk.post(f"/c/{c.public_id}/fact/", {"question": "?"}, headers={"Accept": "text/plain"})
    assert said.status_code == 409


def test_what_a_colleague_answered_stands_on_no_page_behind_a_link(answers: Member) -> None:
    c, deputy = builders.conversation(), builders.member()
    asked = fact_ask.ask(
        builders.who(answers), c.public_id, "Passt sie?", email="x@example.org", deputy=deputy.public_id
    )
    old = Client().get(f"/fact/{fact_ask.link(asked, 0)}/")
    assert old.status_code == 200
    fact_ask.sweep(now=FactAsk.objects.get().next_at)
    fact_ask.answer(builders.who(deputy), asked, "Nur für innen.")
    for number in (0, FactAsk.objects.get().link):
        page = Client().post(f"/fact/{fact_ask.link(asked, number)}/", {"answer": "Überschrieben."})
        assert page.status_code == 404
        assert "innen" not in page.content.decode()
    assert FactAsk.objects.get().answer == "Nur für innen."


def test_what_is_late_is_listed_with_a_way_to_say_that_one_cannot_answer(answers: Member) -> None:
    c, expert = builders.conversation(), builders.member()
    asked = fact_ask.ask(builders.who(answers), c.public_id, "Passt sie?", member=expert.public_id)
    FactAsk.objects.update(state="late")
    desk = Client()
    desk.force_login(expert)
    way = f"/facts/{asked}/not-mine/"
    assert way in desk.get("/facts/").content.decode()
    desk.post(way)
    assert way not in desk.get("/facts/").content.decode()


def test_mails_that_came_to_a_question_stand_with_it_and_ring_as_what_they_are(
    asked: FactAsk, answers: Member
) -> None:
    FactAsk.objects.update(state="answered", answer="Ab 2012.", answered_at=NOW, by_mail=True, seen_at=NOW)
    kept = {"ask": asked, "sender": "stranger@example.net", "text": "Ich glaube, nein.", "at": NOW}
    FactReply.objects.create(**kept, mail_id="<1@x>", outcome="other")
    FactReply.objects.create(**kept, mail_id="<2@x>", outcome="machine", seen_at=NOW)
    desk = Client()
    desk.force_login(answers)
    pane = desk.get(f"/desk/us/{asked.conversation.public_id}/").content.decode()
    for shown in ("by e-mail", "stranger@example.net", "Ich glaube, nein.", "Only an automatic reply"):
        assert shown in pane
    assert "Somebody else answered" in desk.get("/bell/").content.decode()
    desk.post(f"/facts/{asked.public_id}/seen/")
    assert "Somebody else answered" not in desk.get("/bell/").content.decode()


def test_an_answer_that_is_not_taken_is_not_lost(answers: Member, second_pair: Member) -> None:
    who = builders.who(answers)
    c = builders.conversation()
    made = fact_ask.ask(who, c.public_id, "Seit wann?", member=second_pair.public_id)
    hers = Client()
    hers.force_login(second_pair)
    long = hers.post(f"/facts/{made}/answer/", {"answer": "Lang. " * 1000})
    assert long.status_code == 409
    assert "Lang. Lang." in long.text
    fact_ask.withdraw(who, made)
    late = hers.post(f"/facts/{made}/answer/", {"answer": "Seit <2012>, aus dem Archiv."})
    assert late.status_code == 409
    assert "Seit &lt;2012&gt;, aus dem Archiv." in late.text
    assert "readonly" in late.text.split("Seit &lt;2012&gt;")[0].rsplit("<textarea", 1)[1]
    assert hers.post("/facts/unknown/answer/", {"answer": "x"}).status_code == 404


def test_behind_a_link_what_came_too_late_is_not_lost(asked: FactAsk, answers: Member) -> None:
    Client().post(address(asked), {"answer": "Ab 2012."})
    fact_ask.quoted(builders.who(answers), asked.public_id)
    FactAsk.objects.update(answered_at=NOW.replace(year=2020))
    late = Client().post(address(asked), {"answer": "Nein: ab <2013>."})
    assert late.status_code == 422
    assert "Ab 2012." in late.text
    assert "Nein: ab &lt;2013&gt;." in late.text
