"""What only our own page's channel does; the rest is in the contract suite."""

import json

import pytest

from tests.builders import NOW
from zuruf.channels.talk import Talk, length
from zuruf.core.channel import Link, Outgoing, Refused, Unknown
from zuruf.core.talk import LONGEST

TALK = Talk(Link())
POST = {
    "id": "p1", "thread": "p1", "parent": "", "author": "g1", "name": "Frau K.", "text": "Hallo?",
    "at": "2026-03-02T09:00:00+00:00", "link": "https://fragen.example/talk/abc/", "language": "de",
}  # fmt: skip


def body(*posts: dict[str, str], **more: object) -> bytes:
    return json.dumps({"v": 1, "posts": posts, **more}).encode()


def test_stored_json_becomes_messages_with_permanent_links() -> None:
    first, reply = TALK.unpack(body(POST, {**POST, "id": "p2", "parent": "p1"})).incoming
    assert (first.remote_id, first.root, first.parent, first.at) == ("p1", "", "", NOW)
    assert first.permalink == "https://fragen.example/talk/abc/#p1"
    assert (reply.remote_id, reply.root, reply.parent) == ("p2", "p1", "p1")
    assert first.author.name == "Frau K."


def test_a_deletion_becomes_gone() -> None:
    gone = TALK.unpack(body(gone=[{"id": "p1", "at": "2026-03-02T09:00:00+00:00"}])).gone
    assert [(g.remote_id, g.at) for g in gone] == [("p1", NOW)]


@pytest.mark.parametrize(
    "broken", [b"", b"null", b"[]", b"\xff", b'{"posts": [{}]}', body({**POST, "at": "2026-03-02T09:00:00"})]
)
def test_what_is_not_our_json_is_unknown(broken: bytes) -> None:
    with pytest.raises(Unknown):
        TALK.unpack(broken)


def reply(text: str = "Ja.", key: str = "k1", thread: str = "https://fragen.example/talk/abc/") -> Outgoing:
    return Outgoing(key, text, NOW, root={"thread": thread} if thread else {})


def test_publishing_twice_gives_the_same_receipt_and_another_key_another_one() -> None:
    one = TALK.publish(reply())
    assert one == TALK.publish(reply()) == TALK.find(reply())
    assert one.permalink == f"https://fragen.example/talk/abc/#{one.remote_id}"
    assert TALK.publish(reply(key="k2")).remote_id != one.remote_id


def test_an_answer_to_an_imported_message_has_no_address_but_a_receipt() -> None:
    assert TALK.publish(reply(thread="")).permalink == ""


@pytest.mark.parametrize("text", ["", " \n", "x" * (LONGEST + 1)])
def test_nothing_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        TALK.publish(reply(text))


def test_length_counts_characters() -> None:
    assert (length("äöü👍").used, length("").left, length("").unit) == (4, LONGEST, "characters")
