"""The three test people, and clients signed in as them."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import builders
from tests.servers.postgres import postgres_server, postgres_url
from zuruf.store.models import Member

__all__ = ["postgres_server", "postgres_url"]


@pytest.fixture
def answers(db: None) -> Member:
    """The one who answers."""
    builders.organisation()
    return builders.member(name="Answering Person", initials="AP", email="answers@example.org")


@pytest.fixture
def second_pair(db: None) -> Member:
    """The one who is the second pair of eyes, and owner of the house."""
    builders.organisation()
    return builders.member(
        name="Second Person", initials="SP", email="second@example.org", role="owner", second_pair=True
    )


@pytest.fixture
def elsewhere(db: None) -> Member:
    """The one from elsewhere: may read."""
    builders.organisation()
    return builders.member(
        name="Elsewhere Person", initials="EP", email="elsewhere@example.org", role="guest"
    )


@pytest.fixture
def client_of() -> Callable[[Member], Client]:
    """A browser signed in as somebody."""

    def make(member: Member) -> Client:
        client = Client()
        client.force_login(member)
        return client

    return make
