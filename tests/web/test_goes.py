"""What goes out with an answer, over HTTP: why its hour or its length stops it, and what is asked without a script."""

import logging
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import IBAN, STOP, switched_on
from zuruf.core import schedule
from zuruf.store.models import Account, Conversation, Delivery, Draft, Member

Signed = Callable[[Member], Client]
SCRIPT = {"Accept": "application/json", "Accept-Language": "en"}


@pytest.fixture
def client(answers: Member, client_of: Signed) -> Client:
    return client_of(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


LOOK = STOP.replace(
    'verdict = "stop"\nsay = "Die Antwort nennt „{hit}“. Bitte privat antworten."',
    'verdict = "look"\nsay = "Die Antwort geht hinaus und wird angesehen."',
).replace('verdict = "stop"', 'verdict = "look"')


def coming(month: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Half past two in the next night of this month in which the clocks of Berlin change. On the day of such a night the next one may be
    more than a year ahead, so further than anybody may plan."""
    monkeypatch.setattr(schedule, "AHEAD", timedelta(days=400))
    today = timezone.localdate()
    for year in (today.year, today.year + 1):
        last = date(year, month, 31)
        night = last - timedelta(days=last.isoweekday() % 7)
        if night > today:
            return f"{night}T02:30"
    raise AssertionError


def verdict(client: Client, here: Conversation, **form: str) -> dict[str, str]:
    said: dict[str, str] = client.post(f"/c/{here.public_id}/verdict", form, headers=SCRIPT).json()
    return said


def test_beside_an_hour_that_is_over_nothing_says_that_the_answer_goes_out(
    client: Client, here: Conversation
) -> None:
    switched_on(LOOK)
    said = verdict(client, here, text=IBAN, when="own", at="2020-01-01T09:00")
    assert (said["state"], said["label"]) == ("stop", "Not like this")
    assert said["why"].index("This hour is over") < said["why"].index("Keine Bankdaten")
    assert "geht hinaus" not in said["why"]
    assert said["why"].count("Keine Bankdaten") == 1


def test_a_guideline_that_stops_the_answer_is_said_before_an_hour_that_is_over(
    client: Client, here: Conversation
) -> None:
    switched_on()
    why = verdict(client, here, text=IBAN, when="own", at="2020-01-01T09:00")["why"]
    assert why.index("Bitte privat antworten") < why.index("This hour is over")
    assert why.count("Keine Bankdaten") == 1


def test_a_disconnected_account_still_shows_what_a_long_answer_would_go_out_in(client: Client) -> None:
    sky = builders.conversation(builders.account("bluesky"))
    Account.objects.update(disconnected_at=NOW)
    said = verdict(client, sky, text="Ein Satz, der etwas erklärt. " * 30)
    assert (said["state"], said["parts"]) == ("stop", "in 3 parts")
    assert "left" in said["left"]
    assert "<ol>" in said["list"]
    assert "account is disconnected" in said["why"]


@pytest.mark.parametrize(("month", "said"), [(3, "it becomes 03:30"), (10, "the first one is meant")])
def test_without_script_an_hour_that_the_clocks_skip_or_repeat_is_said_before_it_is_sent(
    client: Client, here: Conversation, month: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = coming(month, monkeypatch)
    form = {"text": "Der Akku passt.", "when": "own", "at": at, "seen": "0"}
    page = client.post(f"/c/{here.public_id}/reply", form, headers={"Accept-Language": "en"})
    assert (page.status_code, Delivery.objects.count()) == (409, 0)
    body = page.content.decode()
    assert "<title>Is this hour right? · Zuruf</title>" in body
    assert said in body.split('id="composer"')[1].split("<form")[0]
    assert f'name="told" value="{at}"' in body
    assert Draft.objects.get().text == "Der Akku passt."
    assert client.post(f"/c/{here.public_id}/reply", {**form, "told": at}).status_code == 302
    assert Delivery.objects.get().scheduled_as.startswith(at)


def test_with_a_script_the_line_below_the_field_has_said_so(
    client: Client, here: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"text": "Der Akku passt.", "when": "own", "at": coming(3, monkeypatch), "seen": "0"}
    assert "it becomes 03:30" in verdict(client, here, **form)["why"]
    assert client.post(f"/c/{here.public_id}/reply", form, headers=SCRIPT).status_code == 200


def test_a_picture_that_was_refused_is_not_called_an_answer_that_was_not_sent(
    client: Client, here: Conversation
) -> None:
    form = {"text": "Ja.", "file": SimpleUploadedFile("a.txt", b"no picture")}
    page = client.post(f"/c/{here.public_id}/attach", form, headers={"Accept-Language": "en"})
    assert page.status_code == 409
    assert "<title>Not attached · Zuruf</title>" in page.content.decode()


def test_a_no_in_words_is_no_warning_for_the_operator_but_a_missing_page_is(
    client: Client, here: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert client.post(f"/c/{here.public_id}/reply", {"text": ""}, headers=SCRIPT).status_code == 409
        assert caplog.records == []
        assert client.get("/c/nowhere/composer").status_code == 404
    assert [r.name for r in caplog.records] == ["django.request"]
