"""A walk over all addresses: each answers as its mark says, and none is open but those meant to be."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import builders
from zuruf.core.people import May, Role, Who
from zuruf.store.models import Member

pytestmark = pytest.mark.django_db

SAMPLES = {"queue": "us", "channel": "feed", "uidb36": "1", "size": "180", "key": "set-password"}
KINDS = {"talkid": "a" * 12, "talksecret": "a" * 32}  # what our own converters take


@dataclass(frozen=True)
class Address:
    """One address: how it is written, an example of it, and who may open it (`May`, or why it is open to all)."""

    pattern: str
    example: str
    access: object
    name: str
    guarded: bool  # by a CSRF token


def walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[Address]:
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, here)
        else:
            access = getattr(one.callback, "access", None)
            guarded = not getattr(one.callback, "csrf_exempt", False)
            yield Address(here, example(here), access, one.name or "", guarded)


def example(pattern: str) -> str:
    """An address that fits: "x" where an id stands."""
    plain = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda m: SAMPLES.get(m[1], "x"), pattern)
    plain = re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: KINDS.get(m[1], SAMPLES.get(m[2], "x")), plain)
    return "/" + plain.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")


ADDRESSES = list(walk(get_resolver().url_patterns))
OURS = [a for a in ADDRESSES if isinstance(a.access, May)]
OPEN = [a for a in ADDRESSES if isinstance(a.access, str) and not isinstance(a.access, May)]
GUARDED = [a for a in ADDRESSES if a.guarded]
MEANT_TO_BE_OPEN = r"^$|^hook/|^welcome/|^signin/|^fact/|^wall/|^talk|^embed|^robots\.txt$|^manifest\.webmanifest$|^sw\.js$|^offline/$|^icon/|^health|^static/|^\.well-known/|^favicon"


def ids(addresses: list[Address]) -> list[str]:
    return [f"{a.name}:{a.pattern}" for a in addresses]


def test_every_address_says_who_may_open_it() -> None:
    assert [a.pattern for a in ADDRESSES if not isinstance(a.access, May | str) or not a.access] == []


def test_only_the_front_door_sign_in_and_the_public_page_are_open() -> None:
    assert [a.pattern for a in OPEN if not re.match(MEANT_TO_BE_OPEN, a.pattern.lstrip("^"))] == []


def test_an_open_address_gives_its_reason_as_a_sentence() -> None:
    assert [a.pattern for a in OPEN if len(str(a.access).split()) < 3] == []


@pytest.mark.parametrize("address", OURS, ids=ids(OURS))
def test_who_is_not_signed_in_is_led_to_the_sign_in(address: Address) -> None:
    builders.organisation()
    answers = [Client().get(address.example), Client().post(address.example)]
    taken = [answer for answer in answers if answer.status_code != 405]
    assert taken
    for answer in taken:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/signin/?next=")


@pytest.mark.parametrize("address", OURS, ids=ids(OURS))
def test_a_guest_only_reads(
    address: Address, elsewhere: Member, client_of: Callable[[Member], Client]
) -> None:
    _answers_as_marked(address, elsewhere, client_of)


@pytest.mark.parametrize("address", OURS, ids=ids(OURS))
def test_a_partner_reads_and_drafts(
    address: Address, agency: Member, client_of: Callable[[Member], Client]
) -> None:
    _answers_as_marked(address, agency, client_of)


@pytest.mark.parametrize("address", OURS, ids=ids(OURS))
def test_the_desk_reads_and_answers_but_does_not_run_the_house(
    address: Address, answers: Member, client_of: Callable[[Member], Client]
) -> None:
    _answers_as_marked(address, answers, client_of)


@pytest.mark.parametrize("address", OURS, ids=ids(OURS))
def test_an_owner_may_open_everything(
    address: Address, second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    _answers_as_marked(address, second_pair, client_of)


def _answers_as_marked(address: Address, member: Member, client_of: Callable[[Member], Client]) -> None:
    if _streams(address):
        pytest.skip("an endless stream; its own test opens it")
    allowed = builders.who(member).may(address.access)  # type: ignore[arg-type]
    client = client_of(member)
    answers = [client.get(address.example), client.post(address.example)]
    taken = [answer for answer in answers if answer.status_code != 405]
    assert taken
    for answer in taken:
        assert answer.status_code < 500
        if allowed:
            assert answer.status_code != 403, f"{member.role} is refused"
            assert not answer.get("Location", "").startswith("/signin/?"), f"{member.role} is sent away"
        else:
            assert answer.status_code == 403


def _streams(address: Address) -> bool:
    return address.name.startswith("live")


@pytest.mark.parametrize("address", ADDRESSES, ids=ids(ADDRESSES))
def test_no_address_breaks(
    address: Address, second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    """Where not everybody may go, ours were there already: see above."""
    if _streams(address):
        pytest.skip("an endless stream; its own test opens it")
    for client in (Client(), *([] if address in OURS else [client_of(second_pair)])):
        assert client.get(address.example).status_code < 500
        assert client.post(address.example).status_code < 500


def test_only_pages_that_know_nobody_do_without_csrf_tokens() -> None:
    unguarded = [a for a in ADDRESSES if not a.guarded]
    assert [
        a.pattern for a in unguarded if a not in OPEN or not a.pattern.startswith(("talk/", "fact/", "hook/"))
    ] == []


@pytest.mark.parametrize("address", GUARDED, ids=ids(GUARDED))
def test_no_post_is_taken_without_its_csrf_token(
    address: Address, second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(second_pair)
    answer = client.post(address.example, {"text": "x"})
    assert answer.status_code in (403, 405), f"{address.pattern} takes a POST from anywhere"


def test_roles_only_ever_widen() -> None:
    def who(role: Role) -> Who:
        return Who(1, "x", "x", "x", "x", role)

    for what in May:
        widening = [who(role).may(what) for role in (Role.GUEST, Role.PARTNER, Role.DESK, Role.OWNER)]
        assert widening == sorted(widening)
