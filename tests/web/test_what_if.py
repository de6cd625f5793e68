"""The pages of what-if, of the editor's fields, and of what guidelines are told."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.flow.test_what_if import LATER, LOOKED, REFUNDS, answered
from zuruf.flow import guideline, what_if
from zuruf.store.models import GuidelineVersion, Member, Organisation, WhatIf
from zuruf.web.guideline_form import fields_of

Signed = Callable[[Member], Client]
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _laid_out_anew() -> None:
    what_if._LAST.clear()


@pytest.fixture
def client(second_pair: Member, client_of: Signed) -> Client:
    client = client_of(second_pair)
    client.post("/guidelines/new/", {"toml": REFUNDS, "reason": "neu"})
    client.post("/guidelines/refunds/switch/", {"on": "1"})
    return client


def fields(toml: str, **over: str) -> dict[str, object]:
    """What a browser sends for the fields of this text."""
    found = fields_of(toml)
    assert found is not None
    lists = ("when.contains", "when.language", "when.author_role", "about")
    sent: dict[str, object] = {k: v.splitlines() if k in lists else v for k, v in (found | over).items()}
    return sent | {"toml": toml, "toml_was": toml, "seen": "1", "reason": "weil"}


def test_a_changed_field_is_saved_as_text_and_the_rest_stays(client: Client) -> None:
    saved = client.post(
        "/guidelines/refunds/edit/", fields(REFUNDS, **{"then.verdict": "stop", "example.0.verdict": "stop"})
    )
    assert saved.status_code == 302, saved.content.decode()[:3000]
    newest = GuidelineVersion.objects.get(slug="refunds", version=2)
    assert newest.toml.count('verdict = "stop"') == 2
    assert guideline.active()[0].version == 2


def test_a_changed_text_is_saved_as_it_was_written(client: Client) -> None:
    text = "# why\n" + LOOKED
    client.post("/guidelines/refunds/edit/", fields(REFUNDS) | {"toml": text})
    assert GuidelineVersion.objects.get(slug="refunds", version=2).toml == text


def test_whoever_changed_both_is_asked_which_counts(client: Client) -> None:
    both = fields(REFUNDS, owner="Recht") | {"toml": LOOKED}
    page = client.post("/guidelines/refunds/edit/", both)
    assert page.status_code == 422
    assert GuidelineVersion.objects.filter(slug="refunds").count() == 1
    assert 'value="Recht"' in page.content.decode()
    shown = client.post("/guidelines/refunds/edit/", both | {"do": "take_toml"}).content.decode()
    assert 'value="Recht"' not in shown
    shown = client.post("/guidelines/refunds/edit/", both | {"do": "take_fields"}).content.decode()
    assert "owner = &quot;Recht&quot;" in shown


def test_a_draft_version_leaves_what_is_in_force_until_somebody_puts_it_in_force(client: Client) -> None:
    client.post("/guidelines/refunds/edit/", fields(REFUNDS) | {"toml": LOOKED, "do": "draft"})
    assert guideline.active()[0].version == 1
    page = client.get("/guidelines/refunds/", headers={"Accept-Language": "en"}).content.decode()
    assert "Version 2 waits as a draft." in page
    client.post("/guidelines/refunds/switch/", {"on": "1"})
    assert guideline.active()[0].version == 2
    client.post("/guidelines/refunds/switch/", {"on": "1", "version": "1"})
    assert guideline.active()[0].version == 1


def test_one_more_example_is_an_empty_one_and_nothing_is_saved(client: Client) -> None:
    page = client.post("/guidelines/refunds/edit/", fields(REFUNDS) | {"do": "example"}).content.decode()
    assert 'name="example.2.text"' in page
    assert GuidelineVersion.objects.count() == 1


def test_scripts_get_the_other_side_and_the_trial(client: Client) -> None:
    page = client.post("/guidelines/try/", fields(REFUNDS, owner="Recht"), headers=JSON).json()
    assert 'owner = "Recht"' in page["toml"]
    assert 'name="owner" value="Recht"' in page["fields"]
    assert "✓" in page["trial"]
    assert "fields" not in client.post("/guidelines/try/", {"toml": "id ="}, headers=JSON).json()


def test_what_if_from_the_editor_saves_nothing_and_leads_back_to_its_text(
    client: Client, answers: Member
) -> None:
    answered("Wir erstatten es.", answers)
    gone = client.post("/guidelines/what-if/", fields(REFUNDS) | {"toml": LOOKED, "days": "0"})
    assert re.fullmatch(r"/guidelines/what-if/\w+/", gone["Location"])
    waiting = client.get(gone["Location"], headers={"Accept-Language": "en"}).content.decode()
    assert "begins in a moment" in waiting
    while what_if.work("w", now=LATER):
        pass
    page = client.get(gone["Location"], headers={"Accept-Language": "en"}).content.decode()
    assert "<b>1</b> of 1 answers would have gone another way." in page
    assert "Wir erstatten es." in page
    assert "It saves 15\xa0min of waiting." in page
    back = re.search(r"/guidelines/refunds/edit/\?run=\w+", page)
    assert back is not None
    assert "verdict = &quot;look&quot;" in client.get(back[0]).content.decode()
    assert GuidelineVersion.objects.count() == 1


def test_a_set_is_tried_together_and_what_changes_nothing_is_said(client: Client) -> None:
    gone = client.post("/guidelines/what-if/", {"g.refunds": "off", "days": "30"})
    assert WhatIf.objects.get().changes == [{"slug": "refunds", "toml": "", "version": 0}]
    client.post(gone["Location"] + "stop/")
    assert WhatIf.objects.get().state == "cancelled"
    assert client.post("/guidelines/what-if/", {"g.refunds": "", "days": "30"}).status_code == 422


def test_only_owners_ask_what_if(answers: Member, client_of: Signed, client: Client) -> None:
    made = client.post("/guidelines/what-if/", {"g.refunds": "off", "days": "30"})["Location"]
    other = client_of(answers)
    for address in ("/guidelines/what-if/", made, "/guidelines/settings/"):
        assert other.get(address).status_code == 403
    assert client.get("/guidelines/what-if/nothing/").status_code == 404


def test_what_guidelines_are_told_is_kept_line_by_line(client: Client) -> None:
    told = {
        "competitors": "Nordrad\r\n\r\n Südrad ",
        "customer_numbers": "KD-####",
        "our_names": "",
        "percent": "25",
    }
    assert client.post("/guidelines/settings/", told).status_code == 302
    house = Organisation.objects.get(pk=1)
    assert (house.competitors, house.customer_numbers, house.keeps_back_percent) == (
        ["Nordrad", "Südrad"],
        ["KD-####"],
        25,
    )
    for wrong in ({"percent": "0"}, {"customer_numbers": "12345"}):
        page = client.post("/guidelines/settings/", told | wrong)
        assert page.status_code == 422
        assert "Nordrad" in page.content.decode()
