"""The pages of accounts: the truth about each line, and secrets that never come back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from tests import builders
from tests.servers.loopback import Loopback, Reply, loopback
from zuruf import channels
from zuruf.flow import accounts
from zuruf.store.models import Account, Member
from zuruf.web import account_words, channel_words

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], Client]


@pytest.fixture
def browser(second_pair: Member, client_of: ClientOf) -> Client:
    made = client_of(second_pair)
    made.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


@pytest.fixture
def network(settings: Any, tmp_path: Path) -> Iterator[Loopback]:
    with loopback() as running:
        settings.ALLOW_PRIVATE = ("127.0.0.1",)
        settings.DATA = tmp_path
        yield running


@pytest.mark.parametrize(
    "state", ["new", "ok", "later", "not_connected", "unknown", "refused", "of a later version"]
)
def test_every_state_has_words_and_says_what_to_do(state: str, browser: Client) -> None:
    account = builders.account("bluesky", state=state[:16], state_why="pds.example answered 503.")
    for page in (browser.get("/accounts/"), browser.get(f"/accounts/{account.public_id}/")):
        assert page.status_code == 200
        assert 'class="state' in page.content.decode()
    if state not in ("new", "ok"):
        assert "answered with error 503" in page.content.decode()


def test_there_is_nothing_to_see_of_a_secret(browser: Client, network: Loopback) -> None:
    network.script = lambda _: Reply(401, b'{"error":"AuthenticationRequired","message":"no"}')
    given = {"handle": "radwerk.example", "password": "very-secret-words", "server": network.url}
    page = browser.post("/accounts/new/bluesky/", given)
    assert page.status_code == 422
    assert "radwerk.example" in page.content.decode()
    assert "very-secret-words" not in page.content.decode()
    assert not Account.objects.exists()


def test_what_is_missing_is_said_before_any_request(browser: Client, network: Loopback) -> None:
    page = browser.post("/accounts/new/bluesky/", {"handle": "", "password": "", "server": "no address"})
    assert page.status_code == 422
    assert page.content.decode().count('class="errorlist"') == 3
    assert network.seen == []


def test_an_account_that_works_shows_what_it_can_do(browser: Client, network: Loopback) -> None:
    feed = b'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title></channel></rss>'
    network.script = lambda _: Reply(body=feed, headers={"content-type": "application/rss+xml"})
    page = browser.post("/accounts/new/feed/", {"url": f"{network.url}/rss"}, follow=True).content.decode()
    assert "can read" in page
    assert "cannot publish" in page
    assert "reads only" in page


def test_pausing_going_on_and_disconnecting_need_one_click_each(browser: Client) -> None:
    account = builders.account("feed")
    here = f"/accounts/{account.public_id}/"
    for verb, enabled in (("pause", False), ("resume", True), ("disconnect", False)):
        assert browser.post(f"{here}{verb}/")["Location"] == here
        account.refresh_from_db()
        assert account.enabled is enabled
    assert "Connect again" in browser.get(here).content.decode()


@pytest.mark.parametrize("seconds", ["", "-1", "601", "x", "1e3", "99999999999"])
def test_a_recall_time_that_does_not_fit_changes_nothing(seconds: str, browser: Client) -> None:
    account = builders.account("feed")
    page = browser.post(f"/accounts/{account.public_id}/recall/", {"seconds": seconds}, follow=True)
    account.refresh_from_db()
    assert account.recall_seconds == 20
    assert "between 0 and 600" in page.content.decode()


def test_our_own_page_has_no_form_to_connect(browser: Client) -> None:
    assert browser.get("/accounts/new/talk/").status_code == 404
    assert browser.get("/accounts/new/import/").status_code == 404
    assert browser.get("/accounts/new/invented/").status_code == 404
    talk = accounts.ensure_talk()
    assert "/disconnect/" not in browser.get(f"/accounts/{talk.public_id}/").content.decode()


def test_an_import_says_what_it_is_and_offers_nothing_that_a_file_cannot_do(browser: Client) -> None:
    from zuruf.flow import importing

    importing.account_for()
    account = Account.objects.get(channel="import")
    with translation.override("en"):
        for address in ("/accounts/", f"/accounts/{account.public_id}/"):
            page = browser.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
            assert "Imported" in page
            assert "Import from a file" in page
            assert "Paused" not in page
            assert "waits there" not in page
    assert not any(f"/{act}/" in page for act in ("check", "resume", "pause", "disconnect", "recall"))


def test_where_nothing_goes_out_there_are_neither_passwords_nor_a_time_to_recall(browser: Client) -> None:
    assert "Passwords" not in browser.get("/accounts/new/feed/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Passwords" in browser.get("/accounts/new/bluesky/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    file, bluesky = builders.account("import"), builders.account("bluesky")
    assert 'name="seconds"' not in browser.get(f"/accounts/{file.public_id}/").content.decode()
    assert 'name="seconds"' in browser.get(f"/accounts/{bluesky.public_id}/").content.decode()


@pytest.mark.parametrize("name", sorted(channels.kinds()))
@pytest.mark.parametrize("language", ["de", "en"])
def test_each_channel_says_in_words_what_it_can_do(name: str, language: str) -> None:
    with translation.override(language):
        row = channel_words.channel(name)
    assert row.title
    assert len(row.facts) >= 2
    assert all(what and how for what, how in row.facts)


@pytest.mark.parametrize(
    "said",
    [
        "pds.example answered 500 (InternalServerError: x).",
        "127.0.0.1 lies on a private address. An operator can allow it (ZURUF_ALLOW_PRIVATE).",
        "pds.example sent an answer that cannot be understood.",
        "pds.example did not answer in time.",
        "pds.example could not be reached.",
        "pds.example broke off before the answer was complete.",
        "pds.example sent more than 5 MB; the answer was not read.",
        "pds.example redirects too often.",
        "There is no RSS or Atom feed at this address.",
        "Mentions and replies cannot be read from this server: pds.example answered 502.",
    ],
)
def test_what_a_network_said_is_said_in_german(said: str) -> None:
    with translation.override("de"):
        words = account_words.problem(said)
    assert words != said
    assert not {"answered", "cannot", "the", "not"} & set(words.split())


def test_one_entry_is_not_called_entries() -> None:
    with translation.override("en"):
        said = account_words.limits({"limits": ["1 entries now", "2 entries now"]})
    assert said == ["1 entry now", "2 entries now"]


def test_a_networks_own_words_are_marked_as_such_and_drawn_as_text() -> None:
    said = "pds.example answered 400 (InvalidRequest: <b>no</b>)."
    with translation.override("de"):
        plain, page = account_words.problem(said), account_words.problem_html(said)
    assert plain == "pds.example antwortete mit Fehler 400, im Wortlaut: “InvalidRequest: <b>no</b>”."
    assert '<q lang="en">InvalidRequest: &lt;b&gt;no&lt;/b&gt;</q>' in page
    assert account_words.problem_html("<i>") == '<span lang="en">&lt;i&gt;</span>'
    assert account_words.problem_html("") == ""


def test_a_sentence_within_another_is_translated_too() -> None:
    with translation.override("de"):
        words = account_words.problem("Mentions cannot be read: pds.example did not answer in time.")
    assert not {"answer", "not", "cannot"} & set(words.split())


def test_a_sentence_that_we_do_not_know_stays_as_it_is() -> None:
    assert account_words.problem("Something new.") == "Something new."
