"""How much the desk makes a browser load, and from where."""

from collections.abc import Callable

from django.test import Client

from tests import builders
from tests.weight import Weight, weight
from zuruf.store.models import Member

ClientOf = Callable[[Member], Client]
MOST = 250_000  # bytes of HTML, styles and scripts, uncompressed, without fonts


def full_desk(client: Client) -> Weight:
    """Fifty conversations in the list, one of them open."""
    made = [builders.conversation(text=f"Wann kommt mein Ersatzteil Nummer {n}?") for n in range(51)]
    return weight(client, f"/desk/us/{made[0].public_id}/")


def test_a_full_desk_with_a_conversation_open_stays_light(answers: Member, client_of: ClientOf) -> None:
    found = full_desk(client_of(answers))
    assert found.html > 10_000
    assert found.css > 10_000
    assert found.js > 10_000
    assert found.all < MOST, found


def test_the_desk_asks_no_other_host_and_runs_nothing_that_stands_in_the_page(
    answers: Member, client_of: ClientOf
) -> None:
    found = full_desk(client_of(answers))
    assert found.foreign == ()
    assert found.inline == ()
    assert "default-src 'self'" in found.policy
    assert "unsafe" not in found.policy
