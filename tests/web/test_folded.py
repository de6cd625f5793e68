"""The address of a conversation that went into another one leads there."""

from collections.abc import Callable

from django.test import Client

from tests import builders
from tests.builders import NOW
from zuruf.core.message import Author, Batch, Incoming
from zuruf.flow import intake
from zuruf.store.models import Conversation, Member


def test_the_address_of_a_conversation_that_was_joined_with_another_leads_there(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    of = builders.account("bluesky")

    def receive(remote_id: str, parent: str = "") -> None:
        one = Incoming(remote_id, Author("anna"), "Hallo?", at=NOW, parent=parent)
        intake.receive(of.pk, Batch((one,)), now=NOW)

    receive("1")
    receive("3", parent="2")
    first, second = Conversation.objects.order_by("id").values_list("public_id", flat=True)
    receive("2", parent="1")

    answer = client_of(answers).get(f"/desk/us/{second}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk/us/{first}/")
    assert client_of(answers).get("/desk/us/nowhere23456/").status_code == 404
