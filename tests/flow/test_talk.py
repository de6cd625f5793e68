"""The public page: what somebody writes, what is declined, and what waits for a look."""

from datetime import timedelta
from typing import Any

import pytest

from tests import builders
from tests.builders import NOW
from tests.flow.talking import BASE, LATER, write
from tests.there import there
from zuruf.core.talk import CALM, FULL, LONGEST, Post
from zuruf.flow import arrivals, talk, talk_guard
from zuruf.flow.errors import Declined
from zuruf.flow.talk import Posted
from zuruf.store.models import (
    Account,
    Contact,
    Message,
    Organisation,
    RawArrival,
    TalkPost,
)
from zuruf.store.queries import moderation as desk_side
from zuruf.store.queries import talk as pages


def test_what_somebody_writes_is_a_message_on_the_desk_and_public_at_once(house: Organisation) -> None:
    posted = write(name="Frau K.")
    message = Message.objects.get()
    assert message.text == "Wann kommt mein Ersatzteil?"
    assert there(message.contact).name == "Frau K."
    assert message.conversation.state == "open"
    assert message.conversation.waiting_since == LATER
    assert message.permalink == f"{BASE}/talk/{posted.thread}/#{message.remote_id}"
    assert RawArrival.objects.get().state == "done"
    found = there(pages.thread(posted.thread))
    assert [item.text for item in found.items] == ["Wann kommt mein Ersatzteil?"]
    assert pages.latest().rows[0].waits_since == LATER


def test_the_desk_can_tell_guests_without_a_name_apart(house: Organisation) -> None:
    first = write()
    for text in ("Noch etwas anderes", "Noch eine Frage", "Und noch eine"):
        write(text)
    write("Und ich heiße so", name="Frau K.")
    write("Gibt es Neues?", secret=first.secret)
    one, *others, named = Contact.objects.order_by("id")
    assert one.handle.startswith("Gast ")
    # Two have the same four signs by chance once in 65,536 times, four of them never.
    assert len(others) == 3
    assert {other.handle for other in others} != {one.handle}
    assert (named.name, named.handle) == ("Frau K.", "")
    assert there(pages.thread(first.thread)).items[0].name == ""


def test_it_is_stored_as_it_came_before_it_is_read(
    house: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(talk, "_parse", lambda body: (_ for _ in ()).throw(RuntimeError("cut here")))
    write()
    assert "Ersatzteil" in RawArrival.objects.get().body
    monkeypatch.undo()
    RawArrival.objects.update(state="new")
    assert arrivals.resume(now=LATER) == 1
    assert Message.objects.get().text == "Wann kommt mein Ersatzteil?"


def test_a_double_click_or_a_reload_never_doubles_and_gives_the_same_link(house: Organisation) -> None:
    form = talk_guard.open_form(now=NOW)
    first, again = write(form=form), write(form=form, at=LATER + timedelta(minutes=5))
    assert first == again
    assert Message.objects.count() == TalkPost.objects.count() == 1


def test_other_words_from_the_same_page_are_another_message(house: Organisation) -> None:
    form = talk_guard.open_form(now=NOW)
    assert write(form=form).public_id != write("Und was kostet es?", form=form).public_id
    assert Message.objects.count() == 2


def test_two_at_the_same_moment_are_one(house: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    form, between = talk_guard.open_form(now=NOW), talk_guard.not_too_many
    found: list[Posted] = []

    def somebody_is_faster(*args: Any) -> int:
        monkeypatch.undo()
        found.append(write(form=form))
        return between(*args)

    monkeypatch.setattr(talk_guard, "not_too_many", somebody_is_faster)
    found.append(write(form=form))
    assert found[0] == found[1]
    assert Message.objects.count() == TalkPost.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), (" \n\t ", "empty"), ("\u200b\ufeff\u2060", "empty"), ("\u3164\u2800", "empty"), ("x" * (LONGEST + 1), "too_long")],
)  # fmt: skip
def test_nothing_and_too_much_are_declined_and_nothing_is_stored(
    house: Organisation, text: str, code: str
) -> None:
    with pytest.raises(Declined) as why:
        write(text)
    assert why.value.code == code
    assert not RawArrival.objects.exists()


