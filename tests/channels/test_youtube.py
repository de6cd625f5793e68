"""YouTube: what no other channel has."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.channels import spec_google
from tests.channels.contract import AT, RIGS, tape
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import _youtube_quota as quota
from zuruf.channels import _youtube_words as words
from zuruf.channels import youtube
from zuruf.core.capabilities import Asked, Visibility
from zuruf.core.channel import ChannelError, Link, NotConnected, Refused, TryLater
from zuruf.core.measure import Measure, Ordered
from zuruf.core.message import Incoming

RIG = RIGS["youtube"]
OURS = "UgxThread0000003.our1"


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


def channel(server: Loopback) -> youtube.YouTube:
    made = RIG.make(server.url)
    assert isinstance(made, youtube.YouTube)
    return made


def page(**changes: object) -> dict[str, object]:
    told: dict[str, object] = json.loads(tape("youtube/commentThreads.json"))
    return told | changes


def answers(server: Loopback, **by: object) -> None:
    """The network is well, but says this: newest, older, held (a page each), replies."""

    def script(request: Request) -> Reply:
        kind = {"/comments": "replies"}.get(request.path, "newest")
        if request.path == "/commentThreads":
            kind = (
                "older" if "id" in request.query else "held" if "moderationStatus" in request.query else kind
            )
        told = by.get(kind)
        return RIG.well(request) if told is None else Reply(body=json.dumps(told).encode())

    server.script = script


def refusal(reason: str, status: int = 403) -> Reply:
    told = {"error": {"code": status, "message": "No.", "errors": [{"reason": reason, "domain": "youtube"}]}}
    return Reply(status, json.dumps(told).encode())


def by_id(found: tuple[Incoming, ...]) -> dict[str, Incoming]:
    return {m.remote_id: m for m in found}


# --- against the specification


def test_every_request_and_every_answer_is_as_the_discovery_document_says(server: Loopback) -> None:
    net = channel(server)
    net.check()
    cursor = net.fetch(None).cursor
    assert cursor
    answers(server, newest=page(items=page()["items"][:1]))  # type: ignore[index]
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


# --- what comes in


def test_comments_answers_and_what_is_held_come_in(server: Loopback) -> None:
    found = by_id(channel(server).fetch(None).incoming)
    first, below = found["UgxThread0000003"], found["UgxThread0000002.r1"]

    assert first.permalink == "https://www.youtube.com/watch?v=vid00000001&lc=UgxThread0000003"
    assert first.author.handle == "kundin-anger"
    assert below.root == "UgxThread0000002"
    assert found["UgxThread0000002"].edited_at
    assert found["UgxThread0000002.r2"].ours
    assert found["UgxHeld00000001"].ref["held"] == "1"
    assert found["UgxThread0000001"].ref["closed"] == "1"


def test_a_changed_comment_comes_in_again_and_nothing_else(server: Loopback) -> None:
    net = channel(server)
    cursor = net.fetch(None).cursor
    told = page()
    top = told["items"][0]["snippet"]["topLevelComment"]["snippet"]  # type: ignore[index]
    top |= {"textOriginal": "Wann kommt der Zähler nun?", "updatedAt": "2026-03-02T07:30:00Z"}
    answers(server, newest=told)

    (again,) = net.fetch(cursor).incoming
    assert again.text == "Wann kommt der Zähler nun?"
    assert again.edited_at == datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


def test_new_answers_in_an_older_thread_are_found(server: Loopback) -> None:
    net = channel(server)
    cursor = net.fetch(None).cursor
    told = page()
    newest, older = told["items"][:1], told["items"][1:]  # type: ignore[index]
    older[0]["snippet"]["totalReplyCount"] = 9
    late = json.loads(tape("youtube/comments.replies.json"))
    late["items"][0]["id"] = "UgxThread0000002.r9"
    answers(server, newest=page(items=newest), older=page(items=older), replies=late)

    batch = net.fetch(cursor)

    assert [m.remote_id for m in batch.incoming] == ["UgxThread0000002.r9"]
    assert batch.incoming[0].root == "UgxThread0000002"
    assert net.fetch(batch.cursor).cursor is None


def test_a_look_costs_at_most_what_the_arithmetic_says(server: Loopback) -> None:
    net = channel(server)
    cursor = net.fetch(None).cursor
    told = page()
    one = told["items"][1]  # type: ignore[index]
    grown = [
        {**one, "id": f"UgxGrown{n:04}", "snippet": {**one["snippet"], "totalReplyCount": 50}}
        for n in range(20)
    ]
    answers(server, newest=page(items=grown))
    before = len(server.seen)

    net.fetch(cursor)

    assert len(server.seen) - before == quota.LOOK
    day = quota.DAY / quota.EVERY * quota.LOOK
    assert day == 2_016
    assert (quota.UNITS - day) // quota.WRITE == 159


def test_reading_goes_on_page_by_page_until_known_ground(server: Loopback) -> None:
    net = channel(server)
    cursor = net.fetch(None).cursor
    told = page()
    fresh = {**told["items"][0], "id": "UgxFresh"}  # type: ignore[index]
    answers(server, newest=page(items=[fresh], nextPageToken="P2"))
    first = net.fetch(cursor)
    answers(server, newest=page(nextPageToken="P3"))
    second = net.fetch(first.cursor)

    assert first.more
    assert not second.more
    assert server.seen[-1].query["pageToken"] == ["P2"]


def test_a_page_that_is_not_there_any_more_begins_the_walk_anew(server: Loopback) -> None:
    net = channel(server)
    cursor = dict(net.fetch(None).cursor or {}) | {"page": "old"}
    server.script = lambda r: refusal("invalidPageToken", 400) if "pageToken" in r.query else RIG.well(r)

    batch = net.fetch(cursor)

    assert batch.cursor
    assert batch.cursor["page"] == ""
    assert not batch.more, "or a page that never comes would be asked for again and again, at a unit each"


def threads(*names: str) -> list[dict[str, object]]:
    one = page()["items"][0]  # type: ignore[index]
    top = one["snippet"]["topLevelComment"]
    return [
        {**one, "id": n, "snippet": {**one["snippet"], "topLevelComment": {**top, "id": n}}} for n in names
    ]


def test_what_a_walk_has_seen_itself_does_not_end_it(server: Loopback) -> None:
    net = channel(server)
    cursor = net.fetch(None).cursor
    held = {"kind": "list", "items": []}
    came: list[str] = []
    for names, token in ((["n1", "n2"], "P2"), (["n2", "n3"], "P3"), (["n4"], "P4")):
        answers(server, newest=page(items=threads(*names), nextPageToken=token), held=held)
        batch = net.fetch(json.loads(json.dumps(cursor)))
        cursor, came = batch.cursor, [*came, *(m.remote_id for m in batch.incoming)]
        assert batch.more
    assert [one for one in came if one.startswith("n")] == ["n1", "n2", "n3", "n4"]
    seen = list(json.loads(json.dumps(cursor))["seen"])
    assert seen[:4] == ["n1", "n2", "n3", "n4"], "the newest first, whatever page they came on"

    server.script = lambda r: refusal("invalidPageToken", 400) if "pageToken" in r.query else RIG.well(r)
    broken = net.fetch(cursor).cursor
    answers(server, newest=page(items=threads("n1", "n2"), nextPageToken="P2"), held=held)
    again = net.fetch(broken)
    assert again.more, "the walk that broke off is gone again, to the same ground"
    server.script = RIG.well
    assert not net.fetch(again.cursor).more


def test_all_pages_of_answers_below_a_comment_are_read(server: Loopback) -> None:
    net = channel(server)
    cursor = net.fetch(None).cursor
    (grown,) = threads("UgxThread0000003")
    grown["snippet"] |= {"totalReplyCount": 150}  # type: ignore[operator]
    late = json.loads(tape("youtube/comments.replies.json"))
    late["items"][0]["id"] = "UgxThread0000003.late"

    def script(request: Request) -> Reply:
        if request.path == "/comments":
            told = late if "pageToken" in request.query else late | {"items": [], "nextPageToken": "R2"}
        else:
            told = page(items=[grown] if "id" not in request.query else [])
        return Reply(body=json.dumps(told).encode())

    server.script = script
    assert "UgxThread0000003.late" in by_id(net.fetch(cursor).incoming)


def test_who_may_not_see_held_comments_reads_the_others(server: Loopback) -> None:
    server.script = lambda r: refusal("forbidden") if "moderationStatus" in r.query else RIG.well(r)
    batch = channel(server).fetch(None)

    assert len(batch.incoming) == 5
    assert batch.problem == words.NO_HELD


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


# --- signing in


def test_a_right_that_is_missing_is_named(server: Loopback) -> None:
    server.script = lambda _: refusal("insufficientPermissions")
    seen = channel(server).check()

    assert not seen.can_read
    assert seen.missing == ("https://www.googleapis.com/auth/youtube.force-ssl",)


def test_with_a_token_for_renewal_alone_the_first_request_gets_one(server: Loopback) -> None:
    link = Link(RIG.settings(server.url), {"client_secret": "s", "refresh_token": "r"})
    net = youtube.YouTube(link, RIG.make(server.url)._http)  # type: ignore[attr-defined]

    assert net.check().remote_id == "UCwasserwerk000000000000"
    assert [r.path for r in server.seen] == ["/token", "/channels"]
    assert b"grant_type=refresh_token" in server.seen[0].body


def test_after_the_end_of_a_token_it_is_renewed_once_and_asked_again(server: Loopback) -> None:
    secrets = {"client_secret": "s", "refresh_token": "r", "access_token": "old-token"}
    net = youtube.YouTube(Link(RIG.settings(server.url), secrets), RIG.make(server.url)._http)  # type: ignore[attr-defined]
    server.script = lambda r: Reply(401) if "old-token" in r.headers.get("authorization", "") else RIG.well(r)

    assert net.fetch(None).incoming
    assert [r.path for r in server.seen[:3]] == ["/channels", "/token", "/channels"]


# --- the quota


def test_units_are_counted_by_project_and_day() -> None:
    ledger = quota.Ledger()
    noon = datetime(2026, 3, 2, 20, tzinfo=UTC)  # noon in California
    read = 144 * quota.LOOK

    assert ledger.budget("p", 10_000, noon).left == 10_000 - read
    for _ in range(40):
        ledger.spend("p", quota.WRITE, noon)
    assert ledger.budget("p", 10_000, noon).left == 8_000
    assert ledger.budget("other", 10_000, noon).left == 10_000 - read
    assert ledger.budget("p", 10_000, noon).resets_at == datetime(2026, 3, 3, 8, tzinfo=UTC)
    next_day = datetime(2026, 3, 3, 8, 1, tzinfo=UTC)
    assert ledger.budget("p", 10_000, next_day).left == 10_000
    ledger.spend("p", 60_000, next_day)
    assert ledger.budget("p", 10_000, next_day).left == 0


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 3, 8, 8, tzinfo=UTC), 23),  # clocks go forward
        (datetime(2026, 11, 1, 7, tzinfo=UTC), 25),  # and back
        (datetime(2026, 7, 1, 7, tzinfo=UTC), 24),
    ],
)
def test_a_day_begins_at_midnight_in_california(now: datetime, hours: int) -> None:
    assert quota.until_reset(now) == timedelta(hours=hours)


def test_what_is_left_is_known_after_an_answer(server: Loopback) -> None:
    net = channel(server)
    assert net.budget is None
    net.publish(RIG.reply(net))
    assert net.budget
    assert net.budget.limit == 10_000
    assert net.budget.left < 10_000
