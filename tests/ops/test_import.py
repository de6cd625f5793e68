"""`zuruf import` takes what is good, names what is not, and a second time adds nothing."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests import builders
from zuruf.core import importing
from zuruf.flow import arrivals, triage
from zuruf.store.models import Account, Conversation, Message, MessageAssessment, RawArrival

pytestmark = pytest.mark.django_db
GOOD = """\
# a comment
{"id": "1", "author": {"id": "anna", "name": "Anna"}, "text": "Wann kommt es?", "at": "2026-03-02T09:00:00+01:00"}

{"id": 2, "author": "Bo", "text": "Das frage ich mich auch.", "parent": "1", "languages": ["de"], "link": "https://example.org/2"}
{"id": "3", "ours": true, "text": "Morgen.", "parent": "1", "at": "2026-03-02T10:00:00Z"}
{"gone": "2"}
"""
BAD = {
    "nonsense": "is not JSON",
    "[1]": "is not an object",
    '{"author": "Bo", "text": "a"}': 'has no "id"',
    '{"id": "", "author": "Bo", "text": "a"}': 'has no "id"',
    '{"id": "9", "text": "a"}': 'has no "author"',
    '{"id": "9", "author": "Bo"}': "has no words",
    '{"id": "9", "author": "Bo", "text": ["a"]}': '"text" is not text',
    '{"id": "9", "author": "Bo", "text": "a", "at": "gestern"}': "is not a time",
    '{"id": "9", "author": "Bo", "text": "a", "public": "no"}': "neither true nor false",
    '{"id": "9", "author": "Bo", "text": "a", "txet": "b"}': "unknown keys 'txet'",
    '{"id": "9", "author": "Bo", "text": "a", "languages": "de"}': "not a list of tags",
    '{"id": "9", "author": "Bo", "text": "a", "to_us": "no"}': '"to_us" is neither true nor false',
    '{"gone": ""}': 'has no "gone"',
    "[" * 100_000: "is not JSON",
}


def run(path: Path, **options: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import", str(path), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "messages.jsonl"
    path.write_text(GOOD)
    return path


def test_a_file_comes_in_by_the_same_road_and_a_second_time_adds_nothing(file: Path) -> None:
    assert run(file)[0] == "6 lines read: 3 new, 0 edited, 1 deleted, 0 known already, 0 not taken.\n"
    assert run(file)[0] == "6 lines read: 0 new, 0 edited, 0 deleted, 3 known already, 0 not taken.\n"

    found = Conversation.objects.get()
    assert (found.root_id, found.state, found.message_count) == ("1", "waiting", 2)
    assert (found.account.channel, found.account.realm, found.account.enabled) == ("import", "import", False)
    assert set(RawArrival.objects.values_list("kind", "state")) == {("import", "done")}


def test_the_messages_can_belong_to_an_account_that_there_is(file: Path) -> None:
    of = builders.account("bluesky")
    run(file, account=of.public_id)
    assert set(Message.objects.values_list("realm", flat=True)) == {"bluesky"}


def about_us(remote_id: str) -> tuple[str, str, str]:
    """(is it about us, why, does it deserve an answer?) as triage found."""
    found = MessageAssessment.objects.get(message__remote_id=remote_id).findings
    relevant = next(f for f in found if f["label"] == "relevant")
    deserves = next(f for f in found if f["label"] == "deserves_answer")
    return relevant["value"], relevant["reasons"][0]["code"], deserves["value"]


QUESTION = '{"id": "%s", "author": "Bo", "text": "Gibt es das auch in Blau?"%s}\n'
SAID = QUESTION % ("1", "") + QUESTION % ("yes", ', "to_us": true') + QUESTION % ("no", ', "to_us": false')


def test_a_plain_question_in_a_file_was_written_to_us_and_wants_an_answer(file: Path) -> None:
    file.write_text(SAID)
    run(file)
    assert about_us("1") == about_us("yes") == ("yes", "direct", "yes")
    assert about_us("no")[:2] == ("no", "learned")
    assert not Conversation.objects.get(root_id="1").unsure


@pytest.mark.parametrize(("to_us", "why"), [("yes", "direct"), ("no", "learned")])
def test_who_imports_says_of_a_whole_file_whether_it_was_written_to_us(
    file: Path, to_us: str, why: str
) -> None:
    file.write_text(SAID)
    run(file, account=builders.account("feed").public_id, to_us=to_us)
    assert [about_us(name)[1] for name in ("1", "yes", "no")] == [why, "direct", "learned"]
    for m in Message.objects.all():  # and whoever judges it again knows it still
        assert triage.stored(m, "feed").direct is (about_us(m.remote_id)[1] == "direct")


def test_where_nobody_says_it_a_file_is_as_its_account(file: Path) -> None:
    file.write_text(SAID)
    run(file, account=builders.account("feed").public_id)
    assert [about_us(name)[1] for name in ("1", "yes", "no")] == ["learned", "direct", "learned"]


@pytest.mark.parametrize("to_us", [True, False, None])
def test_what_was_said_of_a_file_outlives_whoever_was_reading_it(to_us: bool | None) -> None:
    kind = importing.kind(to_us)
    assert len(kind) <= 12
    RawArrival.objects.create(
        account=builders.account("import" if to_us is False else "feed"),
        received_at=builders.NOW,
        kind=kind,
        body=QUESTION % ("1", ""),
        state="new",
    )
    assert arrivals.resume() == 1
    assert about_us("1")[1] == ("direct" if to_us else "learned")


def test_files_of_two_networks_do_not_mix(file: Path) -> None:
    run(file)
    run(file, realm="forum")
    assert (Message.objects.count(), Account.objects.count()) == (6, 2)


def test_an_unknown_account_is_refused_with_those_there_are(file: Path) -> None:
    of = builders.account("bluesky", name="Werkstatt")
    with pytest.raises(CommandError, match="no account nope") as told:
        run(file, account="nope")
    assert f"{of.public_id}  Werkstatt" in str(told.value)


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "missing.jsonl")


def test_bad_lines_are_named_with_what_to_do_and_good_ones_go_in(file: Path) -> None:
    file.write_text(GOOD + "\n".join(BAD))
    err, out = io.StringIO(), io.StringIO()

    with pytest.raises(CommandError, match="import the file again"):
        call_command("import", str(file), stdout=out, stderr=err)

    lines = err.getvalue().splitlines()
    for number, (line, why) in enumerate(zip(lines, BAD.values(), strict=True), start=7):
        assert line.startswith(f"Line {number} ")
        assert why in line
    assert f"{len(BAD)} not taken" in out.getvalue()
    assert Message.objects.count() == 3


def test_bytes_that_are_no_text_and_lines_without_end_are_bad_lines(file: Path) -> None:
    long = b'{"id": "8", "author": "Bo", "text": "' + b"x" * 6_000_000 + b'"}\n'
    good = b'{"id": "9", "author": "Bo", "text": "Hallo \\u0000 \\ud83d"}'
    file.write_bytes(b"\xff\xfe\n" + long + good)
    err = io.StringIO()

    with pytest.raises(CommandError):
        call_command("import", str(file), stdout=io.StringIO(), stderr=err)

    first, second = err.getvalue().splitlines()
    assert "Line 1 is not UTF-8" in first
    assert "Line 2 is longer than 5,000,000 bytes" in second
    assert Message.objects.get().remote_id == "9"
