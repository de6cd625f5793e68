"""The page that says what waiting costs."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.builders import account, conversation, draft, member, organisation, who
from zuruf.core.people import Role
from zuruf.flow import guideline
from zuruf.store.models import Account, Member, SecondPair, WhatIf

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> list[Member]:
    """An owner, then five who write and five who look; everybody reads English."""
    organisation()
    guideline.seed(timezone.now())
    people = [member(role=Role.OWNER, language="en")]
    return people + [member(language="en", second_pair=n > 4) for n in range(10)]


def signed_in(as_member: Member) -> Client:
    client = Client()
    client.force_login(as_member)
    return client


def many(people: list[Member], number: int, **over: object) -> None:
    talk = account()
    for n in range(number):
        at = timezone.now() - timedelta(days=2, minutes=n)
        eyes = people[6 + n % 5]
        made = draft(conversation(talk), people[1 + n % 5], state="sent")
        fields = {
            "draft": made, "asked_at": at, "deadline": at + timedelta(hours=2), "asked_of": eyes, "late": "holding",
            "guideline": "money@1", "state": "released", "decided_by": eyes, "decided_at": at + timedelta(minutes=74),
            **over,
        }  # fmt: skip
        SecondPair.objects.create(**fields)


def slug() -> str:
    """A shipped guideline that asks, about nothing delicate."""
    return next(s for s, _toml, g in guideline.newest() if g.then.verdict == "ask" and not g.delicate)


def test_the_idle_step_is_advised_to_be_dropped_with_its_figures(house: list[Member]) -> None:
    many(house, 60, guideline=f"{slug()}@1")
    page = signed_in(house[0]).get("/waiting/").content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Drop this step" in page
    assert "60 questions, median 1 h 14 min. None was changed." in page


def test_a_partner_is_never_advised_away(house: list[Member]) -> None:
    many(house, 60, guideline="", reason="partner")
    page = signed_in(house[0]).get("/waiting/").content.decode()
    assert "Nothing follows from these figures yet" in page
    assert "Drop this step" not in page


def test_something_delicate_is_looked_at_afterwards_at_most(house: list[Member]) -> None:
    many(house, 60, guideline="press@1")
    page = signed_in(house[0]).get("/waiting/").content.decode()
    assert "Drop this step" not in page
    assert "It is about law, health, the press or personal data" in page


def test_the_advice_leads_to_a_what_if(house: list[Member]) -> None:
    owner = signed_in(house[0])
    guideline.switch(who(house[0]), slug(), True)
    answer = owner.post(f"/waiting/try/{slug()}/", {"how": "look", "days": "90"})
    run = WhatIf.objects.get()
    assert answer["Location"] == f"/guidelines/what-if/{run.public_id}/"
    assert 'verdict = "look"' in run.changes[0]["toml"]
    owner.post(f"/waiting/try/{slug()}/", {"how": "off", "days": "90"})
    assert WhatIf.objects.order_by("-pk")[0].changes[0]["toml"] == ""
    assert owner.post("/waiting/try/no-such/", {"how": "look"}).status_code == 404


def test_fewer_than_five_people_are_hidden_on_page_and_in_the_file(house: list[Member]) -> None:
    many(house[:7], 1)
    client = signed_in(house[0])
    assert "fewer than five" in client.get("/waiting/").content.decode()
    assert list(csv.reader(io.StringIO(client.get("/waiting/waiting.csv").content.decode())))[1:] == []


def test_the_file_holds_the_same_rows_as_the_page(house: list[Member]) -> None:
    many(house, 10, guideline=f"{slug()}@1")
    rows = list(
        csv.DictReader(io.StringIO(signed_in(house[0]).get("/waiting/waiting.csv?days=30").content.decode()))
    )
    assert (rows[0]["by"], rows[0]["questions"], rows[0]["median"]) == ("all", "10", "74")
    assert {row["by"] for row in rows} == {"all", "guideline", "reason", "account", "team"}


def test_a_name_that_begins_like_a_formula_is_no_formula_in_the_file(house: list[Member]) -> None:
    many(house, 10)
    Account.objects.update(name="=1+1")
    assert "'=1+1" in signed_in(house[0]).get("/waiting/waiting.csv").content.decode()


def test_without_questions_the_page_says_so(house: list[Member]) -> None:
    assert "Nobody had to wait" in signed_in(house[0]).get("/waiting/").content.decode()


def test_partners_and_guests_do_not_see_it(house: list[Member]) -> None:
    for role in (Role.PARTNER, Role.GUEST):
        assert signed_in(member(role=role)).get("/waiting/").status_code == 403


def test_only_who_runs_the_house_may_try_it(house: list[Member]) -> None:
    assert signed_in(house[1]).post(f"/waiting/try/{slug()}/", {"how": "off"}).status_code == 403
