"""The organisation's page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests import builders
from zuruf.store.models import AuditEntry, Member, Organisation

pytestmark = pytest.mark.django_db
GIVEN = {
    "name": "Radwerk",
    "colour": "#123abc",
    "language": "en",
    "timezone": "Europe/Zurich",
    "talk_shows": "after_look",
    "contact_point": "Straße 1",
    "imprint_url": "https://example.org/i",
    "privacy_url": "",
    "target_minutes": "90",
    "holding_de": "Wir prüfen das.",
    "holding_en": "",
    "rules_de": "Freundlich bleiben.\n<script>",
    "rules_en": "Stay kind.",
}


@pytest.fixture
def browser(second_pair: Member, client_of: Callable[[Member], Client]) -> Client:
    return client_of(second_pair)


def test_everything_is_kept_as_set_and_the_audit_names_the_fields_only(browser: Client) -> None:
    assert browser.post("/organisation/", GIVEN).status_code == 302
    house = Organisation.objects.get()
    assert (house.name, house.timezone, house.target_minutes) == ("Radwerk", "Europe/Zurich", 90)
    assert house.holding == {"de": "Wir prüfen das."}
    assert house.house_rules["en"] == "Stay kind."
    entry = AuditEntry.objects.get(verb="organisation.changed")
    assert "holding" in entry.data["fields"]
    assert "prüfen" not in str(entry.data)
    assert (
        "<script>"
        not in browser.get("/organisation/").content.decode().split('id="main"')[1].split("</main>")[0]
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("colour", "#12"),
        ("timezone", "Nowhere"),
        ("target_minutes", "0"),
        ("target_minutes", "20161"),
        ("imprint_url", "data:text/html,x"),
        ("holding_de", "x" * 281),
        ("rules_de", "x" * 5001),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_changes(field: str, value: str, browser: Client) -> None:
    page = browser.post("/organisation/", {**GIVEN, field: value})
    assert page.status_code == 422
    assert b"errorlist" in page.content
    assert Organisation.objects.get().name != "Radwerk"


def test_another_target_holds_for_whoever_is_waiting(browser: Client) -> None:
    waits = builders.conversation(waiting_since=builders.NOW, due_at=builders.NOW)
    browser.post("/organisation/", GIVEN)
    waits.refresh_from_db()
    assert waits.due_at == builders.NOW + timedelta(minutes=90)


def test_saving_it_does_not_end_the_demo_or_the_first_run(browser: Client) -> None:
    Organisation.objects.update(demo=True)
    browser.post("/organisation/", GIVEN)
    house = Organisation.objects.get()
    assert (house.demo, house.first_run_done) == (True, True)
