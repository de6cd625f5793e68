"""LinkedIn: what no other channel has. There is no specification to hold it against; the tapes follow its documentation."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from tests.channels.contract import AT, RIGS
from tests.channels.rig import dumped, tape
from tests.channels.rigs.linkedin import ASKED, OURS, POST, entries, signed, well
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _linkedin_wire as wire
from zuruf.channels._http import Http
from zuruf.channels.linkedin import LinkedIn
from zuruf.core.channel import Link, NotConnected, Outgoing, Receipt, Refused, TryLater, Unknown

RIG = RIGS["linkedin"]
TEXT = "Guten Tag, wir prüfen das gerade."
NESTED = f"urn:li:comment:({POST},7200000000000000040)"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(well) as running:
        yield running


def channel(server: Loopback, secrets: dict[str, str] | None = None, **settings: str) -> LinkedIn:
    held = {**RIG.secrets, **(secrets or {})}
    return LinkedIn(Link({**RIG.settings(server.url), **settings}, held), Http(("127.0.0.1",), held.values()))


def answer(text: str = TEXT, **parent: str) -> Outgoing:
    return Outgoing("delivery-0001", text, AT, parent={**RIG.ref, **parent})


def entry(**changed: object) -> dict[str, Any]:
    return {**json.loads(tape("linkedin/call.json"))["notifications"][0], **changed}


def call(*told: dict[str, Any]) -> bytes:
    return dumped({"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": told})


# --- what comes in


def test_comments_on_the_page_and_posts_that_name_it_come_in(server: Loopback) -> None:
    mention, ours, asked = channel(server).fetch(None).incoming

    assert asked.text == "Seit heute früh kein Wasser. Wie lange noch?"
    assert (asked.remote_id, asked.root, asked.parent) == ("7200000000000000020", "7200000000000000020", "")
    assert asked.ref == {"comment": ASKED, "top": ASKED, "post": POST}
    assert asked.author.remote_id == "urn:li:person:kund1n"
    assert ours.ours is True
    assert mention.ref == {"post": "urn:li:share:7200000000000000009"}


def test_the_question_is_put_as_the_network_wants_it(server: Loopback) -> None:
    channel(server).fetch(None)
    asked = server.seen[0]

    assert "actions=List(COMMENT,COMMENT_EDIT,COMMENT_DELETE,ADMIN_COMMENT,SHARE_MENTION)" in asked.target
    assert "organizationalEntity=urn%3Ali%3Aorganization%3A20260001" in asked.target
    assert asked.headers["linkedin-version"] == wire.VERSION.name
    assert asked.headers["x-restli-protocol-version"] == "2.0.0"
    start = int(asked.target.partition("timeRange=(start:")[2].partition(",")[0])
    assert abs(start / 1000 - (datetime.now(UTC) - timedelta(hours=48)).timestamp()) < 60


def test_the_interface_that_we_speak_is_promised_for_a_year_only() -> None:
    assert RIG.make().can.version == wire.VERSION
    assert RIG.make().can.retention == timedelta(hours=48)


def test_a_version_that_is_not_answered_any_more_is_said(server: Loopback) -> None:
    server.script = lambda _: Reply(426, b'{"code": "NONEXISTENT_VERSION", "status": 426}')

    for act in (lambda: channel(server).fetch(None), lambda: channel(server).publish(answer())):
        with pytest.raises(Refused, match="version"):
            act()


def test_a_comment_without_its_text_is_looked_up_by_itself_but_not_without_end(server: Loopback) -> None:
    bare = [one | {"decoratedGeneratedActivity": None} for one in entries(30)]

    def script(request: Request) -> Reply:
        if RIG.reads(request):
            return Reply(body=dumped({"elements": bare}))
        return Reply(body=tape("linkedin/asked.json")) if RIG.looks(request) else well(request)

    server.script = script
    batch = channel(server).fetch(None)

    assert (len(batch.incoming), batch.more, batch.problem) == (25, True, "")
    assert batch.incoming[0].author.remote_id == "urn:li:person:kund1n"
    rest = channel(server).fetch(json.loads(json.dumps(batch.cursor)))
    assert (len(rest.incoming), rest.more) == (5, False), "those behind are read with the next look"
    assert len({m.remote_id for m in (*batch.incoming, *rest.incoming)}) == 30


def test_one_comment_that_cannot_be_read_keeps_no_other_away(server: Loopback) -> None:
    bare = [one | {"decoratedGeneratedActivity": None} for one in entries(3)]
    picture = json.loads(tape("linkedin/asked.json")) | {"message": {}, "content": [{"type": "IMAGE"}]}

    def script(request: Request) -> Reply:
        if RIG.reads(request):
            return Reply(body=dumped({"elements": bare}))
        if request.path.endswith("100000"):
            return Reply(403, b'{"status": 403}')
        return Reply(body=dumped(picture))

    server.script = script
    batch = channel(server).fetch(None)
    assert [m.text for m in batch.incoming] == ["🖼", "🖼"]
    assert "one by one" in batch.problem


def test_pages_that_repeat_end_and_what_was_read_is_not_read_again(server: Loopback) -> None:
    server.script = lambda r: Reply(body=dumped({"elements": entries(50)})) if RIG.reads(r) else well(r)
    first = channel(server).fetch(None)
    second = channel(server).fetch(json.loads(json.dumps(first.cursor)))
    third = channel(server).fetch(json.loads(json.dumps(second.cursor)))

    assert (first.more, len(first.incoming)) == (True, 50)
    assert (second.more, second.incoming) == (False, ())
    assert (third.more, third.incoming, third.cursor) == (False, (), None)
    assert "start=45&count=50" in server.seen[1].target


def test_nothing_is_passed_over_when_an_entry_goes_while_pages_are_read(server: Loopback) -> None:
    left = entries(80)

    def script(request: Request) -> Reply:
        if not RIG.reads(request):
            return well(request)
        start = int(request.target.rpartition("start=")[2].partition("&")[0])
        page = left[start : start + 50]
        del left[:2]
        return Reply(body=dumped({"elements": page}))

    server.script = script
    first = channel(server).fetch(None)
    second = channel(server).fetch(json.loads(json.dumps(first.cursor)))
    assert len({m.remote_id for m in (*first.incoming, *second.incoming)}) == 80
    assert len(second.incoming) == 30


def test_an_edit_and_a_deletion_keep_the_number_however_the_address_is_spelt() -> None:
    changed = entry(action="COMMENT_EDIT", lastModifiedAt=1772362800000)
    gone = entry(action="COMMENT_DELETE", decoratedGeneratedActivity=None)
    batch = RIG.make().unpack(call(changed, gone))

    assert batch.incoming[0].remote_id == batch.gone[0].remote_id == "7200000000000000020"
    assert batch.incoming[0].edited_at is not None


def test_an_answer_to_an_answer_stands_below_the_first_comment(server: Loopback) -> None:
    told = {"entity": NESTED, "owner": "urn:li:person:x", "object": ASKED, "text": "Danke"}
    (message,) = RIG.make().unpack(call(entry(decoratedGeneratedActivity={"comment": told}))).incoming

    assert (message.root, message.parent) == ("7200000000000000020", "7200000000000000020")
    channel(server).publish(answer(**message.ref))
    sent = json.loads(server.seen[0].body)
    assert sent["parentComment"] == ASKED
    assert sent["object"] == POST
    assert sent["actor"] == "urn:li:organization:20260001"


def test_another_page_and_other_kinds_of_calls_are_none_of_ours() -> None:
    other = entry(organizationalEntity="urn:li:organization:9")

    assert RIG.make().unpack(call(other, entry(action="LIKE"), entry(action="NEW"))).incoming == ()
    assert RIG.make().unpack(b'{"type": "LEAD_ACTION"}').incoming == ()
    with pytest.raises(Unknown):
        RIG.make().unpack(call(entry())[:-9])


def test_linkedin_is_told_that_the_address_is_ours_and_nothing_else_comes_back() -> None:
    code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
    told = json.loads(RIG.make().greet({"challengeCode": code}))

    assert told["challengeCode"] == code
    assert len(told["challengeResponse"]) == 64
    for bad in ("", "<script>", '"', "x" * 99):
        with pytest.raises(Refused):
            RIG.make().greet({"challengeCode": bad})


def test_a_signature_is_taken_with_its_name_before_it_too() -> None:
    body = call(entry())

    RIG.make().verify({"x-li-signature": f"hmacsha256={signed(body)['x-li-signature']}"}, body)


# --- what goes out


def test_a_comment_is_known_by_the_header_where_there_is_no_body(server: Loopback) -> None:
    heads = {"x-restli-id": "7200000000000000030"}
    server.script = lambda _: Reply(201, b"", heads)

    assert channel(server).publish(answer()).remote_id == "7200000000000000030"
    server.script = lambda _: Reply(201)
    with pytest.raises(Unknown):
        channel(server).publish(answer())


def test_a_post_that_names_us_is_answered_below_it(server: Loopback) -> None:
    server.script = lambda _: Reply(201, b"", {"x-restli-id": OURS})
    channel(server).publish(Outgoing("delivery-0002", TEXT, AT, parent={"post": POST}))

    assert unquote(server.seen[0].path) == f"/rest/socialActions/{POST}/comments"
    assert "parentComment" not in json.loads(server.seen[0].body)


def test_an_answer_is_found_again_among_ours_alone(server: Loopback) -> None:
    assert channel(server).find(answer()) == channel(server).publish(answer())
    assert channel(server).find(answer("Etwas anderes")) is None

    told = json.loads(tape("linkedin/comments.json"))
    for one in told["elements"]:
        one["created"]["time"] -= 86_400_000
    server.script = lambda r: Reply(body=dumped(told)) if r.path.endswith("/comments") else well(r)
    assert channel(server).find(answer()) is None, "the same words of yesterday are another answer"


def test_an_answer_is_looked_for_behind_the_first_hundred_comments_too(server: Loopback) -> None:
    told = json.loads(tape("linkedin/comments.json"))
    other = [{"actor": "urn:li:person:x", "id": n, "message": {"text": TEXT}} for n in range(100)]

    def script(request: Request) -> Reply:
        first = request.query["start"] == ["0"]
        return Reply(body=dumped({"elements": other} if first else told))

    server.script = script
    assert channel(server).find(answer()) is not None
    server.script = lambda _: Reply(body=dumped({"elements": other}))
    with pytest.raises(Refused, match="too many"):
        channel(server).find(answer())


def test_a_comment_is_changed_taken_back_and_gone(server: Loopback) -> None:
    channel(server).edit(RIG.receipt, answer("Es kommt am Dienstag."))
    channel(server).withdraw(RIG.receipt)
    changed, deleted = server.seen

    assert changed.headers["x-restli-method"] == "PARTIAL_UPDATE"
    assert json.loads(changed.body) == {"patch": {"message": {"$set": {"text": "Es kommt am Dienstag."}}}}
    assert deleted.target.endswith("/comments/7200000000000000030?actor=urn%3Ali%3Aorganization%3A20260001")

    server.script = lambda _: Reply(404, b'{"status": 404, "message": "Could not find comment"}')
    assert channel(server).read_back(RIG.receipt) is None
    server.script = lambda _: Reply(404, b"<html>")
    with pytest.raises((Refused, TryLater)):
        channel(server).read_back(RIG.receipt)
    with pytest.raises(Refused):
        channel(server).withdraw(Receipt("7"))


def test_only_linkedins_own_word_that_a_comment_is_not_there_takes_it_back(server: Loopback) -> None:
    server.script = lambda _: Reply(404, b'{"status": 404, "message": "Could not find comment"}')
    channel(server).withdraw(RIG.receipt)
    for body in (b"<html>", b"{}", b'{"status": 403}'):
        server.script = lambda _, said=body: Reply(404, said)  # type: ignore[misc]
        with pytest.raises(Refused, match="404"):
            channel(server).withdraw(RIG.receipt)


def test_a_comment_of_somebody_else_is_not_located_as_ours(server: Loopback) -> None:
    link = RIG.own_link.replace("0030%29", "0020%29")

    assert channel(server).locate(link) is None
    assert (
        channel(server).locate(
            RIG.own_link.replace("https://www.linkedin.com", "https://linkedin.com.evil.example")
        )
        is None
    )


# --- the account


def test_rights_that_are_missing_and_the_end_of_the_access_are_told(server: Loopback) -> None:
    soon = datetime.now(UTC) + timedelta(days=30)
    held = {"scope": "r_organization_social_feed,w_member_social", "expires_at": soon.isoformat()}
    found = channel(server, held).check()

    assert found.missing == ("w_organization_social",)
    assert (found.can_read, found.can_publish) == (True, False)
    assert found.expires_at == soon
    assert found.profile is not None
    assert any("impressum" in line for line in found.profile)
    with pytest.raises(NotConnected):
        channel(server, organization="acme").check()
