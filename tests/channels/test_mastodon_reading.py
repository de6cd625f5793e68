"""Notifications as messages, and where a round begins and ends."""

import json
from typing import Any

import pytest

from tests.channels.rig import tape
from zuruf.channels import _mastodon_reading as reading
from zuruf.channels._mastodon_fetch import named
from zuruf.channels._mastodon_reading import Place

NOTES: list[dict[str, Any]] = json.loads(tape("mastodon/notifications.json"))
STATUS: dict[str, Any] = NOTES[1]["status"]
LINK = '<https://social.example/api/v1/notifications?max_id=1>; rel="next"'


def note(n: int, **status: object) -> dict[str, Any]:
    return {**NOTES[1], "id": f"{n}", "status": {**STATUS, "id": f"s{n}", **status}}


def page(*notes: dict[str, Any], more: bool = False) -> reading.Page:
    return reading.page(notes, LINK if more else "<x>; rel=prev", "")


def test_a_mention_is_a_message_and_a_favourite_is_none() -> None:
    found = page(*NOTES)
    first, second = found.messages

    assert [m.remote_id for m in found.messages] == ["115000000000000011", "115000000000000010"]
    assert not first.public
    assert (first.title, first.ref["visibility"]) == ("Zähler", "direct")
    assert second.public
    assert "Warum ist das Wasser seit heute Morgen braun?" in second.text
    assert (second.author.handle, second.languages) == ("rohrpost@other.example", ("de",))


@pytest.mark.parametrize("said", ["mutuals_only", "", None, 7])
def test_an_unknown_visibility_is_taken_for_the_narrowest(said: object) -> None:
    found = reading.message({**STATUS, "visibility": said})

    assert found is not None
    assert not found.public
    assert found.ref["visibility"] == "direct"


def test_what_was_only_passed_on_and_what_lacks_its_author_is_left_out() -> None:
    assert reading.message({**STATUS, "reblog": STATUS}) is None
    assert reading.message({**STATUS, "account": None}) is None
    assert reading.message({"id": "1"}) is None


def test_a_post_without_words_says_what_its_picture_shows() -> None:
    found = reading.message({**STATUS, "content": "", "media_attachments": [{"description": "Ein Rohr"}, 7]})

    assert found is not None
    assert found.text == "Ein Rohr"


def test_what_follows_on_a_post_of_ours_is_for_whom_that_one_was_for() -> None:
    own = json.loads(tape("mastodon/published.json"))
    found = reading.message(own, own["account"]["id"])

    assert found is not None
    assert found.ours
    assert found.ref["acct"] == "rohrpost@other.example"


def test_an_edit_is_handed_on_once_and_a_known_post_never_again() -> None:
    first = page(note(2), note(1))
    place = Place().after(first, (), ())
    assert len(Place().fresh(first)) == 2
    assert place.fresh(first) == []

    edited = page(note(2), note(1, edited_at="2026-03-02T09:00:00.000Z"))

    assert [m.remote_id for m in place.fresh(edited)] == ["s1"]
    assert place.after(edited, (), ()).fresh(edited) == []


def test_what_is_missing_between_others_may_be_deleted_and_what_slid_off_the_page_is_not_asked_for() -> None:
    place = Place().after(page(note(3), note(2), note(1)), (), ())

    assert place.missing(page(note(4), note(3), more=True)) == []
    assert place.missing(page(note(4), note(3), note(1), more=True)) == ["s2"]
    assert sorted(place.missing(page())) == ["s1", "s2", "s3"]


def test_a_round_of_several_pages_goes_back_to_known_ground_and_no_further() -> None:
    place = Place().after(page(note(10)), (), ())

    second = place.after(page(note(30), note(21), more=True), (), ())
    assert (second.page, second.until, second.newest) == ("21", "10", "30")
    again = Place.of(json.loads(json.dumps(second.cursor())))
    assert again == second

    done = again.after(page(note(20), note(10), more=True), (), ())
    assert (done.page, done.until) == ("", "30")


def test_a_server_that_gives_the_same_page_again_does_not_keep_us() -> None:
    place = Place(until="1", page="21", newest="30", pages=1)

    assert place.after(page(note(30), note(21), more=True), (), ()).page == ""


def test_ids_grow_in_length_before_they_grow_as_text() -> None:
    assert reading.newer("100", "99")
    assert reading.newer("01HXB2", "01HXA9")
    assert not reading.newer("9", "10")


@pytest.mark.parametrize("cursor", [None, {}, {"recent": 7, "tags": [], "ours": "x", "pages": "many"}])
def test_a_cursor_that_is_none_begins_anew(cursor: dict[str, object] | None) -> None:
    assert Place.of(cursor) == Place()


def test_hashtags_are_read_as_people_write_them() -> None:
    assert named("#Wasser, trinkwasser;  #Wasser #zwei_wörter #no/good #") == (
        "wasser",
        "trinkwasser",
        "zwei_wörter",
    )
