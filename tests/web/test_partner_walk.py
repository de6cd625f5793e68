"""A walk over every address as a partner: whatever is pointed at, nothing reaches the public and nobody's answering changes."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import transaction
from django.test import Client

from tests.flow.partner_world import TEXT, World, fingerprint, nobody_answers_for, world
from tests.web.test_access import OURS, Address, _streams
from zuruf.core.people import May
from zuruf.store.models import Member

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], Client]

THEIRS = [a for a in OURS if a.access in (May.READ, May.DRAFT) and not _streams(a)]
INSIDE = [a for a in OURS if a.access not in (May.READ, May.DRAFT) and not _streams(a)]
PLACE = re.compile(r"<slug:\w+>")


@pytest.fixture
def here(agency: Member, answers: Member, second_pair: Member) -> World:
    return world(agency, answers, second_pair)


def pointed(address: Address, here: World, most: int = 14) -> Iterator[str]:
    """The address at what there is; as it stands where it takes no id."""
    plain = "/" + address.pattern.lstrip("^")
    if len(PLACE.findall(plain)) != 1 or re.search(r"[<(]", PLACE.sub("", plain)):
        yield address.example
        return
    for public_id in here.ids[:most]:
        yield PLACE.sub(public_id, plain)


def here_pages(address: Address, here: World) -> Iterator[str]:
    """The same at one conversation."""
    if address.pattern.lstrip("^").startswith("c/"):
        yield from (PLACE.sub(one, "/" + address.pattern.lstrip("^")) for one in here.conversations[:2])


def filled(here: World) -> dict[str, object]:
    """All that any form could want."""
    return {
        "text": TEXT,
        "seen": "0",
        "to": list(here.accounts),
        "decision": "release",
        "remark": "Bitte kürzer.",
        "why": "Weil es so ist, seit Langem.",
        "reason": "Weil es so ist, seit Langem.",
        "role": "owner",
        "second_pair": "on",
        "name": "Neue Person",
        "email": "neu@example.org",
        "signs": "full",
        "on": "1",
    }


class _Undo(Exception):
    pass


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done in here never happened, so that one world serves every address."""
    with suppress(_Undo), transaction.atomic():
        yield
        raise _Undo


@pytest.mark.timeout(600)
def test_what_is_open_to_partners_puts_questions_and_nothing_else(
    here: World, agency: Member, client_of: ClientOf
) -> None:
    before, wrong = fingerprint(), []
    for address in THEIRS:
        with undone():
            browser = client_of(agency)
            for url in pointed(address, here):
                browser.get(url)
                browser.post(url, filled(here))
            now = fingerprint()
            changed = {what for what in now if now[what] != before[what]}
            theirs = [row for row in now["decisions"] if row[1] == agency.pk]
            if changed - {"decisions"} or nobody_answers_for() or any(row[2] for row in theirs):
                wrong.append((address.pattern, changed))
    assert wrong == []


def test_what_is_only_for_our_own_is_closed_to_partners(
    here: World, agency: Member, client_of: ClientOf
) -> None:
    before = fingerprint()
    wrong: list[tuple[str, object]] = []
    for address in INSIDE:
        with undone():
            browser = client_of(agency)
            for url in pointed(address, here, 2):
                got = {browser.get(url).status_code, browser.post(url, filled(here)).status_code}
                if not got <= {403, 405}:
                    wrong.append((url, got))
            if fingerprint() != before:
                wrong.append((address.pattern, {"it changed something"}))
    assert wrong == []


def test_a_partner_finds_nobodys_address_on_any_page(
    here: World, agency: Member, client_of: ClientOf
) -> None:
    browser = client_of(agency)
    for address in THEIRS:
        for url in (address.example, *here_pages(address, here)):
            answer = browser.get(url)
            if not answer.streaming:
                for email in ("answers@example.org", "second@example.org"):
                    assert email not in answer.content.decode("utf-8", "replace"), url