@pytest.mark.parametrize("text", ["👍", "👩‍👩‍👧", "x" * LONGEST, "متى يصل الجزء؟", "<script>alert(1)</script>", "Привет, grüß Gott, 你好"])  # fmt: skip
def test_an_emoji_the_full_length_any_script_and_markup_are_words(house: Organisation, text: str) -> None:
    posted = write(text)
    assert there(pages.thread(posted.thread)).items[0].text == text


def test_direction_overrides_and_stacked_marks_do_not_reach_the_page(house: Organisation) -> None:
    posted = write("Bitte \u202egnp.exe\u202c öffnen H" + "\u0301" * 40)
    shown = there(pages.thread(posted.thread)).items[0].text
    assert "\u202e" not in shown
    assert shown.count("\u0301") <= 4


def test_a_form_that_is_not_ours_or_a_day_old_is_declined(house: Organisation) -> None:
    with pytest.raises(Declined, match="form_broken"):
        write(form="forged")
    with pytest.raises(Declined, match="form_old"):
        write(form=talk_guard.open_form(now=NOW - timedelta(hours=25)))
    assert not TalkPost.objects.exists()


def test_when_the_house_looks_first_nobody_outside_sees_it_but_the_desk_and_its_author_do(db: None) -> None:
    builders.organisation(talk_shows="after_look")
    posted = write()
    assert posted.state is Post.WAITING
    assert pages.thread(posted.thread) is None
    assert pages.latest().rows == ()
    assert pages.address_of(posted.public_id) == ""
    assert Message.objects.count() == 1
    own, _ = there(pages.mine(posted.secret))
    assert own.items[0].text == "Wann kommt mein Ersatzteil?"
    assert pages.pending_counts().waiting == 1


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"trap": True}, "trap"),
        ({"form": "quick"}, "fast"),
        ({"text": "http://a.example http://b.example www.c.example"}, "links"),
        ({"name": "RADWERK Lindenau (demo)"}, "name"),
    ],
)
def test_what_looks_like_spam_is_kept_and_waits_for_a_look(
    house: Organisation, change: dict[str, Any], doubt: str
) -> None:
    if change.get("form"):
        change = {"form": talk_guard.open_form(now=LATER)}
    assert write(**change).state is Post.WAITING
    assert desk_side.moderation(0, LATER).waiting[0].doubts == (doubt,)


def test_repeated_words_wait_for_a_look_even_with_other_case_and_signs(house: Organisation) -> None:
    assert write("Kauft jetzt!").state is Post.SHOWN
    assert write("KAUFT …  jetzt").state is Post.WAITING


def test_many_from_one_sender_wait_for_a_look_then_are_asked_to_come_later(house: Organisation) -> None:
    states = [
        write(f"Frage {n}", sender="203.0.113.9", at=LATER + timedelta(seconds=n)).state
        for n in range(FULL[0])
    ]
    assert states == [Post.SHOWN] * CALM[0] + [Post.WAITING] * (FULL[0] - CALM[0])
    with pytest.raises(Declined) as why:
        write("Noch eine", sender="203.0.113.9", at=LATER + timedelta(minutes=20))
    assert why.value.data["after"] == timedelta(minutes=40)
    assert (
        write("Ich bin jemand anderes", sender="203.0.113.10", at=LATER + timedelta(minutes=20)).state
        is Post.SHOWN
    )


def test_the_senders_address_is_never_stored_and_its_mark_goes_after_a_day(house: Organisation) -> None:
    write(sender="203.0.113.9")
    row = TalkPost.objects.get()
    assert "203.0.113" not in str(row.__dict__) + RawArrival.objects.get().body
    assert row.sender_hash
    assert talk_guard.forget_senders(now=LATER + timedelta(hours=23)) == 0
    assert talk_guard.forget_senders(now=LATER + timedelta(hours=25)) == 1
    row.refresh_from_db()
    assert row.sender_hash == row.text_hash == ""


def test_a_paused_page_takes_nothing(house: Organisation) -> None:
    write()
    Account.objects.update(enabled=False)
    with pytest.raises(Declined, match="closed"):
        write("Noch jemand da?")
