"""What a conversation's page reads of the house in one statement is what the house's own readings say, on both databases."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from zuruf.core.hold import Covers
from zuruf.flow import calendar, holds
from zuruf.store import changes
from zuruf.store.models import Incident, Member, Presence, Responsibility, ServiceTarget, Team, Topic
from zuruf.store.queries import guideline_facts, mandate, targets, topics
from zuruf.store.queries.around import around, ground, others


def test_it_says_what_each_reading_by_itself_says(answers: Member) -> None:
    builders.organisation(
        hours={"0": [["09:00", "17:00"]]}, closed=[{"day": "12-24", "name": "Heiligabend"}], place="DE-BY",
        mandates=True, ask_minutes=45,
    )  # fmt: skip
    account, who = builders.account(), builders.who(answers)
    there, partner = (
        builders.member(name="Anna", place="DE-BY-AUX"),
        builders.member(role="partner", name="Bea"),
    )
    c, later = builders.conversation(account), NOW + timedelta(seconds=1)
    for member, writing in ((answers, False), (partner, False), (there, True)):
        Presence.objects.create(conversation=c, member=member, writing=writing, seen_at=NOW)
    builders.member(is_active=False, name="Zoe")
    Team.objects.create(name="Service")
    Incident.objects.create(name="Rückruf", opened_at=NOW, opened_by=answers)
    for minutes, on in ((30, account), (90, None)):
        ServiceTarget.objects.create(
            first_minutes=minutes, next_minutes=60, account=on, topic="delivery", made_at=NOW
        )
    Topic.objects.filter(slug="delivery").update(words=["Paket"])
    with CaptureQueriesContext(connection) as seen:
        found = around(who, c.public_id, later)
    assert len(seen) == 1
    assert (found.position, found.there) == (changes.last(), others(who, c.public_id, later))
    assert [t.name for t in found.there] == ["Anna", "Bea"]
    assert (found.rules, found.targets, found.places) == (mandate.rules(), targets.live(), targets.places())
    assert (found.house, found.topics) == (calendar.settled().row, tuple(slug for slug, _ in topics.words()))
    assert [name for _id, name in found.hands.members] == ["Anna"]
    assert [name for _id, name in found.hands.everybody] == ["Anna", "Bea"]
    assert [name for _id, name in (*found.hands.teams, *found.hands.incidents)] == ["Service", "Rückruf"]
    assert found.names[answers.alias] == found.names[answers.public_id] == answers.name


def test_it_says_whether_there_is_a_plan_and_whether_a_hold_is_on(second_pair: Member) -> None:
    who = builders.who(second_pair)
    before = around(who, "", NOW)
    Responsibility.objects.create(owner=second_pair, made_at=NOW)
    holds.hold(who, covers=Covers.ALL, now=NOW)
    after = around(who, "", NOW)
    assert [(found.plan, found.holds) for found in (before, after)] == [(False, False), (True, True)]


def test_what_a_verdict_needs_is_read_in_one_statement_and_the_same(answers: Member) -> None:
    nobody = ground()
    assert (nobody.rules, nobody.told, nobody.guidelines) == (mandate.Rules(), guideline_facts.around(), ())
    builders.organisation(
        mandates=True, competitors=["Pedalo"], customer_numbers=["K-####"], our_names=["100 % Rad"]
    )
    Incident.objects.create(name="Rückruf", opened_at=NOW, opened_by=answers)
    page = around(builders.who(answers), builders.conversation().public_id, NOW)
    with CaptureQueriesContext(connection) as seen:
        found = ground()
    assert len(seen) == 1
    assert (found.rules, found.told) == (mandate.rules(), guideline_facts.around())
    assert (found.rules, found.told, found.guidelines) == (page.rules, page.told, page.guidelines)
