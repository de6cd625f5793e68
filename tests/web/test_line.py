"""Lines for many open desks: drawn once for all who see the same, and nobody gets what only another may see."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from zuruf.core.desk import Queue
from zuruf.core.reply import DraftState
from zuruf.store.models import Member, Responsibility, SecondPair, Team
from zuruf.store.queries.desk import Place
from zuruf.web import line
from zuruf.web.line import Seat


@pytest.fixture(autouse=True)
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often a line was drawn."""
    seen: list[str] = []

    def watched(name: str) -> Any:
        seen.append(name)
        return get_template(name)

    monkeypatch.setattr(line, "get_template", watched)
    monkeypatch.setattr(line, "_lines", {})
    return seen


def seat(member: Member, queue: Queue = Queue.US, language: str = "en", team: str = "") -> Seat:
    return Seat(builders.who(member), Place(queue, team), language)


def told(seats: list[Seat], *ids: str) -> list[dict[str, Any]]:
    found = line.news(set(seats), ids, NOW)
    return [json.loads(found[s].decode().split("data: ", 1)[1]) for s in seats]


def test_a_line_is_drawn_once_for_many_desks(db: None, drawings: list[str]) -> None:
    ids = [builders.conversation().public_id for _ in range(3)]
    everybody = [seat(builders.member()) for _ in range(20)]
    first, *others = told(everybody, *ids)
    assert len(first["rows"]) == 3
    assert all(other["rows"] == first["rows"] for other in others)
    assert len(drawings) == 3
    told(everybody, *ids)
    assert len(drawings) == 3


def test_twenty_desks_take_as_many_statements_as_one(db: None) -> None:
    c = builders.conversation()
    everybody = [
        seat(builders.member(), queue) for queue in (Queue.US, Queue.MINE, Queue.SECOND) for _ in range(7)
    ]
    taken = []
    for seats in (everybody[:1], everybody):
        told(seats, c.public_id)  # the zone of the house is asked for twice a minute
        with CaptureQueriesContext(connection) as seen:
            told(seats, c.public_id)
        taken.append(len(seen))
    assert taken == [3, 3]


def test_who_has_it_sees_another_line_than_the_others(db: None) -> None:
    hers, other = builders.member(name="Jana Kern"), builders.member()
    c = builders.conversation(owner=hers)
    mine, theirs = told([seat(hers), seat(other)], c.public_id)
    assert "with me" in mine["rows"][0]
    assert "with me" not in theirs["rows"][0]
    assert "Jana Kern" in theirs["rows"][0]


def test_a_partner_gets_no_line_and_no_mark_that_is_for_somebody_else(db: None, agency: Member) -> None:
    author, team = builders.member(), Team.objects.create(name="Presse")
    author.teams.add(team)
    c = builders.conversation(owner=author, team=team, ask_until=NOW + timedelta(hours=1))
    draft = builders.draft(c, author, state=DraftState.WRITING)
    SecondPair.objects.create(draft=draft, state="returned", asked_at=NOW, deadline=NOW, asked_of=agency)
    places = (Queue.MINE, Queue.TEAM, Queue.US)
    hers = told([seat(author, queue) for queue in places], c.public_id)
    theirs = told([seat(agency, queue) for queue in places], c.public_id)
    assert [len(t["rows"]) for t in hers] == [1, 1, 1]
    assert [len(t["rows"]) for t in theirs] == [0, 0, 1]
    assert [t["gone"] for t in theirs] == [[c.public_id], [c.public_id], []]
    assert ("came back" in hers[2]["rows"][0], "came back" in theirs[2]["rows"][0]) == (True, False)
    assert (hers[0]["counts"]["mine"], theirs[0]["counts"]["mine"]) == ("1", "0")


def test_each_reads_it_in_her_language(db: None) -> None:
    c = builders.conversation(urgent=True)
    english, german = told([seat(builders.member()), seat(builders.member(), language="de")], c.public_id)
    assert "urgent" in english["rows"][0]
    assert "dringend" in german["rows"][0]


def test_in_the_list_of_what_nobody_has_a_line_says_why(answers: Member) -> None:
    c = builders.conversation()
    Responsibility.objects.create(owner=answers, account=builders.account(), made_at=NOW)
    (unowned,) = told([seat(answers, Queue.UNOWNED)], c.public_id)
    (us,) = told([seat(answers)], c.public_id)
    assert "nobody is responsible" in unowned["rows"][0]
    assert "nobody is responsible" not in us["rows"][0]
