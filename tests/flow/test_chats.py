"""Ringing in chats: told once at most, each for itself, and never where it does not ring."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.builders import NOW
from tests.servers.loopback import Reply, loopback
from zuruf.channels.chats import Said, Told
from zuruf.core.people import Who
from zuruf.flow import chats, ringing
from zuruf.flow.errors import Declined
from zuruf.store.models import AuditEntry, Chat, ChatCall, Member, Ring
from zuruf.store.queries import chats as reading

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SECRET = "jsons://anna:geheim@chat.example/hook"


class Outside:
    """Chats that answer at once; what they were told. `scripts`: address → how it ends, or an error."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, str]] = []
        self.scripts: dict[str, Said] = {}

    def fits(self, url: str) -> Told:
        return Told(Said.FITS, "JSON") if "://" in url else Told(Said.UNFIT)

    def send(self, url: str, title: str, body: str) -> Told:
        self.heard.append((url, title, body))
        return Told(self.scripts.get(url, Said.TOOK), "JSON")


@pytest.fixture
def outside(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Outside:
    builders.organisation(language="en")
    settings.DATA = tmp_path
    there = Outside()
    monkeypatch.setattr(chats, "_wire", lambda: there)
    return there


def hers(**over: Any) -> tuple[Member, Who]:
    member = builders.member(seen_at=NOW, language="en", **over)
    return member, builders.who(member)


def rings() -> Ring:
    builders.conversation(urgent=True)
    ringing.sweep(now=NOW)
    return Ring.objects.get()


def test_a_real_chat_is_told_that_somebody_waits_and_not_who_or_what(
    settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.organisation()
    usual, patient = chats._wire, "cto=100&rto=100"  # seconds; the library itself waits for four
    monkeypatch.setattr(chats, "_wire", lambda: replace(usual(), patience=100.0))
    with loopback(lambda _: Reply(200)) as server:
        settings.DATA, settings.ALLOW_PRIVATE = tmp_path, (server.host,)
        _, who = hers()
        chats.add(who, f"json://{server.host}/hook?{patient}", "", now=NOW)
        row = rings()
        assert chats.send(now=NOW) == 1
        assert chats.send(now=NOW + MINUTE) == 0
        (seen,) = server.seen
    said = seen.body.decode()
    assert "Somebody is waiting" in said
    assert f"/desk/us/{row.conversation.public_id}/" in said
    assert row.conversation.preview not in said
    assert not ChatCall.objects.exists(), "nothing is kept of whom it rang at"
    assert Chat.objects.get().ok_at == NOW


def test_the_address_is_encrypted_shown_to_nobody_and_forgotten_when_it_goes(
    outside: Outside, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outside.scripts[SECRET] = Said.REFUSED
    _, who = hers()
    one = chats.add(who, SECRET, "Bereitschaft", now=NOW)
    chats.try_out(who, one, now=NOW)
    assert chats.send(now=NOW) == 1
    row = Chat.objects.get()
    (shown,) = reading.mine(who)
    entries = str(list(AuditEntry.objects.values()))
    for place in (row.secrets, repr(shown), entries, caplog.text):
        assert "geheim" not in place
        assert "chat.example" not in place
    assert shown.trouble == "refused"
    assert chats.rotate() == 1
    chats.remove(who, one, now=NOW)
    assert Chat.objects.get().secrets == ""
    assert reading.mine(who) == ()


def test_one_chat_that_fails_stops_no_other_and_is_not_told_again(outside: Outside) -> None:
    _, who = hers()
    for n, said in enumerate((Said.REFUSED, Said.MAYBE, Said.TOOK)):
        url = f"jsons://chat.example/{n}"
        outside.scripts[url] = said
        chats.add(who, url, "", now=NOW)
    rings()
    assert chats.send(now=NOW) == 3
    assert chats.send(now=NOW + MINUTE) == 0
    assert len(outside.heard) == 3
    assert [c.trouble for c in reading.mine(who)] == ["refused", "maybe", ""]


def test_what_was_begun_when_we_died_is_said_to_be_unknown_and_not_rung_again(outside: Outside) -> None:
    _, who = hers()
    chats.add(who, SECRET, "", now=NOW)
    rings()
    ChatCall.objects.update(began_at=NOW, at=NOW + chats.STALE)
    assert chats.send(now=NOW + MINUTE) == 0, "somebody may be at it"
    assert chats.send(now=NOW + 2 * MINUTE) == 0
    assert outside.heard == []
    assert reading.mine(who)[0].trouble == "maybe"
    assert not ChatCall.objects.exists()


def test_a_chat_rings_only_while_it_rings_at_her_and_the_houses_hears_the_beginning_and_the_end_of_hope(
    outside: Outside,
) -> None:
    _, first = hers()
    owner = builders.who(builders.member(role="owner"))
    chats.add(first, "jsons://hers", "", now=NOW)
    chats.add(builders.who(builders.member()), "jsons://other", "", now=NOW)
    chats.add(owner, "jsons://house", "", house=True, now=NOW)
    rings()
    chats.send(now=NOW)
    assert sorted(url for url, _, _ in outside.heard) == ["jsons://hers", "jsons://house"]
    outside.heard.clear()
    ringing.sweep(now=NOW + 3 * MINUTE)
    chats.send(now=NOW + 3 * MINUTE)
    assert [(url, title) for url, title, _ in outside.heard] == [("jsons://house", "Nobody has picked up")]


def test_what_is_picked_up_or_of_no_use_any_more_is_not_told(outside: Outside) -> None:
    member, who = hers()
    chats.add(who, SECRET, "", now=NOW)
    row = rings()
    assert chats.send(now=NOW + 4 * MINUTE) == 0, "it rings at her no more"
    ChatCall.objects.create(chat=Chat.objects.get(), ring=row, what="ring", at=NOW, until=NOW + MINUTE)
    ringing.pick_up(builders.who(member), row.public_id, now=NOW)
    assert chats.send(now=NOW) == 0
    assert outside.heard == []


def test_only_her_own_and_for_an_owner_the_houses_can_be_added_tried_or_removed(outside: Outside) -> None:
    _, who = hers()
    owner = builders.who(builders.member(role="owner"))
    with pytest.raises(Declined, match="chat_unfit"):
        chats.add(who, "nonsense", "", now=NOW)
    with pytest.raises(Declined, match="not_allowed"):
        chats.add(who, SECRET, "", house=True, now=NOW)
    with pytest.raises(Declined, match="not_allowed"):
        chats.add(builders.who(builders.member(role="guest")), SECRET, "", now=NOW)
    house = chats.add(owner, SECRET, "Alle", house=True, now=NOW)
    one = chats.add(who, SECRET, "", now=NOW)
    for other, public_id in ((owner, one), (who, house)):
        with pytest.raises(Declined):
            chats.try_out(other, public_id, now=NOW)
        with pytest.raises(Declined):
            chats.remove(other, public_id, now=NOW)
    chats.try_out(owner, house, now=NOW)
    assert outside.heard == [], "no request waits for a chat's server"
    assert [c.trying for c in reading.house()] == [True]
    assert chats.send(now=NOW) == 1
    assert outside.heard[0][1] == "Zuruf rings here"
    for n in range(4):
        chats.add(who, f"{SECRET}/{n}", "", now=NOW)
    with pytest.raises(Declined, match="chat_many"):
        chats.add(who, SECRET, "", now=NOW)


def test_a_chat_is_tried_once_at_a_time_and_every_ten_seconds_at_most(outside: Outside) -> None:
    _, who = hers()
    one = chats.add(who, SECRET, "", now=NOW)
    chats.try_out(who, one, now=NOW)
    with pytest.raises(Declined, match="chat_soon"):
        chats.try_out(who, one, now=NOW + MINUTE)
    assert chats.send(now=NOW + MINUTE) == 1
    with pytest.raises(Declined, match="chat_soon"):
        chats.try_out(who, one, now=NOW + MINUTE + timedelta(seconds=9))
    chats.try_out(who, one, now=NOW + MINUTE + timedelta(seconds=10))
    assert ChatCall.objects.count() == 1


def test_looking_costs_one_statement_where_there_is_nothing_to_tell(outside: Outside) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert chats.send(now=NOW) == 0
    assert len(seen) == 1
