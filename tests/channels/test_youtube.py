"""YouTube: what no other channel has. Requests and answers are held against Google's own document."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.channels import spec_google
from tests.channels.contract import AT, tape
from tests.channels.youtube_bench import RIG, answers, channel, page, refusal
from tests.servers.loopback import Loopback, Reply, loopback
from zuruf.channels import _youtube_words as words
from zuruf.channels import youtube
from zuruf.core.capabilities import Asked, Visibility
from zuruf.core.channel import ChannelError, NotConnected, Refused, TryLater
from zuruf.core.measure import Measure, Ordered

OURS = "UgxThread0000003.our1"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


# --- against the specification


def test_every_request_and_every_answer_is_as_the_discovery_document_says(server: Loopback) -> None:
    net = channel(server)
    net.check()
    cursor = net.fetch(None).cursor
    assert cursor
    answers(server, newest=page(items=page()["items"][:1]))
    net.fetch(cursor)
    server.script = RIG.well
    there = net.publish(RIG.reply(net))
    net.find(RIG.reply(net))
    net.edit(there, RIG.reply(net, "Es kommt am Dienstag."))
    net.read_back(there)
    net.act(Ordered("a", Measure.BLOCK, AT, {"comment": "UgxThread0000003"}))
    net.withdraw(there)

    asked = {(r.method, r.path) for r in server.seen}
    assert len(asked) == 7
    assert any("id" in r.query for r in server.seen if r.path == "/commentThreads")
    for request in server.seen:
        spec_google.check(request, RIG.well(request))


# --- what goes out


def test_an_answer_to_an_answer_goes_below_the_first_comment(server: Loopback) -> None:
    net = channel(server)
    net.publish(RIG.reply(net))

    sent = json.loads(server.seen[-1].body)
    assert sent["snippet"] == {
        "parentId": "UgxThread0000003",
        "textOriginal": "Guten Tag, wir prüfen das gerade.",
    }


def test_answering_what_was_held_approves_it_first(server: Loopback) -> None:
    net = channel(server)
    reply = RIG.reply(net)
    net.publish(replace(reply, parent={**reply.parent, "held": "1"}))

    assert [r.path for r in server.seen] == ["/comments/setModerationStatus", "/comments"]
    assert server.seen[0].query == {"id": ["UgxThread0000003"], "moderationStatus": ["published"]}


def test_an_answer_is_found_by_its_words_its_channel_and_its_time(server: Loopback) -> None:
    net = channel(server)
    found = net.find(RIG.reply(net))
    assert found
    assert found.remote_id == OURS

    assert net.find(RIG.reply(net, "Etwas anderes.")) is None
    told = json.loads(tape("youtube/comments.replies.json"))
    for changes in ({"publishedAt": "2026-03-01T00:00:00Z"}, {"authorChannelId": {"value": "UCkundin"}}):
        other = json.loads(json.dumps(told))
        other["items"][0]["snippet"] |= changes
        answers(server, replies=other)
        assert net.find(RIG.reply(net)) is None


def test_where_there_are_too_many_answers_to_look_through_nobody_says_it_is_not_there(
    server: Loopback,
) -> None:
    told = json.loads(tape("youtube/comments.replies.json")) | {"nextPageToken": "next", "items": []}
    answers(server, replies=told)
    net = channel(server)
    with pytest.raises(Refused, match="too many"):
        net.find(RIG.reply(net))


@pytest.mark.parametrize(
    ("reason", "kind", "said"),
    [
        ("commentsDisabled", Refused, words.CLOSED),
        ("parentCommentNotFound", Refused, words.DELETED),
        ("accessNotConfigured", Refused, "not switched on"),
        ("insufficientPermissions", NotConnected, "youtube.force-ssl"),
        ("rateLimitExceeded", TryLater, "403"),
    ],
)
def test_youtubes_own_reasons_are_told_in_words(
    reason: str, kind: type[ChannelError], said: str, server: Loopback
) -> None:
    net = channel(server)
    server.script = lambda _: refusal(reason)
    with pytest.raises(kind, match=said.replace("?", r"\?")) as caught:
        net.publish(RIG.reply(net))
    assert type(caught.value) is kind


def test_a_used_up_quota_waits_until_midnight_in_california(server: Loopback) -> None:
    server.script = lambda _: Reply(403, tape("youtube/quotaExceeded.json"))
    with pytest.raises(TryLater) as caught:
        channel(server).fetch(None)

    assert caught.value.after
    assert timedelta(0) < caught.value.after <= timedelta(hours=25)


@pytest.mark.parametrize(
    ("measure", "back", "asked"),
    [
        (Measure.HIDE, False, {"moderationStatus": ["heldForReview"]}),
        (Measure.HIDE, True, {"moderationStatus": ["published"]}),
        (Measure.DELETE, False, {"moderationStatus": ["rejected"]}),
        (Measure.APPROVE, False, {"moderationStatus": ["published"]}),
        (Measure.BLOCK, False, {"moderationStatus": ["rejected"], "banAuthor": ["true"]}),
    ],
)
def test_moderating_is_one_request(
    measure: Measure, back: bool, asked: dict[str, list[str]], server: Loopback
) -> None:
    channel(server).act(Ordered("a", measure, AT, {"comment": "Ugx1"}, back=back))
    (request,) = server.seen
    assert request.query == {"id": ["Ugx1"], **asked}


def test_what_can_only_be_undone_in_youtube_itself_is_refused(server: Loopback) -> None:
    for measure in (Measure.BLOCK, Measure.DELETE):
        with pytest.raises(Refused):
            channel(server).act(Ordered("a", measure, AT, {"comment": "Ugx1"}, back=True))
    assert server.seen == []


def test_held_and_closed_are_said_before_one_writes() -> None:
    asked = Asked({"held": "1"}, True, AT, AT)
    assert youtube.terms(asked, "", AT).note == words.HELD
    assert youtube.terms(Asked({"closed": "1"}, True, AT, AT), "", AT).refusal == words.CLOSED
    assert not youtube.terms(Asked({}, True, AT, AT), "", AT).refusal


def test_an_answer_that_is_held_there_is_hidden(server: Loopback) -> None:
    told = json.loads(tape("youtube/comments.replies.json"))
    told["items"][0]["snippet"]["moderationStatus"] = "heldForReview"
    answers(server, replies=told)
    seen = channel(server).read_back(RIG.receipt)
    assert seen
    assert seen.visibility is Visibility.HIDDEN

    answers(server, replies=told | {"items": []})
    assert channel(server).read_back(RIG.receipt) is None


def test_only_youtubes_own_word_that_a_comment_is_not_there_takes_it_back(server: Loopback) -> None:
    server.script = lambda _: refusal("commentNotFound", 404)
    channel(server).withdraw(RIG.receipt)
    for other in (refusal("channelNotFound", 404), Reply(404, b"<html>")):
        server.script = lambda _, said=other: said  # type: ignore[misc]
        with pytest.raises(Refused, match="404"):
            channel(server).withdraw(RIG.receipt)
