"""Mastodon over a small server that answers from tapes; every request and answer is held against the network's specification."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.channels.contract import AT
from tests.channels.mastodon_bench import NOTHING, RIG, but, net, reply, sent
from tests.channels.rig import dumped, json_reply
from tests.channels.rigs.mastodon import ASKED, OWN, REF
from tests.channels.spec import check as against
from tests.servers.loopback import Loopback, Reply, Request, loopback
from zuruf.channels._http import Http
from zuruf.channels.mastodon import Mastodon
from zuruf.core.channel import Link, Media, Receipt, Refused, TryLater
from zuruf.core.measure import Measure, Ordered
from zuruf.core.talk import ReportKind


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback(RIG.well) as running:
        yield running


def test_every_request_and_answer_is_as_the_specification_says(server: Loopback, tmp_path: Path) -> None:
    network, there = net(server, "#wasser"), Receipt(OWN["id"], OWN["url"], REF)
    network.check()
    network.fetch(None)
    picture = tmp_path / "rohr.png"
    picture.write_bytes(b"\x89PNG")
    digest = hashlib.sha256(b"\x89PNG").hexdigest()
    media = Media(digest, "image/png", 4, "Rohr 1.png", "Ein Rohr", path=str(picture))
    network.publish(reply())
    network.publish(reply(media=(media,)))
    network.find(reply())
    network.edit(there, reply("Es ist behoben."))
    network.read_back(there)
    network.search("Wasser", AT - timedelta(days=1))
    network.withdraw(there)
    for measure in (Measure.MUTE, Measure.BLOCK, Measure.REPORT):
        order = Ordered("k", measure, AT, REF, REF["account"], kind=ReportKind.ILLEGAL, reason="Drohung")
        network.act(order)
        if measure is not Measure.REPORT:
            network.act(replace(order, back=True))

    assert len(server.seen) >= 20
    for request in server.seen:
        path = request.path
        # Not the form of an upload; nor a text with pictures, which the specification's "oneOf" takes for two things at once.
        kept = request if b"media_ids" not in request.body and not path.endswith("/media") else None
        against("mastodon", request.method, path, kept, RIG.well(request))
        assert request.headers["authorization"] == f"Bearer {RIG.secrets['token']}"


def test_what_the_server_allows_is_read_from_it(server: Loopback) -> None:
    seen = net(server).check()

    assert (seen.can_read, seen.can_publish, seen.problem, seen.missing) == (True, True, "", ())
    assert seen.handle == "wasserwerk@social.example"
    assert seen.measures == {
        "characters": 1000, "link": 23, "media": 4, "picture_bytes": 16777216, "alt_characters": 1500
    }  # fmt: skip
    assert seen.profile is not None
    assert "https://wasserwerk.example/impressum" in seen.profile
    assert "https://wasserwerk.example/datenschutz" in seen.profile


@pytest.mark.parametrize(
    ("scopes", "missing"),
    [
        (["read", "write"], ()),
        ("read write follow push", ()),
        (["read", "write:statuses", "write:media", "follow"], ("write:reports",)),
        (["profile", "write"], ("read:notifications", "read:search", "read:statuses")),
        (None, ()),
    ],
)
def test_rights_that_lack_are_named(server: Loopback, scopes: object, missing: tuple[str, ...]) -> None:
    server.script = but("/apps/verify_credentials", Reply(body=dumped({"name": "Desk", "scopes": scopes})))

    assert net(server).check().missing == missing


def test_a_server_that_only_knows_the_old_way_to_say_its_limits_is_understood(server: Loopback) -> None:
    def old(request: Request) -> Reply:
        if request.path == "/api/v2/instance":
            return Reply(404, b"<html>")
        if request.path == "/api/v1/instance":
            return Reply(body=dumped({"uri": "social.example", "max_toot_chars": 5000}))
        return RIG.well(request)

    server.script = old

    assert net(server).check().measures == {"characters": 5000}


def test_an_account_that_may_not_read_or_is_suspended_says_so(server: Loopback) -> None:
    server.script = but("/notifications", Reply(403, dumped({"error": "outside the authorized scopes"})))
    seen = net(server).check()
    assert not seen.can_read
    assert "outside the authorized scopes" in seen.problem

    server.script = but(
        "/accounts/verify_credentials", Reply(body=dumped({**OWN["account"], "suspended": True}))
    )
    assert not net(server).check().can_publish


@pytest.mark.parametrize("address", ["http://social.example", "ftp://social.example", "", "http://"])
def test_a_token_goes_over_https_only(address: str) -> None:
    network = Mastodon(Link({"server": address}, RIG.secrets), Http(()))

    with pytest.raises(Refused, match="https"):
        network.fetch(None)


def test_half_an_address_is_refused_and_breaks_nothing() -> None:
    for address in ("https://[half", "[half"):
        with pytest.raises(Refused):
            Mastodon(Link({"server": address}, RIG.secrets), Http(())).check()


def test_an_address_without_a_scheme_means_https() -> None:
    wire = Mastodon(Link({"server": " Social.example/ "}), Http(()))._wire

    assert (wire.server.lower(), wire.alone) == ("https://social.example", True)


def test_an_address_of_a_page_is_refused_since_every_account_has_to_name_its_server_alike(
    server: Loopback,
) -> None:
    with pytest.raises(Refused, match="alone"):
        Mastodon(Link({"server": f"{server.url}/@wasserwerk"}, RIG.secrets), Http(("127.0.0.1",))).check()
    assert server.seen == []


# --- what goes out


def test_an_answer_names_its_author_keeps_the_warning_and_goes_with_its_key(server: Loopback) -> None:
    net(server).publish(reply(parent={**REF, "spoiler": "Zähler", "visibility": "unlisted"}))

    body = sent(server)
    assert body["status"] == "@rohrpost@other.example Guten Tag, wir prüfen das gerade."
    assert (body["in_reply_to_id"], body["language"]) == (ASKED["id"], "de")
    assert (body["visibility"], body["spoiler_text"]) == ("unlisted", "Zähler")
    assert server.seen[-1].headers["idempotency-key"] == "delivery-0001"


@pytest.mark.parametrize(
    ("asked", "public", "answered"),
    [
        ("public", True, "public"),
        ("unlisted", True, "unlisted"),
        ("private", False, "direct"),  # her followers are not ours
        ("private", True, "direct"),
        ("direct", True, "direct"),
        ("public", False, "direct"),
        ("mutuals_only", True, "direct"),
        ("", True, "direct"),
    ],
)
def test_an_answer_is_never_more_public_than_what_it_answers(
    server: Loopback, asked: str, public: bool, answered: str
) -> None:
    net(server).publish(reply(parent={**REF, "visibility": asked}, public=public))

    assert sent(server)["visibility"] == answered


def test_a_post_of_our_own_is_public_and_names_nobody(server: Loopback) -> None:
    net(server).publish(reply("Morgen ist Tag der offenen Tür.", parent={}, root={}))

    body = sent(server)
    assert (body["visibility"], body["status"]) == ("public", "Morgen ist Tag der offenen Tür.")
    assert "in_reply_to_id" not in body


def test_each_part_of_an_answer_reaches_its_author(server: Loopback) -> None:
    network = net(server)
    first = network.publish(reply())
    network.publish(reply("Und noch etwas.", parent=first.ref))

    assert sent(server)["status"] == "@rohrpost@other.example Und noch etwas."
    assert sent(server)["in_reply_to_id"] == OWN["id"]


def test_the_handle_counts_and_a_server_with_more_room_takes_more(server: Loopback) -> None:
    exact = "x" * (500 - len("@rohrpost "))
    net(server).publish(reply(exact))

    with pytest.raises(Refused, match="501 characters; at most 500"):
        net(server).publish(reply(exact + "x"))
    net(server, characters=1000).publish(reply(exact + "x"))


def test_what_lies_without_an_id_or_with_an_odd_one_is_not_answered(server: Loopback) -> None:
    for ref in ({"acct": "rohrpost"}, {**REF, "id": "../accounts"}):
        with pytest.raises(Refused):
            net(server).publish(reply(parent=ref))
    assert server.seen == []


def test_what_is_answered_was_deleted(server: Loopback) -> None:
    server.script = but("/statuses", NOTHING, "POST")

    with pytest.raises(Refused, match="Record not found"):
        net(server).publish(reply())


# --- pictures


def picture(folder: Path, mime: str = "image/png") -> Media:
    place = folder / "rohr.png"
    place.write_bytes(b"\x89PNG rohr")
    digest = hashlib.sha256(b"\x89PNG rohr").hexdigest()
    return Media(digest, mime, 9, 'Rohr "1".png', "Ein Rohr, außen", path=str(place))


def test_a_picture_goes_with_its_description_when_the_server_is_done_with_it(
    server: Loopback, tmp_path: Path
) -> None:
    asked: list[int] = []

    def slow(request: Request) -> Reply:
        if request.path == "/api/v2/media":
            return replace(json_reply("mastodon/media.json"), status=202)
        if request.path == "/api/v1/media/9001":
            asked.append(1)
            return replace(json_reply("mastodon/media.json"), status=206 if len(asked) < 3 else 200)
        return RIG.well(request)

    server.script = slow
    net(server).publish(reply(media=(picture(tmp_path),)))

    form = next(r for r in server.seen if r.path == "/api/v2/media")
    assert form.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert "Ein Rohr, außen".encode() in form.body
    assert b'filename="Rohr__1_.png"' in form.body
    assert len(asked) == 3
    assert sent(server)["media_ids"] == ["9001"]


def test_without_its_picture_nothing_goes_out(server: Loopback, tmp_path: Path) -> None:
    for wrong in (picture(tmp_path, "application/pdf"), replace(picture(tmp_path), sha256="0" * 64)):
        with pytest.raises(Refused):
            net(server).publish(reply(media=(wrong,)))
    assert server.seen == []

    server.script = but("/media", Reply(how="close"), "POST")
    with pytest.raises(TryLater):  # a post without it was never sent
        net(server).publish(reply(media=(picture(tmp_path),)))
