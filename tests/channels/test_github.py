"""What no other channel has: a refusal that only asks to wait, two lists in one look, and pages that repeat a second."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.channels.contract import RIGS
from tests.channels.rig import dumped, tape
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.core.channel import Link, Refused, TryLater
from zuruf.core.message import Batch

RIG = RIGS["github"]
COMMENT = json.loads(tape("github/comments.json"))[0]


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


def call(**told: object) -> Batch:
    return RIG.make().unpack(dumped(told))


@pytest.mark.parametrize(
    "heads", [{"retry-after": "60"}, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "60"}]
)
def test_a_403_that_names_a_wait_is_no_refusal(heads: dict[str, str], server: Loopback) -> None:
    server.script = lambda _: Reply(403, b'{"message": "You have exceeded a secondary rate limit"}', heads)
    channel = RIG.make(server.url)
    with pytest.raises(TryLater) as reading:
        channel.fetch(None)
    with pytest.raises(TryLater) as writing:
        channel.publish(RIG.reply(channel))
    assert reading.value.after == writing.value.after == timedelta(seconds=60)
    server.script = lambda _: Reply(403, b'{"message": "Resource not accessible by personal access token"}')
    with pytest.raises(Refused):
        RIG.make(server.url).fetch(None)


def test_a_comment_stands_in_the_thread_of_its_issue_and_ours_is_ours(server: Loopback) -> None:
    issue, comment = RIG.make(server.url).fetch(None).incoming
    assert (comment.root, comment.parent) == (issue.remote_id, issue.remote_id)
    assert comment.ref == issue.ref == {"number": "12"}
    assert issue.title == "Gear display shows the wrong gear"
    mine = call(action="created", comment=COMMENT | {"user": {"login": "Radwerk-Desk"}}, issue={})
    assert mine.incoming[0].ours


def test_what_changes_in_the_second_of_the_last_look_is_not_missed(server: Loopback) -> None:
    channel = RIG.make(server.url)
    cursor = json.loads(json.dumps(channel.fetch(None).cursor))
    late = COMMENT | {"id": 90009}

    def well(request: Request) -> Reply:
        is_comments = request.path.endswith("/comments")
        return Reply(body=dumped([COMMENT, late])) if is_comments else RIG.well(request)

    server.script = well
    again = channel.fetch(cursor)
    assert [m.remote_id for m in again.incoming] == ["comment/90009"]
    assert any("since=2026-03-02T08%3A10%3A00Z" in r.target for r in server.seen)


def test_calls_tell_of_edits_deletions_and_nothing_else(server: Loopback) -> None:
    issue = json.loads(tape("github/issues.json"))[0]
    assert call(action="edited", issue=issue).incoming[0].edited_at is not None
    assert call(action="labeled", issue=issue).incoming[0].edited_at is None
    gone = call(action="deleted", issue=issue, comment=COMMENT)
    assert ([g.remote_id for g in gone.gone], gone.incoming) == (["comment/90001"], ())
    assert call(zen="Keep it logically awesome.", hook_id=1) == Batch()


def test_an_answer_is_found_again_by_its_words_and_a_wrong_name_is_refused_at_once(server: Loopback) -> None:
    channel = RIG.make(server.url)
    mine = COMMENT | {
        "id": 90002,
        "body": "Guten Tag, wir prüfen\r\ndas gerade.",
        "user": {"login": "radwerk-desk"},
        "created_at": "2026-03-02T08:16:00Z",
    }
    server.script = lambda _: Reply(body=dumped([COMMENT, mine]))
    found = channel.find(RIG.reply(channel))
    assert found
    assert found.remote_id == "comment/90002"
    assert channel.find(replace(RIG.reply(channel), taken=(found.remote_id,))) is None
    server.script = lambda _: Reply(body=dumped([COMMENT]))
    assert channel.find(RIG.reply(channel)) is None
    for repository in ("", "radwerk", "a/b/c", "../x y"):
        with pytest.raises(Refused):
            type(channel)(Link({"repository": repository}), channel._http)  # type: ignore[attr-defined, call-arg]


def test_an_answer_is_looked_for_on_further_pages_and_never_called_missing_where_there_are_too_many(
    server: Loopback,
) -> None:
    channel = RIG.make(server.url)
    reply = RIG.reply(channel)
    mine = COMMENT | {"id": 90002, "body": reply.text, "created_at": "2026-03-02T08:16:00Z"}
    mine |= {"user": {"login": "radwerk-desk"}}
    others = [COMMENT | {"id": n} for n in range(100)]
    server.script = lambda r: Reply(body=dumped(others if r.query["page"] == ["1"] else [COMMENT, mine]))
    found = channel.find(reply)
    assert found
    assert found.remote_id == "comment/90002"
    server.script = lambda _: Reply(body=dumped(others))
    with pytest.raises(Refused, match="somebody has to look"):
        channel.find(reply)
    server.script = lambda _: Reply(body=dumped([mine | {"created_at": "2026-03-01T08:16:00Z"}]))
    assert channel.find(reply) is None, "the same words of yesterday are another answer"


@pytest.mark.parametrize(
    ("comment", "others", "gone"),
    [
        (Reply(404), Reply(body=dumped([COMMENT])), True),
        (Reply(404), Reply(body=b"[]"), True),
        (Reply(404), Reply(404), False),  # a repository that became private, a token that lost it
        (Reply(body=dumped(COMMENT)), Reply(body=dumped([COMMENT])), False),  # it may be read, not deleted
    ],
)
@pytest.mark.parametrize("status", [404, 410])
def test_a_comment_is_gone_only_where_those_beside_it_may_be_read(
    comment: Reply, others: Reply, gone: bool, status: int, server: Loopback
) -> None:
    def script(request: Request) -> Reply:
        if request.method == "DELETE":
            return Reply(status)
        return others if request.path.endswith("/comments") else comment

    server.script = script
    with nullcontext() if gone else pytest.raises(Refused, match=r"404|410"):
        RIG.make(server.url).withdraw(RIG.receipt)


def test_the_check_names_another_accounts_token_and_missing_rights(server: Loopback) -> None:
    seen = RIG.make(server.url).check()
    assert (seen.can_publish, seen.missing, seen.handle) == (True, (), "radwerk-desk")
    other = json.loads(tape("github/user.json")) | {"login": "somebody"}
    bare = json.loads(tape("github/repository.json")) | {"permissions": {"pull": True, "triage": False}}
    server.script = lambda r: Reply(body=dumped(other if r.path.endswith("/user") else bare))
    seen = RIG.make(server.url).check()
    assert (seen.can_publish, seen.missing) == (False, ("triage",))
    assert "another account" in seen.problem
