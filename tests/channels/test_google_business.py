"""Google reviews: what no other channel has."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from tests.channels.contract import AT, RIGS, tape
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels import google_business as google
from zuruf.core.capabilities import Asked, Terms, Visibility
from zuruf.core.channel import Link, Refused
from zuruf.core.message import Incoming

RIG = RIGS["google_business"]
NEW, STARS, OLD = (f"222/reviews/AbCReview{n}" for n in (3, 2, 1))
# What the reference of the My Business API v4 names (no machine-readable document of it is published with Google's library).
REVIEW = {
    "name",
    "reviewId",
    "reviewer",
    "starRating",
    "comment",
    "createTime",
    "updateTime",
    "reviewReply",
    "reviewMediaItems",
    "reviewReplyUrl",
}
REPLY = {"comment", "updateTime", "reviewReplyState", "policyViolation"}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


def place(server: Loopback) -> google.GoogleBusiness:
    made = RIG.make(server.url)
    assert isinstance(made, google.GoogleBusiness)
    return made


def reviews() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(tape("google_business/reviews.json"))
    return told


def says(server: Loopback, told: dict[str, Any]) -> None:
    server.script = lambda r: Reply(body=json.dumps(told).encode()) if RIG.reads(r) else RIG.well(r)


def by_id(found: tuple[Incoming, ...]) -> dict[str, Incoming]:
    return {m.remote_id: m for m in found}


def test_requests_and_tapes_hold_to_what_the_reference_names(server: Loopback) -> None:
    net = place(server)
    net.check()
    net.fetch(None)
    there = net.publish(RIG.reply(net))
    net.read_back(there)
    net.withdraw(there)

    name = "/accounts/111/locations/222/reviews"
    assert [(r.method, r.path) for r in server.seen] == [
        ("GET", name),
        ("GET", "/locations/222"),
        ("GET", name),
        ("PUT", f"{name}/AbCReview3/reply"),
        ("GET", f"{name}/AbCReview3"),
        ("DELETE", f"{name}/AbCReview3/reply"),
    ]
    assert json.loads(server.seen[3].body) == {"comment": "Guten Tag, wir prüfen das gerade."}
    assert server.seen[2].query == {"pageSize": ["50"], "orderBy": ["updateTime desc"]}
    for one in reviews()["reviews"]:
        assert not one.keys() - REVIEW
        assert not one.get("reviewReply", {}).keys() - REPLY


def test_the_stars_stand_above_the_words(server: Loopback) -> None:
    found = by_id(place(server).fetch(None).incoming)

    assert found[NEW].title == "★★☆☆☆"
    assert found[NEW].text == "Der Zähler kam drei Wochen zu spät.\n🖼 Zählerschrank"
    assert found[NEW].edited_at
    assert found[NEW].author.name == "Kundin am Anger"


def test_a_review_without_words_is_its_stars(server: Loopback) -> None:
    only = by_id(place(server).fetch(None).incoming)[STARS]

    assert (only.title, only.text) == ("", "★★★★★")
    assert only.author.name == "A Google user"
    assert only.author.remote_id == STARS


def test_what_was_answered_at_google_is_ours_and_under_the_same_id_as_our_own(server: Loopback) -> None:
    net = place(server)
    ours = by_id(net.fetch(None).incoming)[f"{OLD}/reply"]

    assert ours.ours
    assert ours.root == OLD
    assert net.publish(RIG.reply(net)).remote_id == f"{NEW}/reply"


def test_an_answer_that_came_changed_or_went_at_google_is_noticed(server: Loopback) -> None:
    net = place(server)
    cursor = net.fetch(None).cursor
    told = reviews()
    told["reviews"][1]["reviewReply"] = {"comment": "Danke!", "updateTime": "2026-03-02T09:00:00Z"}
    told["reviews"][2]["reviewReply"] |= {"comment": "Neu.", "updateTime": "2026-03-02T10:00:00Z"}
    says(server, told)
    batch = net.fetch(cursor)
    found = by_id(batch.incoming)

    assert found[f"{STARS}/reply"].edited_at is None
    assert found[f"{OLD}/reply"].text == "Neu."
    assert found[f"{OLD}/reply"].edited_at
    del told["reviews"][2]["reviewReply"]
    says(server, told)
    assert [g.remote_id for g in net.fetch(batch.cursor).gone] == [f"{OLD}/reply"]


def test_reading_goes_on_page_by_page_until_known_ground(server: Loopback) -> None:
    net = place(server)
    cursor = net.fetch(None).cursor
    told = reviews()
    fresh = {**told["reviews"][0], "name": "accounts/111/locations/222/reviews/Fresh"}
    says(server, {"reviews": [fresh], "nextPageToken": "P2"})
    first = net.fetch(cursor)
    says(server, told | {"nextPageToken": "P3"})

    assert first.more
    assert not net.fetch(first.cursor).more
    assert server.seen[-1].query["pageToken"] == ["P2"]


def review_of(name: str, at: str) -> dict[str, Any]:
    return {
        **reviews()["reviews"][0],
        "name": f"{RIG.ref['review'].rpartition('/')[0]}/{name}",
        "updateTime": at,
    }


def test_neither_a_known_review_that_changed_nor_the_walk_itself_is_known_ground(server: Loopback) -> None:
    net = place(server)
    cursor = net.fetch(None).cursor
    changed = reviews()["reviews"][2] | {"updateTime": "2026-03-05T09:00:00Z"}
    new = review_of("New1", "2026-03-04T09:00:00Z")
    pages = [
        {"reviews": [changed, new], "nextPageToken": "P2"},
        {"reviews": [new, review_of("New2", "2026-03-03T09:00:00Z")], "nextPageToken": "P3"},  # it moved on
        {"reviews": [review_of("New3", "2026-03-02T23:00:00Z")], "nextPageToken": "P4"},
        reviews() | {"nextPageToken": "P5"},
    ]
    came: list[str] = []
    for told in pages:
        says(server, told)
        batch = net.fetch(json.loads(json.dumps(cursor)))
        cursor, came = batch.cursor, [*came, *(m.remote_id for m in batch.incoming)]
    assert {f"222/reviews/New{n}" for n in (1, 2, 3)} <= set(came)
    assert not batch.more


def test_a_page_that_google_forgot_begins_the_walk_anew_to_the_same_ground(server: Loopback) -> None:
    net = place(server)
    says(server, reviews())
    cursor = net.fetch(None).cursor
    says(server, {"reviews": [review_of("New1", "2026-03-04T09:00:00Z")], "nextPageToken": "P2"})
    cursor = net.fetch(cursor).cursor
    server.script = lambda _: Reply(400, b'{"error": {"code": 400, "status": "INVALID_ARGUMENT"}}')
    broken = net.fetch(cursor)
    says(server, {"reviews": [review_of("New1", "2026-03-04T09:00:00Z")], "nextPageToken": "P2"})
    again = net.fetch(broken.cursor)

    assert (broken.more, broken.incoming) == (False, ())
    assert again.more, "the older ones that are new were not read yet"
    with pytest.raises(Refused):
        server.script = lambda _: Reply(400, b'{"error": {"code": 400}}')
        net.fetch(None)


def test_a_place_without_reviews_is_no_trouble(server: Loopback) -> None:
    says(server, {})
    assert place(server).fetch(None).incoming == ()


@pytest.mark.parametrize(
    ("state", "visibility"),
    [
        ("PENDING", Visibility.ACCEPTED),
        ("APPROVED", Visibility.VISIBLE),
        ("REJECTED", Visibility.HIDDEN),
        ("REVIEW_REPLY_STATE_UNSPECIFIED", Visibility.ACCEPTED),
        (None, Visibility.ACCEPTED),
    ],
)
def test_googles_moderation_tells_what_the_public_sees(
    state: str | None, visibility: Visibility, server: Loopback
) -> None:
    told = json.loads(tape("google_business/review.json"))
    told["reviewReply"]["reviewReplyState"] = state
    server.script = lambda _: Reply(body=json.dumps(told).encode())
    seen = place(server).read_back(RIG.receipt)
    assert seen
    assert seen.visibility is visibility


def test_why_google_rejected_an_answer_is_told(server: Loopback) -> None:
    told = json.loads(tape("google_business/review.json"))
    told["reviewReply"] |= {"reviewReplyState": "REJECTED", "policyViolation": "PERSONAL_INFO"}
    server.script = lambda _: Reply(body=json.dumps(told).encode())
    seen = place(server).read_back(RIG.receipt)
    assert seen
    assert seen.why == "Google rejected the answer: personal info."


def test_an_answer_that_is_not_there_any_more_is_gone(server: Loopback) -> None:
    told = json.loads(tape("google_business/review.json"))
    del told["reviewReply"]
    server.script = lambda _: Reply(body=json.dumps(told).encode())

    assert place(server).read_back(RIG.receipt) is None
    assert place(server).find(RIG.reply(place(server))) is None


@pytest.mark.parametrize(
    ("answered", "review", "others", "gone"),
    [
        (False, 200, 200, True),
        (True, 200, 200, False),
        (False, 404, 200, True),  # whoever wrote it took it away
        (False, 404, 404, False),  # the place is not ours any more
    ],
)
def test_an_answer_is_gone_only_where_its_review_or_those_beside_it_can_be_read(
    answered: bool, review: int, others: int, gone: bool, server: Loopback
) -> None:
    told = json.loads(tape("google_business/review.json"))
    if not answered:
        del told["reviewReply"]

    def script(request: Request) -> Reply:
        if request.method == "DELETE":
            return Reply(404, b'{"error": {"code": 404, "status": "NOT_FOUND"}}')
        if RIG.looks(request):
            return Reply(review, json.dumps(told).encode())
        return Reply(others, b"{}") if RIG.reads(request) else RIG.well(request)

    server.script = script
    with nullcontext() if gone else pytest.raises(Refused, match="404"):
        place(server).withdraw(RIG.receipt)


def test_a_second_answer_is_refused_before_one_writes_because_it_would_take_the_first_away() -> None:
    def asked(ref: dict[str, str], answered: int) -> Asked:
        return Asked(ref, True, AT, AT, answered)

    assert google.terms(asked({}, 1), "", AT).refusal == google.ONCE
    assert google.terms(asked({"replied": "1"}, 0), "", AT).note == google.REPLACES
    assert google.terms(asked({}, 0), "", AT) == Terms()


def test_where_no_place_is_given_the_check_names_those_that_there_are(server: Loopback) -> None:
    link = Link(RIG.settings(server.url) | {"location": ""}, RIG.secrets)
    net = google.GoogleBusiness(link, place(server)._http)

    with pytest.raises(Refused, match=r"accounts/111/locations/222 \(Wasserwerk, Kundenzentrum\)"):
        net.check()


def test_the_check_reads_the_places_own_page_where_it_may(server: Loopback) -> None:
    seen = place(server).check()
    assert seen.name == "Wasserwerk, Kundenzentrum"
    assert seen.profile
    assert seen.profile[0] == "https://wasserwerk.example/impressum"

    def script(request: Request) -> Reply:
        return Reply(403) if request.path == "/locations/222" else RIG.well(request)

    server.script = script
    assert place(server).check().profile is None


@pytest.mark.parametrize("name", ["", "accounts/1/locations/2/reviews/../../x", "accounts/1/reviews/2"])
def test_what_is_no_review_is_asked_of_nobody(name: str, server: Loopback) -> None:
    net = place(server)
    reply = RIG.reply(net)
    with pytest.raises(Refused):
        net.publish(type(reply)(reply.key, reply.text, AT, parent={"review": name}))
    assert server.seen == []
