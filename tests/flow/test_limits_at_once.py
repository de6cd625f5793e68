"""There may only be so many of a thing: of two who add the last one at the same moment one is refused. On both databases."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet

from tests import builders
from tests.builders import NOW
from tests.flow.test_chats import Outside
from tests.flow.test_listening_searches import wish
from tests.flow.test_reply_races import at_once
from zuruf.core import fact_ask as ask_rules
from zuruf.core.people import Who
from zuruf.core.target import Target
from zuruf.flow import (
    chats,
    fact_ask,
    holding_set,
    library,
    library_facts,
    listening_searches,
    search_saved,
    targets,
    topics,
    wall,
)
from zuruf.store.models import Conversation

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"de": "So ist es.", "en": "So it is."}


def of_a_house(who: Who) -> str:
    return chats.add(who, "https://chat.example/hook", "Chat", house=True, now=NOW)


def about(who: Who) -> str:
    here = Conversation.objects.get().public_id
    return fact_ask.ask(who, here, "Passt das?", email="x@example.org", now=NOW)


def a_fact(who: Who) -> str:
    said = library_facts.Said(WORDS, NOW.date() + timedelta(days=30), who.public_id)
    return library_facts.save(who, "", said, now=NOW)


ADDED: dict[str, tuple[object, str, Callable[[Who], object], str]] = {
    "topic": (topics, "MOST", lambda w: topics.save(w, "", {"de": "Preis"}, "Preis", now=NOW), "too_many"),
    "block": (library, "MOST", lambda w: library.save(w, "", "Gruß", WORDS, now=NOW), "library_full"),
    "fact": (library, "MOST", a_fact, "library_full"),
    "link": (
        library,
        "MOST",
        lambda w: library_facts.save_link(w, "", WORDS, "https://example.org/", now=NOW),
        "library_full",
    ),
    "listening": (
        listening_searches,
        "MOST",
        lambda w: listening_searches.save(w, "", wish(w), now=NOW),
        "too_many",
    ),
    "holding": (holding_set, "MOST", lambda w: holding_set.save(w, "", WORDS, now=NOW), "holding_many"),
    "wall": (wall, "MOST", lambda w: wall.make(w, "Flur", now=NOW), "wall_many"),
    "search": (search_saved, "MOST", lambda w: search_saved.save(w, "Akku", "akku", now=NOW), "too_many"),
    "question": (ask_rules, "MOST_OPEN", about, "ask_many"),
    "chat": (chats, "CHATS", of_a_house, "chat_many"),
}


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has counted waits for the other, as long as the other gets so far."""
    met, count = threading.Barrier(2), QuerySet.count

    def counted(rows: "QuerySet[Any]") -> int:
        found = count(rows)
        with suppress(threading.BrokenBarrierError):
            met.wait(timeout=0.3)
        return found

    monkeypatch.setattr(QuerySet, "count", counted)


@pytest.mark.parametrize("what", ADDED)
def test_of_two_who_add_the_last_one_at_the_same_moment_one_is_refused(
    what: str, meeting: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    where, name, add, code = ADDED[what]
    monkeypatch.setattr(where, name, 1)
    monkeypatch.setattr(chats, "_wire", Outside)
    settings.DATA = tmp_path
    builders.organisation()
    builders.conversation()
    owner = builders.who(builders.member(role="owner"))
    same_person = what == "search"  # each has as many of her own
    other = owner if same_person else builders.who(builders.member(role="owner"))
    said = at_once(partial(add, owner), partial(add, other))
    assert [one for one in said if one == code] == [code], said
    assert sum(isinstance(one, str) and one != code for one in said) == 1, said


def test_two_who_set_the_same_target_at_the_same_moment_have_one(meeting: None) -> None:
    builders.organisation()
    two = [builders.who(builders.member(role="owner")) for _ in range(2)]
    at_once(*(partial(targets.save, one, Target(30, 60, language="de"), now=NOW) for one in two))
    assert len(targets.page().targets) == 1
