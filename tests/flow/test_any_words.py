"""What people type for us is kept whatever characters are in it: no database takes a NUL, and PostgreSQL says so."""

from collections.abc import Callable

import pytest

from tests import builders
from tests.builders import NOW
from zuruf.core.bulk import Chosen, Verb
from zuruf.core.people import Who
from zuruf.flow import bulk, desk, duty, holds, library
from zuruf.store.models import HandOver, Hold, Note, TextBlock

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TYPED, KEPT = "Bitte\x00 gleich", "Bitte\ufffd gleich"


def _note(who: Who) -> str:
    desk.note(who, builders.conversation().public_id, TYPED, now=NOW)
    return Note.objects.get().text


def _given(who: Who) -> str:
    desk.give(who, builders.conversation().public_id, member=who.public_id, text=TYPED, now=NOW)
    return Note.objects.get().text


def _given_with_others(who: Who) -> str:
    chosen = [Chosen(builders.conversation().public_id)]
    bulk.do(who, Verb.GIVE, chosen, member=who.public_id, text=TYPED, now=NOW)
    return Note.objects.get().text


def _handed_over(who: Who) -> str:
    duty.hand_over(who, TYPED, now=NOW)
    return HandOver.objects.get().text


def _held(who: Who) -> str:
    holds.hold(who, reason=TYPED, now=NOW)
    return Hold.objects.get().reason


def _block(who: Who) -> str:
    library.save(who, "", TYPED, {"de": "Gern."}, now=NOW)
    return TextBlock.objects.get().title


@pytest.mark.parametrize("typed", [_note, _given, _given_with_others, _handed_over, _held, _block])
def test_a_character_that_no_database_takes_costs_none_of_the_others(typed: Callable[[Who], str]) -> None:
    builders.organisation()
    assert typed(builders.who(builders.member())) == KEPT
