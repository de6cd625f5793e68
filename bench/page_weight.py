"""`desk_weight`: what the desk makes a browser load, fifty conversations in the list and one open, uncompressed."""

from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from bench import Figure, desk_rows
from tests.weight import weight
from zuruf.store.models import Conversation

MESSAGES, PER_CONVERSATION = 1_000, 5


def run() -> Iterator[Figure]:
    """HTML, styles and scripts together, each by itself beside it."""
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    client = Client()
    client.force_login(desk_rows.people())
    desk_rows.fill(MESSAGES, PER_CONVERSATION)
    first = (
        Conversation.objects.filter(state="open")
        .order_by("waiting_since")
        .values_list("public_id", flat=True)[0]
    )
    found = weight(client, f"/desk/us/{first}/")
    assert not found.foreign and not found.inline, found  # noqa: PT018
    data = (
        f"a list of fifty with a conversation of {PER_CONVERSATION} open; HTML {found.html / 1000:.0f} kB, styles"
        f" {found.css / 1000:.0f} kB, scripts {found.js / 1000:.0f} kB, uncompressed, without fonts; no other host is asked"
    )
    yield Figure("desk_weight_kb", found.all / 1000, "kB", data, aim="under 250 kB")
