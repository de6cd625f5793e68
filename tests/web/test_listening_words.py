"""Everything that listening can say has words, and pages that are empty teach."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from tests import builders
from tests.builders import NOW
from zuruf.core.listening_fair import Concerns, Kind, Purpose
from zuruf.core.listening_parse import Problem, Wrong
from zuruf.core.listening_reach import NETWORKS
from zuruf.flow.errors import Declined
from zuruf.store.models import Heard, ListeningSearch, Member
from zuruf.store.queries.hearing import Flow
from zuruf.web import listening_reach_words, listening_stream_words, listening_words

FLOWING = Flow("jet", "bluesky", True, 3.0, NOW, NOW, 61.6, 1000, 2, 0, "", None, None)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Whatever language a test before this one was answered in."""
    with translation.override("en"):
        yield


def test_every_code_has_words() -> None:
    assert [code for code in Wrong if not listening_words.problem(Problem(code, about="x", limit=3))] == []
    assert {code for code, _name in listening_words.purposes()} == set(Purpose)
    assert {code for code, _name in listening_words.kinds()} == set(Kind)
    rows = listening_reach_words.rows()
    assert len(rows) == len(NETWORKS)
    assert [r.network for r in rows if not (r.reasons and r.instead and r.hears and r.answers)] == []


def test_a_search_for_words_that_stand_in_every_sentence_is_told_so() -> None:
    assert [q for q in ("der", "und OR wieder", "der -akku lang:de") if not listening_words.everyday(q)] == []
    assert [q for q in ("radwerk", "der radwerk", "#rad", "garant*", "") if listening_words.everyday(q)] == []


def test_a_network_is_called_by_its_name_where_nobody_can_answer_there() -> None:
    assert "Bluesky" in listening_words.declined(Declined("no_account", network="bluesky"))
    assert listening_words.declined(Declined("no_name"))


def test_a_saved_search_says_whether_anything_listens() -> None:
    assert "from now on" in listening_words.saved(flows=True)
    assert "as soon as" in listening_words.saved(flows=False)


def test_the_trouble_of_an_address_that_was_left_is_told_no_more() -> None:
    left = replace(FLOWING, name="old", alive=False, problem="refused")
    assert [ill for _says, ill in listening_stream_words.streams([left, FLOWING], NOW)] == [False]
    assert [ill for _says, ill in listening_stream_words.streams([left], NOW)] == [True]


def test_what_cannot_be_answered_is_said_before_somebody_writes() -> None:
    assert listening_reach_words.cannot_answer("bluesky") == ""
    assert "X" in listening_reach_words.cannot_answer("x")
    assert listening_reach_words.cannot_answer("nowhere")


def test_a_refusal_says_why_and_what_would_be_allowed() -> None:
    both = Concerns(("kern",), ("erika.example",))
    assert len(listening_words.refused(both, runs=False)) == 5
    assert listening_words.refused(both, runs=True)[-1] != listening_words.refused(both, runs=False)[-1]


@pytest.mark.parametrize(
    ("over", "ill"),
    [
        ({}, [False]),
        ({"lag": 2400.0}, [True]),
        ({"read_at": NOW - timedelta(minutes=9)}, [True]),
        ({"lag": None, "read_at": None}, [True]),
        ({"problem": "refused"}, [True]),
        ({"missed_at": NOW - timedelta(days=1)}, [False, True]),
    ],
)
def test_a_stream_says_how_it_runs_and_whether_that_is_well(over: dict[str, Any], ill: list[bool]) -> None:
    said = listening_stream_words.streams([replace(FLOWING, **over)], NOW)
    assert [wrong for _says, wrong in said] == ill
    assert all("Bluesky" in says for says, _wrong in said)
    assert listening_stream_words.streams([], NOW)[0][1]


@pytest.mark.django_db
def test_where_nobody_listens_the_page_says_how_to_begin_and_a_partner_sees_nothing_of_it(
    answers: Member, agency: Member, client_of: Callable[[Member], Client]
) -> None:
    builders.organisation()
    page = client_of(answers).get("/listening/", headers={"accept-language": "en"}).content.decode()
    assert "/listening/new/" in page
    assert "/listening/names/" not in page  # whom nobody listens for is kept by owners
    assert client_of(agency).get("/listening/").status_code == 403
    assert 'href="/listening/"' not in client_of(agency).get("/desk/us/").content.decode()


@pytest.mark.django_db
@pytest.mark.both
def test_no_address_and_no_field_breaks_a_page(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    builders.organisation()
    client = client_of(answers)
    for undo in ("a/b", "%00", "ä ö", "x" * 99):
        assert client.get(f"/listening/?undo={undo}").status_code == 200
    form = {
        "name": "Ak\x00ku", "query": "akku\x00 from:@blatt.example", "purpose": "fault",
        "purpose_why": "To warn whoever\x00 rides one", "owner": f"{answers.public_id}", "keeps": "³",
        "author": "blatt.example", "author_kind": "press\x00", "author_why": "imp\x00rint", "allow_until": "9999-99-99",
    }  # fmt: skip
    assert client.post("/listening/new/", {**form, "owner": "\x00", "do": "save"}).status_code < 500
    form |= {"author_kind": "press", "keeps": "30"}
    seen = client.post("/listening/new/", {**form, "do": "preview"}).context["seen"]
    saved = client.post("/listening/new/", {**form, "do": "save", "seen": seen})
    assert saved.status_code == 302
    assert client.get(f"{saved['Location']}?page=%00&show=%00&sort=x").status_code == 200


def test_a_stream_that_waits_for_the_first_search_is_not_told_as_one_that_nobody_set_up() -> None:
    ((waits, ill),) = listening_stream_words.streams([], NOW, "wss://stream.example.org")
    assert "first search" in waits
    assert not ill
    ((missing, ill),) = listening_stream_words.streams([], NOW)
    assert "ZURUF_LISTEN" in missing
    assert ill


def test_why_nothing_is_heard_is_said_as_it_is() -> None:
    assert "paused" in listening_words.nothing("", paused=True, silent=True)[1]
    assert "No stream runs" in listening_words.nothing("", paused=False, silent=True)[1]
    assert "from now on" in listening_words.nothing("", paused=False, silent=False)[1]


@pytest.mark.django_db
def test_who_is_known_by_an_id_alone_is_said_to_be_unknown_and_the_id_stays_short(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    search = ListeningSearch.objects.create(
        name="Akku", query="akku", owner=answers, created_at=NOW, changed_at=NOW
    )
    Heard.objects.create(
        search=search, channel="bluesky", realm="bluesky", remote_id="1", author_id_remote="did:plc:ewvi7nxzyoun6zhxrhs64oiz",
        text="Akku leer", at=NOW, heard_at=NOW,
    )  # fmt: skip
    there = f"/listening/{search.public_id}/"
    page = client_of(answers).get(there, headers={"accept-language": "en"}).content.decode()
    assert "Handle not known" in page
    assert ">did:plc:ewvi7n… · Bluesky" in page
    Heard.objects.update(author_handle="kim.example")
    page = client_of(answers).get(there, headers={"accept-language": "en"}).content.decode()
    assert "Handle not known" not in page
    assert "did:plc" not in page
