"""The public page of a house, and somebody who comes to it from outside."""

import pytest
from django.test import Client

from tests import builders
from zuruf.store.models import Organisation


@pytest.fixture
def house() -> Organisation:
    return builders.organisation(name="Radwerk Lindenau", colour="#0f5c4a")


@pytest.fixture
def public(house: Organisation) -> Client:
    """Somebody from outside, whose requests are checked for CSRF as a browser's would be."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
