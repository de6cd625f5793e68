"""A walk over all addresses: each answers as its mark says, and none is open but those meant to be."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import builders
from tests.web.response import Response
from zuruf.core.people import May, Role, Who
from zuruf.store.models import Member, Note

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], Client]

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


def test_every_address_says_who_may_open_it() -> None:
    assert [a.pattern for a in ADDRESSES if not isinstance(a.access, May | str) or not a.access] == []


def test_only_the_front_door_sign_in_and_the_public_page_are_open() -> None:
    assert [a.pattern for a in OPEN if not re.match(MEANT_TO_BE_OPEN, a.pattern.lstrip("^"))] == []


def test_an_open_address_gives_its_reason_as_a_sentence() -> None:
    assert [a.pattern for a in OPEN if len(str(a.access).split()) < 3] == []


def test_who_is_not_signed_in_is_led_to_the_sign_in() -> None:
    builders.organisation()
    client = Client()
    for address in OURS:
        for answer in _taken(client, address):
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/signin/?next="), address


def test_a_guest_only_reads(elsewhere: Member, client_of: ClientOf) -> None:
    _answers_as_marked(elsewhere, client_of)


def test_a_partner_reads_and_drafts(agency: Member, client_of: ClientOf) -> None:
    _answers_as_marked(agency, client_of)


def test_the_desk_reads_and_answers_but_does_not_run_the_house(answers: Member, client_of: ClientOf) -> None:
    _answers_as_marked(answers, client_of)


def test_an_owner_may_open_everything(second_pair: Member, client_of: ClientOf) -> None:
    _answers_as_marked(second_pair, client_of)


def _answers_as_marked(member: Member, client_of: ClientOf) -> None:
    """To *member*, who is signed in anew everywhere and finds the house as it was."""
    client = client_of(member)
    signed_in = {name: cookie.value for name, cookie in client.cookies.items()}
    for address in OURS:
        if _streams(address):
            continue
        assert isinstance(address.access, May)
        allowed = builders.who(member).may(address.access)
        with _undone():
            for answer in _taken(client, address):
                assert answer.status_code < 500, address
                if allowed:
                    assert answer.status_code != 403, f"{member.role} is refused: {address}"
                    sent_away = answer.get("Location", "").startswith("/signin/?")
                    assert not sent_away, f"{member.role} is sent away: {address}"
                else:
                    assert answer.status_code == 403, f"{member.role} gets in: {address}"
        client.cookies = SimpleCookie(signed_in)


def _taken(client: Client, address: Address) -> list[Response]:
    """The answers to a GET and to a POST, of which one at least is to be taken."""
    answers = [client.get(address.example), client.post(address.example)]
    taken = [answer for answer in answers if answer.status_code != 405]
    assert taken, address
    return taken


@contextmanager
def _undone() -> Iterator[None]:
    """Whatever is done inside is not done: what one address changes no other finds."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _streams(address: Address) -> bool:
    """An endless stream; its own test opens it."""
    return address.name.startswith("live")


def test_no_address_breaks(second_pair: Member, client_of: ClientOf) -> None:
    """Where not everybody may go, ours were there already: see above."""
    for address in ADDRESSES:
        if _streams(address):
            continue
        for client in (Client(), *([] if address in OURS else [client_of(second_pair)])):
            with _undone():
                assert client.get(address.example).status_code < 500, address
                assert client.post(address.example).status_code < 500, address


def test_only_pages_that_know_nobody_do_without_csrf_tokens() -> None:
    unguarded = [a for a in ADDRESSES if not a.guarded]
    assert [
        a.pattern for a in unguarded if a not in OPEN or not a.pattern.startswith(("talk/", "fact/", "hook/"))
    ] == []


def test_no_post_is_taken_without_its_csrf_token(second_pair: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(second_pair)
    for address in GUARDED:
        answer = client.post(address.example, {"text": "x"})
        assert answer.status_code in (403, 405), f"{address.pattern} takes a POST from anywhere"


def test_what_comes_in_never_has_the_character_that_no_text_of_postgresql_takes(
    second_pair: Member, client_of: ClientOf
) -> None:
    client, c = client_of(second_pair), builders.conversation()
    assert client.post(f"/c/{c.public_id}/note/", {"text": "Aus einer\x00 Tabelle"}).status_code == 302
    assert Note.objects.get().text == "Aus einer Tabelle"
    page = client.get("/many/", {"conversation": f"{c.public_id}\x00"}).content.decode()
    assert f'value="{c.public_id}"' in page


def test_an_address_of_ours_names_a_thing_by_the_characters_of_an_id() -> None:
    """What stands in a path passes no form. A token of an open address is hashed or verified before it is looked up."""
    assert [a.pattern for a in OURS if "<str:" in a.pattern] == []


def test_roles_only_ever_widen() -> None:
    def who(role: Role) -> Who:
        return Who(1, "x", "x", "x", "x", role)

    for what in May:
        widening = [who(role).may(what) for role in (Role.GUEST, Role.PARTNER, Role.DESK, Role.OWNER)]
        assert widening == sorted(widening)
