"""The desk's pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests import builders
from tests.builders import NOW
from zuruf.store.models import Conversation, Member, Note

ClientOf = Callable[[Member], Client]


def test_the_longest_wait_stands_first(answers: Member, client_of: ClientOf) -> None:
    account = builders.account()
    builders.conversation(account, text="jung", waiting_since=NOW)
    builders.conversation(account, text="alt", waiting_since=NOW - timedelta(hours=2))
    page = client_of(answers).get("/desk/us/").content.decode()
    assert page.index("alt") < page.index("jung")


def test_an_open_conversation_shows_its_thread_beside_the_list(answers: Member, client_of: ClientOf) -> None:
    c = builders.conversation(text="Wo ist mein Paket?")
    page = client_of(answers).get(f"/desk/us/{c.public_id}/").content.decode()
    assert page.count("Wo ist mein Paket?") == 2  # in its row and in the thread
    assert "aria-current=\"true\"" in page
