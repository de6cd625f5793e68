"""Signing in: the pages we want, ours to look at, and no others."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.views.defaults import server_error
from pytest_django import Settings

from zuruf.store.models import Member

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def forget_attempts() -> None:
    """The limits count per address; each test is a new day."""
    cache.clear()


def sign_in(browser: Client, email: str, password: str = PASSWORD) -> int:
    return browser.post("/signin/", {"login": email, "password": password}).status_code


def test_with_address_and_password_one_is_in_and_goes_where_one_wanted(answers: Member) -> None:
    browser = Client()
    wanted = browser.get("/me/")["Location"]
    answer = browser.post(wanted, {"login": "ANSWERS@example.org", "password": PASSWORD, "next": "/me/"})
    assert answer["Location"] == "/me/"


def test_nobody_is_led_away_to_another_site(answers: Member) -> None:
    answer = Client().post(
        "/signin/?next=https://evil.example/",
        {"login": answers.email, "password": PASSWORD, "next": "https://evil.example/"},
    )
    assert answer["Location"] == "/"


@pytest.mark.parametrize("email", ["answers@example.org", "nobody@example.org"])
def test_a_wrong_password_sounds_the_same_whoever_it_is(email: str, answers: Member) -> None:
    page = Client(headers={"accept-language": "en"}).post("/signin/", {"login": email, "password": "wrong"})
    assert page.status_code == 200
    text = re.sub(r"\s+", " ", page.content.decode())
    assert 'class="notice error" role="alert"' in text
    assert "wrong</" not in text


def test_guessing_is_slowed_down(answers: Member) -> None:
    browser = Client()
    said = [sign_in(browser, answers.email, f"wrong {n}") for n in range(8)]
    assert browser.get("/me/").status_code == 302
    assert sign_in(browser, answers.email) != 302, f"after {said} the right password still opened"


def test_too_many_attempts_get_a_page_of_ours(answers: Member) -> None:
    browser = Client()
    answers_ = [browser.post("/signin/", {"login": "a@example.org", "password": "x"}) for _ in range(31)]
    assert answers_[-1].status_code == 429
    assert b"house.css" in answers_[-1].content


def test_who_was_let_go_cannot_sign_in(answers: Member) -> None:
    Member.objects.filter(pk=answers.pk).update(is_active=False)
    browser = Client()
    sign_in(browser, answers.email)
    assert browser.get("/me/").status_code == 302


def test_leaving_needs_a_post(answers: Member, client_of: Callable[[Member], Client]) -> None:
    browser = client_of(answers)
    assert browser.get("/signin/out/").status_code == 200
    assert browser.get("/me/").status_code == 200
    browser.post("/signin/out/")
    assert browser.get("/me/").status_code == 302


def test_who_has_no_password_is_told_how_to_come_back_before_leaving(
    second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    second_pair.set_unusable_password()
    second_pair.save()
    browser = client_of(second_pair)
    for asked in (browser.get("/signin/out/"), browser.post("/signin/out/")):
        assert "make link" in asked.content.decode()
    assert browser.get("/me/").status_code == 200
    browser.post("/signin/out/", {"anyway": "1"})
    assert browser.get("/me/").status_code == 302


def test_the_sign_in_page_says_how_to_get_in_while_nobody_has_a_password(second_pair: Member) -> None:
    assert "make link" not in Client().get("/signin/").content.decode()
    second_pair.set_unusable_password()
    second_pair.save()
    assert "make link" in Client().get("/signin/").content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_reauthenticate",
        "account_set_password",
        "account_confirm_login_code",
    ],
)
def test_pages_of_allauth_that_we_do_not_want_do_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["/signin/signup/", "/signup/", "/accounts/signup/", "/signin/email/"])
def test_nobody_registers(path: str) -> None:
    assert Client().get(path).status_code in (302, 404)
    assert Member.objects.count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/signin/",
        "/signin/out/",
        "/signin/inactive/",
        "/signin/forgotten/",
        "/signin/forgotten/sent/",
        "/signin/new/done/",
        "/signin/new/1-abc-def/",
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_of_the_sign_in_is_in_our_look_and_language(
    path: str, language: str, answers: Member
) -> None:
    browser = Client(headers={"accept-language": language})
    if path.endswith("out/"):
        browser.force_login(answers)
    page = browser.get(path).content.decode()
    assert "css/house" in page
    assert f'<html lang="{language}"' in page
    assert "Menu:" not in page, "allauth's own layout"


def test_a_lost_password_without_mail_says_who_helps(answers: Member) -> None:
    page = Client(headers={"accept-language": "de"}).post("/signin/forgotten/", {"email": answers.email})
    assert "zuruf link" in page.content.decode()
    assert mail.outbox == []


def test_a_lost_password_with_mail_is_chosen_anew(answers: Member, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    browser = Client(headers={"accept-language": "de"})
    sent = browser.post("/signin/forgotten/", {"email": answers.email}, follow=True)
    assert "Postfach" in sent.content.decode()
    (letter,) = mail.outbox
    assert "neues Kennwort" in letter.subject
    assert "example.com" not in letter.body
    link = re.search(r"http://testserver(/signin/new/\S+)", str(letter.body))
    assert link
    page = browser.get(link[1], follow=True)
    assert "Neues Kennwort" in page.content.decode()
    given = {"password1": "a completely new one", "password2": "a completely new one"}
    done = browser.post(page.redirect_chain[-1][0], given, follow=True)
    assert "gilt" in done.content.decode()
    assert sign_in(Client(), answers.email, "a completely new one") == 302
    assert "gilt nicht mehr" in Client(headers={"accept-language": "de"}).get(link[1]).content.decode()


def test_who_is_not_one_of_ours_gets_no_mail_but_the_same_answer(settings: Settings, answers: Member) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    ours = Client().post("/signin/forgotten/", {"email": answers.email})
    mail.outbox.clear()
    other = Client().post("/signin/forgotten/", {"email": "stranger@example.org"})
    assert (ours.status_code, ours["Location"]) == (other.status_code, other["Location"])
    assert mail.outbox == []


def test_a_new_password_ends_other_sessions_and_keeps_this_one(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    here, elsewhere = client_of(answers), client_of(answers)
    page = here.post("/me/password/", {"old": PASSWORD, "password": "a completely new one"})
    assert page["Location"] == "/me/"
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


@pytest.mark.parametrize(
    "given",
    [
        {"old": "wrong", "password": "a completely new one"},
        {"old": PASSWORD, "password": "short"},
        {"old": PASSWORD, "password": "password123"},
        {"old": PASSWORD, "password": "answers@example.org"},
        {"password": "a completely new one"},
    ],
)
def test_a_password_that_does_not_do_is_said(
    given: dict[str, str], answers: Member, client_of: Callable[[Member], Client]
) -> None:
    page = client_of(answers).post("/me/password/", given)
    assert page.status_code == 422
    assert b"errorlist" in page.content
    answers.refresh_from_db()
    assert answers.check_password(PASSWORD)


def test_the_command_on_the_machine_prints_a_link(
    answers: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("link", answers.email)
    link = capsys.readouterr().out.strip()
    browser = Client()
    assert browser.post("/" + link.split("/", 3)[3])["Location"] == "/me/password/"
    assert browser.get("/me/").status_code == 200
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("link", "stranger@example.org")


def test_an_error_page_is_ours_and_says_what_to_do(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    browser = client_of(answers)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    pages = {
        "/nowhere/": (404, "Hier ist nichts"),
        "/organisation/": (403, "Nicht für Sie"),
        "/audit/?actor=x": (400, "lässt sich nicht fragen"),
    }
    for path, (status, words) in pages.items():
        page = browser.get(path)
        assert page.status_code == status
        assert words in page.content.decode()
    guarded = Client(enforce_csrf_checks=True, headers={"accept-language": "de"})
    assert "Bitte noch einmal" in guarded.post("/signin/", {}).content.decode()


def test_the_page_for_our_own_mistakes_needs_nothing_that_may_be_broken() -> None:
    page = server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert b"css/house" in page.content
