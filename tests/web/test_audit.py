"""The page of the audit: it can be asked by thing, time and kind, and by nothing else."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import NOW
from zuruf.flow import audit, disclosure, guideline
from zuruf.store.models import AuditEntry, Member
from zuruf.store.queries import audit as reading
from zuruf.store.queries import guideline as guidelines
from zuruf.web import verbs

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], Client]


@pytest.fixture
def lines(answers: Member) -> None:
    who = builders.who(answers)
    audit.record("conversation.taken", "conversation", "conv1", now=NOW, who=who, conversation="conv1")
    audit.record("account.paused", "account", "acc1", now=NOW + timedelta(days=1), who=who, why="later")


@pytest.fixture
def browser(second_pair: Member, client_of: ClientOf) -> Client:
    made = client_of(second_pair)
    made.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


@pytest.mark.parametrize("key", ["actor", "member", "who", "alias", "by", "person", "sort", "order", "o"])
@pytest.mark.parametrize("path", ["/audit/", "/audit/export.csv", "/audit/export.jsonl"])
def test_it_cannot_be_asked_or_sorted_by_member(
    path: str, key: str, lines: None, answers: Member, browser: Client
) -> None:
    assert browser.get(path, {key: answers.alias}).status_code == 400


@pytest.mark.parametrize(
    "asked",
    [
        {"thing": "member", "id": "x"},
        {"id": "x"},
        {"since": "yesterday"},
        {"until": "2026-13-01"},
    ],
)
def test_what_cannot_be_asked_is_refused(asked: dict[str, str], browser: Client) -> None:
    assert browser.get("/audit/", asked).status_code == 400


@pytest.mark.parametrize(("language", "day"), [("de", "02.03.2026"), ("en", "2 Mar 2026")])
def test_a_day_cannot_be_taken_for_another(language: str, day: str, lines: None, browser: Client) -> None:
    page = browser.get("/audit/", headers={"accept-language": language}).content.decode()
    assert f"{day} 10:00:00" in page, "neither the reader's way to write a day, nor her time zone"


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "٣"])
def test_an_odd_page_number_breaks_nothing(before: str, lines: None, browser: Client) -> None:
    assert browser.get("/audit/", {"before": before}).status_code == 200


def test_it_is_asked_by_thing_kind_and_day(lines: None, browser: Client) -> None:
    def shown(**asked: str) -> str:
        return browser.get("/audit/", asked).content.decode().split("<tbody>")[-1]

    assert "Account" in shown(thing="account")
    assert "Conversation" not in shown(thing="account")
    assert "Account" not in shown(verb="conversation.taken")
    assert "Account" in shown(since="2026-03-03")
    assert "Conversation" not in shown(since="2026-03-03")
    assert "Account" not in shown(until="2026-03-02")


def test_a_hit_guideline_is_named_by_its_title(
    answers: Member, browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    guideline.seed(NOW)
    who = builders.who(answers)
    for n, why in enumerate(["guideline:dates@1", "guideline:dates@1,bank-data@2", "guideline:unknown@3"]):
        audit.record("reply.sent", "draft", f"d{n}", now=NOW, who=who, conversation="c", why=why)
    entries = reading.entries(reading.Filter(), limit=3)
    with django_assert_num_queries(1), translation.override("en"):
        lines = verbs.lines(entries)
    titles = guidelines.titles(("dates", "bank-data"), "en")
    assert [line.why for line in lines] == [
        "guideline unknown, version 3",
        f"guideline “{titles['dates']}”, version 1; guideline “{titles['bank-data']}”, version 2",
        f"guideline “{titles['dates']}”, version 1",
    ]


def test_an_arrival_says_what_arrived() -> None:
    for data in ({"new": 2, "gone": 1}, {"gone": 1}, {"edited": 1}):
        audit.record("intake.received", "account", "acc1", now=NOW, data=data)
    with translation.override("en"):
        said = [line.verb for line in verbs.lines(reading.entries(reading.Filter()))]
    assert said == ["edits received", "deletions received", "messages received"]


def test_the_page_says_what_the_letters_are_and_what_there_is_to_choose(lines: None, browser: Client) -> None:
    audit.record("intake.received", "account", "acc1", now=NOW, data={"new": 1})
    page = browser.get("/audit/").content.decode()
    assert "stand for a person on that one thing" in page
    assert ">Account: messages received</option>" in page


def test_names_stand_in_the_history_of_one_thing_only(lines: None, answers: Member, browser: Client) -> None:
    general = browser.get("/audit/").content.decode()
    assert answers.name not in general.split("<tbody>")[1]
    assert answers.alias not in general
    one = browser.get("/audit/", {"thing": "account", "id": "acc1"}).content.decode()
    assert answers.name in one


def test_a_file_holds_what_is_shown_and_nobody(lines: None, answers: Member, browser: Client) -> None:
    table = browser.get("/audit/export.csv", {"thing": "account"}).content.decode()
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["verb"], row["thing_id"], row["why"]) == ("account.paused", "acc1", "later")
    rows = [json.loads(line) for line in browser.get("/audit/export.jsonl").content.decode().splitlines()]
    assert [r["verb"] for r in rows] == ["conversation.taken", "account.paused"]
    for text in (table, str(rows)):
        assert answers.alias not in text
        assert "actor" not in text


def test_only_she_herself_can_list_what_she_did(
    lines: None, answers: Member, elsewhere: Member, client_of: ClientOf
) -> None:
    hers = client_of(answers).get("/me/audit/").content.decode()
    assert hers.count("<time") == 2
    other = client_of(elsewhere).get("/me/audit/", {"member": answers.public_id}).content.decode()
    assert other.count("<time") == 0


def test_pages_lead_on_to_older_ones(browser: Client) -> None:
    for n in range(60):
        audit.record("team.created", "team", str(n), now=NOW)
    first = browser.get("/audit/", {"thing": "team"}).content.decode()
    assert first.count("<time") == 50
    more = first.split('href="?')[-1].split('"')[0].replace("&amp;", "&")
    assert "thing=team" in more
    assert browser.get(f"/audit/?{more}").content.decode().count("<time") == 10


def test_the_seals_are_checked_by_a_click(lines: None, browser: Client) -> None:
    audit.seal(NOW)
    page = browser.post("/audit/verify/", follow=True).content.decode()
    assert "2 sealed entries are as they were" in page


REASON = "A complaint says that answers were deleted on Monday."


def test_two_owners_open_one_persons_audit_and_she_is_told(
    lines: None, answers: Member, second_pair: Member, browser: Client, client_of: ClientOf
) -> None:
    other = client_of(builders.member(role="owner", name="Other Owner"))
    browser.post("/audit/disclosures/", {"member": answers.public_id, "reason": REASON})
    (asked,) = AuditEntry.objects.filter(verb="disclosure.asked").values_list("thing_id", flat=True)
    here = f"/audit/disclosures/{asked}/"
    assert REASON in client_of(answers).get("/me/").content.decode()
    browser.post(f"{here}confirm/")
    assert browser.post(f"{here}read/")["Location"] == "/audit/disclosures/"
    other.post(f"{here}confirm/")
    read = browser.post(f"{here}read/").content.decode()
    assert read.count("<time") == 2
    told = client_of(answers).get("/me/").content.decode()
    assert "Other Owner" in told
    assert second_pair.name in told
    third = client_of(builders.member(role="owner"))
    assert third.post(f"{here}read/").status_code == 302
    assert AuditEntry.objects.filter(verb="disclosure.read").count() == 1


def test_a_request_without_a_reason_keeps_what_was_written(answers: Member, browser: Client) -> None:
    page = browser.post("/audit/disclosures/", {"member": answers.public_id, "reason": "because\x00"})
    assert page.status_code == 422
    assert "because" in page.content.decode()


def test_a_refusal_is_said(
    answers: Member, second_pair: Member, browser: Client, client_of: ClientOf
) -> None:
    asked = disclosure.ask(builders.who(second_pair), answers.public_id, REASON)
    other = client_of(builders.member(role="owner"))
    other.post(f"/audit/disclosures/{asked}/refuse/")
    assert "refused" in browser.get("/audit/disclosures/").content.decode()
