"""What goes out with an answer: pictures, an hour, several parts; kept with its draft on every way back."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import switched_on
from tests.flow.test_second_pair import asking
from zuruf.core.people import Who
from zuruf.core.reply import Late
from zuruf.flow import attachments, outbox, reply, second_pair
from zuruf.flow.errors import Declined
from zuruf.store import files
from zuruf.store.models import Attachment, Conversation, Delivery, Draft, Member, SecondPair
from zuruf.store.queries import attachments as queries

TEXT = "Der Akku passt."
ASKED = "Wir erstatten den Preis."
LONG = "Ein Satz, der etwas erklärt. " * 30


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def who(answers: Member) -> Who:
    return builders.who(answers)


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


@pytest.fixture
def sky(db: None) -> Conversation:
    return builders.conversation(builders.account("bluesky"))


def picture(colour: str = "teal", size: tuple[int, int] = (80, 60)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def attached(who: Who, here: Conversation, *colours: str, text: str = TEXT) -> tuple[str, list[str]]:
    draft = reply.begin(who, here.public_id, text, now=NOW)
    return draft, [attachments.add(who, draft, f"{c}.png", picture(c), now=NOW).public_id for c in colours]


def colours(of: Delivery) -> list[str]:
    return [m["name"].removesuffix(".png") for m in of.payload["media"]]


# --- pictures


def test_a_picture_begins_a_draft_where_there_is_none_and_its_file_lies_under_its_hash(
    who: Who, here: Conversation
) -> None:
    draft, _ = attached(who, here, "teal", text="")
    row = Attachment.objects.get()
    assert Draft.objects.get().public_id == draft
    assert files.path(row.sha256).stat().st_size == row.size
    assert (row.width, row.height, row.mime) == (80, 60, "image/png")


def test_pictures_go_out_in_their_order_with_their_words(who: Who, here: Conversation) -> None:
    draft, (first, second) = attached(who, here, "teal", "navy")
    attachments.move(who, draft, second, -1, now=NOW)
    reply.send(
        who, here.public_id, TEXT, seen_answer_seq=0, alts={first: " Grün\x00 ", second: "Blau"}, now=NOW
    )
    sent = Delivery.objects.get()
    assert [(m["name"], m["alt"]) for m in sent.payload["media"]] == [
        ("navy.png", "Blau"),
        ("teal.png", "Grün"),
    ]
    assert all("path" not in m for m in sent.payload["media"])


def test_what_was_removed_does_not_go_out(who: Who, here: Conversation) -> None:
    draft, (first, _second) = attached(who, here, "teal", "navy")
    attachments.remove(who, draft, first, now=NOW)
    attachments.remove(who, draft, first, now=NOW)
    reply.send(who, here.public_id, TEXT, seen_answer_seq=0, now=NOW)
    assert colours(Delivery.objects.get()) == ["navy"]


def test_the_words_of_a_picture_are_judged_like_the_answer(who: Who, here: Conversation) -> None:
    switched_on()
    _, (first,) = attached(who, here, "teal")
    with pytest.raises(Declined) as refused:
        reply.send(
            who, here.public_id, TEXT, seen_answer_seq=0,
            alts={first: "Kontoauszug von DE89 3704 0044 0532 0130 00"}, now=NOW,
        )  # fmt: skip
    assert refused.value.code == "stopped"
    assert not Delivery.objects.exists()
    assert Attachment.objects.get().alt.startswith("Kontoauszug")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"%PDF-1.7", "file_not_taken"),
        (b"GIF89a", "file_unreadable"),
        (b"x" * (attachments.LARGEST + 1), "file_too_large"),
    ],
)
def test_what_cannot_be_sent_is_refused_before_it_is_kept(
    who: Who, here: Conversation, tmp_path: Path, data: bytes, code: str
) -> None:
    draft, _ = attached(who, here)
    with pytest.raises(Declined) as refused:
        attachments.add(who, draft, "x", data, now=NOW)
    assert refused.value.code == code
    assert not Attachment.objects.exists()
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_there_are_never_more_than_the_channel_takes(who: Who, here: Conversation) -> None:
    draft, _ = attached(who, here, "teal", "navy", "red", "black")
    with pytest.raises(Declined) as refused:
        attachments.add(who, draft, "x.png", picture("white"), now=NOW)
    assert (refused.value.code, refused.value.data["most"]) == ("too_many_files", 4)


def test_nothing_is_attached_where_a_channel_takes_nothing(who: Who) -> None:
    feed = builders.conversation(builders.account("feed"))
    draft = reply.begin(who, feed.public_id, TEXT, now=NOW)
    with pytest.raises(Declined) as refused:
        attachments.add(who, draft, "x.png", picture(), now=NOW)
    assert refused.value.code == "cannot_attach"
    assert not reply.standing(who, feed.public_id, now=NOW).takes_files


def test_nobody_touches_the_pictures_of_somebody_elses_draft(who: Who, here: Conversation) -> None:
    draft, (first,) = attached(who, here, "teal")
    other, guest = builders.who(builders.member()), builders.who(builders.member(role="guest"))
    for act in (
        lambda w: attachments.add(w, draft, "x.png", picture(), now=NOW),
        lambda w: attachments.remove(w, draft, first, now=NOW),
        lambda w: attachments.move(w, draft, first, 1, now=NOW),
        lambda w: attachments.describe(w, draft, {first: "anders"}, now=NOW),
    ):
        for person, code in ((other, "gone"), (guest, "may_not")):
            with pytest.raises(Declined) as refused:
                act(person)
            assert refused.value.code == code
    assert [(a.public_id, a.alt) for a in Attachment.objects.all()] == [(first, "")]


def test_while_the_second_pair_has_it_nothing_is_attached(who: Who, here: Conversation) -> None:
    asking()
    draft, (first,) = attached(who, here, "teal", text=ASKED)
    reply.send(who, here.public_id, ASKED, seen_answer_seq=0, now=NOW)
    with pytest.raises(Declined) as refused:
        attachments.remove(who, draft, first, now=NOW)
    assert refused.value.code == "asked"


# --- ways back


def test_what_is_recalled_comes_back_with_pictures_and_hour(who: Who, here: Conversation) -> None:
    attached(who, here, "teal")
    sent = reply.send(who, here.public_id, TEXT, seen_answer_seq=0, at="2026-03-03T09:00", now=NOW)
    outbox.recall(who, sent.delivery, now=NOW)
    composer = reply.standing(who, here.public_id, now=NOW).composer
    assert composer.text == TEXT
    assert [a.name for a in composer.attached] == ["teal.png"]
    assert composer.hour is not None
    assert composer.hour.wall == "2026-03-03T09:00"


def test_pictures_of_two_drafts_that_become_one_are_all_there(who: Who, here: Conversation) -> None:
    attached(who, here, "teal")
    sent = reply.send(who, here.public_id, TEXT, seen_answer_seq=0, now=NOW)
    attached(who, here, "navy", text="Ein neuer Anfang")
    outbox.recall(who, sent.delivery, now=NOW)
    composer = reply.standing(who, here.public_id, now=NOW).composer
    assert composer.text == f"{TEXT}\n\nEin neuer Anfang"
    assert [a.name for a in composer.attached] == ["navy.png", "teal.png"]


def test_the_second_pair_sees_pictures_and_hour_and_releases_them(who: Who, here: Conversation) -> None:
    asking()
    attached(who, here, "teal", text=ASKED)
    ask = reply.send(who, here.public_id, ASKED, seen_answer_seq=0, at="2026-03-03T09:00", now=NOW).ask
    eyes = builders.who(builders.member(second_pair=True))
    (asked,) = reply.standing(eyes, here.public_id, now=NOW).to_decide
    assert [a.name for a in asked.ask.attached] == ["teal.png"]
    assert asked.ask.hour is not None
    second_pair.decide(eyes, ask, "release", now=NOW)
    sent = Delivery.objects.get()
    assert colours(sent) == ["teal"]
    assert sent.scheduled_for == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert sent.payload["text"] == f"{ASKED} [AP]"


def test_released_after_its_hour_it_goes_out_at_once(who: Who, here: Conversation) -> None:
    asking()
    ask = reply.send(who, here.public_id, ASKED, seen_answer_seq=0, at="2026-03-02T10:30", now=NOW).ask
    later = NOW + timedelta(hours=2)
    second_pair.decide(builders.who(builders.member(second_pair=True)), ask, "release", now=later)
    sent = Delivery.objects.get()
    assert sent.scheduled_for is None
    assert sent.not_before == sent.recall_until


def test_released_by_the_deadline_it_keeps_pictures_and_hour(who: Who, here: Conversation) -> None:
    asking(Late.RELEASE)
    attached(who, here, "teal", text=ASKED)
    reply.send(who, here.public_id, ASKED, seen_answer_seq=0, at="2026-03-03T09:00", now=NOW)
    second_pair.sweep_late(now=SecondPair.objects.get().deadline)
    sent = Delivery.objects.get()
    assert colours(sent) == ["teal"]
    assert sent.scheduled_as == "2026-03-03T09:00 Europe/Berlin"


# --- the hour


def test_an_answer_waits_for_its_hour_and_can_be_recalled_until_then(who: Who, here: Conversation) -> None:
    reply.send(who, here.public_id, TEXT, seen_answer_seq=0, at="2026-03-02T18:00", now=NOW)
    sent = Delivery.objects.get()
    assert sent.not_before == sent.scheduled_for == datetime(2026, 3, 2, 17, tzinfo=UTC)
    here.refresh_from_db()
    assert (here.state, here.waiting_since) == ("waiting", None)
    (planned,) = reply.standing(who, here.public_id, now=NOW).composer.planned
    assert (planned.public_id, planned.at) == (sent.public_id, sent.scheduled_for)
    assert not outbox.work("w", now=datetime(2026, 3, 2, 16, 59, 59, tzinfo=UTC))
    assert outbox.work("w", now=datetime(2026, 3, 2, 17, tzinfo=UTC))
    sent.refresh_from_db()
    assert sent.state == "published"


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2026-03-02T09:59", "past"),
        ("2027-03-05T09:00", "too_far"),
        ("morgen", "bad_time"),
        (" ?", "bad_time"),
    ],
)
def test_an_hour_that_cannot_be_chosen_is_refused_and_the_text_is_kept(
    who: Who, here: Conversation, at: str, code: str
) -> None:
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, TEXT, seen_answer_seq=0, at=at, now=NOW)
    assert refused.value.code == code
    assert Draft.objects.get().text == TEXT
    written = reply.write(who, here.public_id, TEXT, at=at, now=NOW)
    assert written.wrong is not None
    assert written.wrong.code == code


def test_a_draft_keeps_its_hour_until_another_is_chosen(who: Who, here: Conversation) -> None:
    for at, kept in (("2026-03-03T09:00", "2026-03-03T09:00"), (None, "2026-03-03T09:00"), ("", "")):
        reply.write(who, here.public_id, TEXT, at=at, now=NOW)
        assert Draft.objects.get().scheduled_as.partition(" ")[0] == kept


# --- parts


def test_what_is_too_long_for_one_goes_out_in_parts_with_the_pictures_on_the_first(
    who: Who, sky: Conversation
) -> None:
    attached(who, sky, "teal", text=LONG)
    judged = reply.write(who, sky.public_id, LONG, now=NOW).judged
    reply.send(who, sky.public_id, LONG, seen_answer_seq=0, now=NOW)
    rows = list(Delivery.objects.order_by("pk"))
    assert [r.payload["text"] for r in rows] == list(judged.parts)
    assert [(r.part, r.parts, len(r.payload["media"])) for r in rows] == [(1, 3, 1), (2, 3, 0), (3, 3, 0)]
    assert rows[-1].payload["text"].endswith("[AP]")
    assert " ".join(r.payload["text"] for r in rows) == f"{LONG.strip()} [AP]"


def test_when_a_later_part_comes_back_the_pictures_stay_with_what_is_out(who: Who, sky: Conversation) -> None:
    attached(who, sky, "teal", text=LONG)
    reply.send(who, sky.public_id, LONG, seen_answer_seq=0, now=NOW)
    first, second, *_ = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(state="published", published_at=NOW)
    outbox.recall(who, second.public_id, now=NOW)
    composer = reply.standing(who, sky.public_id, now=NOW).composer
    assert composer.text == LONG.strip()[len(first.payload["text"]) :].strip()
    assert composer.attached == ()
    assert queries.needed(Attachment.objects.get().sha256)
    assert [a.name for a in queries.of_deliveries([first])[first.pk]] == ["teal.png"]


def test_on_a_channel_without_threads_too_long_stays_too_long(who: Who, here: Conversation) -> None:
    with pytest.raises(Declined) as refused:
        reply.send(who, here.public_id, "Wort " * 1200, seen_answer_seq=0, now=NOW)
    assert refused.value.code == "too_long"


# --- files on our own page


def test_a_file_is_public_only_while_its_answer_is_out(who: Who, here: Conversation) -> None:
    _, (first,) = attached(who, here, "teal")
    assert not _public(first)
    sent = reply.send(who, here.public_id, TEXT, seen_answer_seq=0, now=NOW)
    assert not _public(first)
    outbox.work("w", now=NOW + timedelta(minutes=5))
    assert _public(first)
    outbox.withdraw(who, sent.delivery, why="Falsches Bild", now=NOW + timedelta(minutes=6))
    outbox.work("w", now=NOW + timedelta(minutes=7))
    assert not _public(first)


def test_a_file_that_is_out_on_another_network_is_not_public_here(who: Who, sky: Conversation) -> None:
    _, (first,) = attached(who, sky, "teal")
    reply.send(who, sky.public_id, TEXT, seen_answer_seq=0, now=NOW)
    Delivery.objects.update(state="published")
    assert not _public(first)


def _public(attachment: str) -> bool:
    found = queries.file(attachment)
    assert found is not None
    return found.out_on == {"talk"}
