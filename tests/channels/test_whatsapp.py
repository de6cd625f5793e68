"""WhatsApp: what no other channel has."""

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from tests.channels.contract import AT, RIGS, tape
from tests.channels.spec import SPECS
from tests.servers.loopback import Loopback, Reply, loopback
from zuruf.channels import _graph as g
from zuruf.channels import whatsapp
from zuruf.core.capabilities import Asked
from zuruf.core.channel import ChannelError, Refused, TryLater, Unknown

RIG = RIGS["whatsapp"]


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


@cache
def spec() -> Any:
    path = SPECS / "meta_business_messaging.yaml.gz"
    if not path.exists():
        pytest.skip(f"the specification {path.name} is not beside the project")
    import yaml

    return yaml.load(
        gzip.decompress(path.read_bytes()), Loader=yaml.CSafeLoader
    )  # ten times as fast as the usual one


def fits(told: object, name: str) -> None:
    """Fails where *told* is not as the schema *name* of the specification says."""
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    schemas = spec()["components"]["schemas"]
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    Draft202012Validator(schema).validate(told)


def test_a_message_is_as_metas_specification_says(server: Loopback) -> None:
    net = RIG.make(server.url)
    there = net.publish(RIG.reply(net))

    schemas = spec()["components"]["schemas"]
    base, own = schemas["BaseMessageProperties"], schemas["TextMessage"]["allOf"][1]
    sent = json.loads(server.seen[0].body)
    del sent["appsecret_proof"]  # of every request of the Graph API
    assert server.seen[0].path == f"/{g.VERSION.name}/106540000000001/messages"
    assert sent.keys() <= {*base["properties"], *own["properties"]}
    assert sent.keys() >= {*base["required"], *own["required"]}
    assert sent["text"].keys() <= own["properties"]["text"]["properties"].keys()
    assert sent["context"] == {"message_id": "wamid.TAPE1"}
    fits(json.loads(tape("whatsapp/sent.json")), "MessageResponsePayload")
    assert there.remote_id == "wamid.TAPEours"


def test_our_calls_are_as_metas_specification_says() -> None:
    """What is in `messages` cannot be held against it: the document gives incoming texts the schema of outgoing ones."""
    told = json.loads(tape("whatsapp/messages.json"))["entry"][0]["changes"][0]["value"]
    fits(told["metadata"], "Metadata")
    for one in told["messages"]:
        fits(one, "BaseMessageProperties_1")
    for contact in told["contacts"]:
        fits(contact, "ContactProfile")
    fits(json.loads(tape("whatsapp/failed.json"))["entry"][0]["changes"][0]["value"], "StatusMessageValue")


def test_what_a_person_writes_is_one_private_conversation() -> None:
    found = RIG.make().unpack(tape("whatsapp/messages.json")).incoming

    assert [m.text for m in found] == [
        "Guten Tag, wann kommt der Zähler?",
        "So sieht er aus.\n🖼",
        "📎 rechnung.pdf",
    ]
    assert {(m.root, m.public, m.author.handle) for m in found} == {
        ("106540000000001/4915100000001", False, "+4915100000001")
    }
    assert found[0].author.name == "Kundin am Anger"


def test_an_answer_that_did_not_arrive_comes_back_with_the_reason() -> None:
    (lost,) = RIG.make().unpack(tape("whatsapp/failed.json")).incoming

    assert lost.bounce_of == "wamid.TAPEours"
    assert lost.ref["bounce_why"] == "The recipient has no WhatsApp."
    assert lost.auto


def test_what_was_written_to_another_number_is_not_for_us() -> None:
    told = tape("whatsapp/messages.json").replace(b"106540000000001", b"106540000000002")

    assert RIG.make().unpack(told).incoming == ()


def test_it_can_be_answered_for_a_day_after_the_persons_last_message() -> None:
    asked = Asked({}, False, AT, AT)

    assert whatsapp.terms(asked, "", AT).until == AT + timedelta(hours=24)
    assert whatsapp.terms(asked, "", AT + timedelta(hours=24)).refusal == whatsapp.TOO_LATE


@pytest.mark.parametrize(
    ("code", "kind"),
    [(131047, Refused), (131026, Refused), (131056, TryLater), (130429, TryLater), (131000, Unknown)],
)
def test_whatsapps_own_numbers_are_understood(code: int, kind: type[ChannelError], server: Loopback) -> None:
    body = json.dumps({"error": {"message": "(#1) no", "code": code, "type": "OAuthException"}}).encode()
    server.script = lambda _: Reply(400, body)
    net = RIG.make(server.url)
    with pytest.raises(kind) as caught:
        net.publish(RIG.reply(net))
    assert type(caught.value) is kind


def test_the_check_reads_the_numbers_profile(server: Loopback) -> None:
    seen = RIG.make(server.url).check()

    assert (seen.name, seen.handle) == ("Wasserwerk", "+49 341 00000001")
    assert seen.profile
    assert "https://wasserwerk.example/datenschutz" in seen.profile
