"""Posts, page by page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests import builders
from tests.flow.posting import ASK, ASKED, TEXT
from tests.flow.test_reply import switched_on
from tests.web.test_goes import coming
from zuruf.flow import outbox
from zuruf.flow import second_pair as asking
from zuruf.flow.clock import clock
from zuruf.store.models import Account, Delivery, Draft, Member, SecondPair

Browser = Callable[[Member], Client]


@pytest.fixture
def page(db: None) -> Account:
    return builders.account("talk", remote_id="talk", name="Radwerk")


def begun(client: Client) -> str:
    """The address of a post that was just begun."""
    answer = client.post("/posts/begin/")
    assert answer.status_code == 302
    return str(answer["Location"])


def hour() -> str:
    """Some days from now, at nine."""
    return (clock() + timedelta(days=3)).strftime("%Y-%m-%dT09:00")


def sent(client: Client, page: Account, text: str = TEXT, **more: str) -> Delivery:
    client.post(begun(client), {"text": text, "to": page.public_id, **more})
    return Delivery.objects.get()


def test_the_empty_page_says_what_posts_are_and_offers_to_write_one(
    answers: Member, page: Account, client_of: Browser
) -> None:
    html = client_of(answers).get("/posts/").content.decode()
    assert "No posts yet" in html
    assert "Write a post" in html


def test_a_post_is_written_and_sent_without_a_script(
    answers: Member, page: Account, client_of: Browser
) -> None:
    client = client_of(answers)
    row = sent(client, page)
    assert (row.kind, row.payload["text"]) == ("post", TEXT)
    html = client.get("/posts/").content.decode()
    assert TEXT in html
    assert "Recall" in html


def test_it_can_be_kept_without_sending_it(answers: Member, page: Account, client_of: Browser) -> None:
    client = client_of(answers)
    address = begun(client)
    client.post(address + "check/", {"text": TEXT, "to": page.public_id, "when": "own", "at": hour()})
    assert not Delivery.objects.exists()
    html = client.get(address).content.decode()
    assert TEXT in html
    assert f'value="{hour()}"' in html
    assert TEXT in client.get("/posts/").content.decode()


def test_while_one_types_each_account_says_its_verdict(
    answers: Member, page: Account, client_of: Browser
) -> None:
    client = client_of(answers)
    said = client.post(begun(client) + "verdict/", {"text": TEXT, "to": page.public_id}).json()
    assert (said["state"], said["label"]) == ("go", "Publish")
    assert [(a["id"], a["state"], a["over"]) for a in said["accounts"]] == [(page.public_id, "go", False)]
    assert Draft.objects.get().text == TEXT


def test_with_an_hour_the_button_says_that_it_is_scheduled(
    answers: Member, page: Account, client_of: Browser
) -> None:
    client = client_of(answers)
    told = {"text": TEXT, "to": page.public_id, "when": "own", "at": hour()}
    said = client.post(begun(client) + "verdict/", told).json()
    assert said["label"].startswith("Publish on")
    assert "09:00" in said["why"]


def test_what_cannot_be_sent_is_said_beside_the_text_which_is_kept(
    answers: Member, page: Account, client_of: Browser
) -> None:
    client = client_of(answers)
    answer = client.post(begun(client), {"text": TEXT})
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Choose where it goes out" in html
    assert TEXT in html


def test_a_script_gets_the_reason_as_json(answers: Member, page: Account, client_of: Browser) -> None:
    client = client_of(answers)
    told = {"text": TEXT, "to": page.public_id, "when": "own", "at": "2020-01-01T09:00"}
    answer = client.post(begun(client), told, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (409, "past")


def test_without_a_script_an_hour_that_the_clocks_skip_is_said_before_it_is_sent(
    answers: Member, page: Account, client_of: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, at = client_of(answers), coming(3, monkeypatch)
    draft = begun(client)
    form = {"text": TEXT, "to": page.public_id, "when": "own", "at": at}
    answer = client.post(draft, form, headers={"Accept-Language": "en"})
    assert (answer.status_code, Delivery.objects.count()) == (409, 0)
    assert "it becomes 03:30" in answer.content.decode()
    assert f'name="told" value="{at}"' in answer.content.decode()
    client.post(draft, {**form, "told": at})
    assert Delivery.objects.get().scheduled_as.startswith(at)


def test_a_post_that_is_on_its_way_is_shown_as_its_conversation(
    answers: Member, page: Account, client_of: Browser
) -> None:
    client = client_of(answers)
    row = sent(client, page)
    answer = client.get(f"/posts/{row.draft.public_id}/")
    assert answer["Location"] == f"/desk/them/{row.conversation.public_id}/"
    html = client.get(answer["Location"]).content.decode()
    assert "not out yet" in html
    assert 'name="seen"' not in html  # nobody can be answered


def test_the_second_pair_finds_it_on_the_desk_and_releases_it(
    answers: Member, second_pair: Member, page: Account, client_of: Browser
) -> None:
    switched_on(ASK)
    client_of(answers).post(begun(client_of(answers)), {"text": ASKED, "to": page.public_id})
    question = SecondPair.objects.get()
    eyes = client_of(second_pair)
    html = eyes.get(f"/desk/second/{question.draft.conversation.public_id}/").content.decode()
    assert "goes back to its author" in html
    assert ASKED in eyes.get("/posts/").content.decode()
    eyes.post(f"/second/{question.public_id}/decide", {"decision": "release", "text": ASKED})
    assert Delivery.objects.get().kind == "post"


def test_one_that_nobody_looked_at_is_marked_in_the_navigation_and_says_why(
    answers: Member, second_pair: Member, page: Account, client_of: Browser
) -> None:
    switched_on(ASK)
    client = client_of(answers)
    client.post(begun(client), {"text": ASKED, "to": page.public_id})
    asking.sweep_late(now=SecondPair.objects.get().deadline)
    html = client.get("/posts/").content.decode()
    assert "Came back" in html
    assert "Nobody looked at it by" in html
    assert "Nobody looked at it by" in client.get(f"/posts/{Draft.objects.get().public_id}/").content.decode()


def test_a_guest_reads_what_is_out_and_writes_nothing(
    answers: Member, elsewhere: Member, page: Account, client_of: Browser
) -> None:
    row = sent(client_of(answers), page)
    guest = client_of(elsewhere)
    html = guest.get("/posts/").content.decode()
    assert TEXT in html
    assert "Write a post" not in html
    assert "Recall" not in html
    assert guest.post("/posts/begin/").status_code == 403
    draft = row.draft.public_id
    assert guest.post(f"/posts/{draft}/", {"text": "x", "to": page.public_id}).status_code in (403, 409, 302)
    assert guest.post(f"/posts/{draft}/verdict/").status_code == 403
    assert guest.post(f"/posts/{draft}/discard/").status_code == 403


def test_a_draft_of_somebody_else_is_not_shown(
    answers: Member, second_pair: Member, page: Account, client_of: Browser
) -> None:
    client = client_of(answers)
    address = begun(client)
    client.post(address + "check/", {"text": TEXT, "to": page.public_id})
    other = client_of(second_pair)
    assert TEXT not in other.get("/posts/").content.decode()
    shown = other.get(address, follow=True)
    assert TEXT not in shown.content.decode()


def test_the_public_page_shows_a_post_with_the_organisations_name(
    answers: Member, page: Account, client_of: Browser, client: Client
) -> None:
    row = sent(client_of(answers), page)
    while outbox.work("w", now=row.not_before):
        pass
    html = client.get("/talk/").content.decode()
    assert TEXT in html
    assert "no answer yet" not in html
    thread = client.get(f"/talk/{row.public_id}/").content.decode()
    assert TEXT in thread
    assert "Did you ask this?" not in thread


def test_a_withdrawn_post_says_so_under_its_address(
    answers: Member, page: Account, client_of: Browser, client: Client
) -> None:
    row = sent(client_of(answers), page)
    while outbox.work("w", now=row.not_before):
        pass
    outbox.withdraw(builders.who(answers), row.public_id, why="falsch", now=row.not_before)
    while outbox.work("w", now=row.not_before):
        pass
    answer = client.get(f"/talk/{row.public_id}/")
    assert answer.status_code == 410
    assert "withdrawn" in answer.content.decode()
    assert TEXT not in client.get("/talk/").content.decode()
