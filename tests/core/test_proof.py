"""What is frozen of a message, and the chain that shows a change."""

import json

from zuruf.core import proof

URI = "at://did:plc:asker/app.bsky.feed.post/3lyyyyyyyyy22"


def test_of_a_page_only_the_piece_that_is_the_message_is_kept() -> None:
    other = {"uri": "at://did:plc:other/app.bsky.feed.post/3l", "record": {"reply": {"parent": {"uri": URI}}}}
    page = json.dumps({"notifications": [other, {"uri": URI, "record": {"text": "Pfui!"}}]})

    part = proof.part_of(page, URI)

    assert "Pfui!" in part
    assert "did:plc:other" not in part


def test_what_is_no_json_has_no_pieces() -> None:
    assert proof.part_of("<rss/>", URI) == ""
    assert proof.part_of("[" * 100_000, URI) == ""


def test_the_digest_hangs_on_the_record_and_on_the_one_before() -> None:
    text = proof.canonical({"b": "ä", "a": 1})
    assert text == '{"a":1,"b":"ä"}'
    assert len({proof.digest("", text), proof.digest("0", text), proof.digest("", text + " ")}) == 3
