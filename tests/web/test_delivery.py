"""One reply's pages: where it stands in words, its buttons, and the page on which it is corrected."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from zuruf.core.channel import Receipt
from zuruf.core.reply import DraftState
from zuruf.flow import outbox, outcome
from zuruf.flow.clock import clock
from zuruf.store.models import Account, Attachment, Conversation, Delivery, Member, Message
from zuruf.store.queries import outbox as outbox_reading

ClientOf = Callable[[Member], Client]


@pytest.fixture
def out(answers: Member) -> Delivery:
    """A published answer on our own page."""
    here = builders.conversation(waiting_since=None, state="waiting")
    draft = builders.draft(here, answers, state=DraftState.SENT)
    row = outbox.queue(builders.who(answers), draft, text=draft.text, kind="reply", now=clock())
    Delivery.objects.filter(pk=row.pk).update(
        state="published", published_at=clock(), remote_id="r1", permalink="https://x.example/r1",
        visibility="visible",
    )  # fmt: skip
    row = Delivery.objects.select_related("account", "conversation", "draft__answers").get(pk=row.pk)
    outcome.appeared(row, Receipt("r1", "https://x.example/r1"), clock())
    return row


PRIVATE = {"text": "Nur für Sie.", "public": False}


def seen(client: Client, row: Delivery) -> str:
    return client.get(reverse("delivery", args=[row.public_id])).content.decode()


def set_to(row: Delivery, **fields: object) -> None:
    Delivery.objects.filter(pk=row.pk).update(**fields)


# --- where it stands


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "visible to all"),
        ({"visibility": "accepted"}, "accepted; we look whether all see it"),
        ({"payload": PRIVATE}, "· arrived, in private"),
        ({"payload": PRIVATE, "visibility": "accepted"}, "accepted, in private"),
        ({"visibility": "hidden"}, "Hidden at the network: the public does not see it."),
        ({"visibility": "gone"}, "No longer there: it was removed at the network, not from here."),
        ({"reactions": 3}, "3 reactions"),
        ({"seen_text": "Etwas anderes."}, "The network shows other words:"),
        ({"state": "queued", "why": "code:budget", "not_before": clock() + timedelta(hours=1)}, "limit for this account is used up"),
        ({"part": 2, "parts": 4, "state": "queued"}, "Recall parts 2 to 4"),
    ],
)  # fmt: skip
def test_it_says_where_it_stands(
    out: Delivery, answers: Member, client_of: ClientOf, fields: dict[str, object], words: str
) -> None:
    set_to(out, **fields)
    assert words in seen(client_of(answers), out)


def test_a_later_part_says_for_which_it_waits(out: Delivery, answers: Member, client_of: ClientOf) -> None:
    later = Delivery.objects.create(
        draft=out.draft, conversation=out.conversation, account=out.account, author=answers, payload=out.payload,
        queued_at=clock(), not_before=clock(), recall_until=clock(), follows=out, part=2, parts=2,
    )  # fmt: skip
    assert 'data-phase="due"' in seen(client_of(answers), later)
    set_to(out, state="sending")
    assert "Waits for part 1." in seen(client_of(answers), later)
    set_to(out, state="unclear")
    assert "Nobody knows whether that part is out" in seen(client_of(answers), later)


def test_an_unclear_one_has_the_text_the_hour_the_networks_answer_a_link_and_three_buttons(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    out.conversation.messages.filter(ours=False).update(permalink="https://x.example/question")
    set_to(out, state="unclear", doubt_at=clock(), first_attempt_at=clock(), why="x.example did not answer.")
    Conversation.objects.update(unclear=1)
    page = client_of(answers).get(reverse("outbox")).content.decode()
    for needed in (
        "Es ist unterwegs.",
        "Sent:",
        "x.example did not answer.",
        'href="https://x.example/question"',
        'name="link"',
        'value="there"',
        'value="again"',
        'value="give_up"',
    ):
        assert needed in page


def test_an_address_that_no_browser_opens_is_no_link(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    set_to(out, permalink="at://did:plc:x/app.bsky.feed.post/1")
    assert "at://" not in seen(client_of(answers), out)


def test_who_reads_only_sees_no_buttons(out: Delivery, elsewhere: Member, client_of: ClientOf) -> None:
    set_to(out, missing_since=clock(), visibility="gone")
    page = seen(client_of(elsewhere), out)
    assert "<button" not in page
    assert client_of(elsewhere).get(reverse("correct", args=[out.public_id])).status_code == 403


# --- hidden or gone


def test_what_is_missing_is_marked_in_every_list_and_can_be_left(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    set_to(out, missing_since=clock(), visibility="gone")
    Conversation.objects.update(missing=1, state="open", waiting_since=clock())
    client = client_of(answers)
    here = out.conversation.public_id
    for queue in ("us", "unclear"):
        assert "answer gone" in client.get(reverse("desk", args=[queue])).content.decode()
    assert (
        "our answer is not to be seen any more"
        in client.get(reverse("conversation", args=["us", here])).content.decode()
    )
    client.post(reverse("leave", args=[out.public_id]))
    assert "answer gone" not in client.get(reverse("desk", args=["them"])).content.decode()
    out.refresh_from_db()
    assert out.missing_since is None


def test_the_number_beside_the_outbox_counts_what_waits_for_a_person(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    Conversation.objects.update(missing=1)
    set_to(out, state="queued", wants_yes=True)
    page = client_of(answers).get(reverse("outbox")).content.decode()
    # one conversation, whatever waits in it
    assert '<span class="clip">Outbox</span><span class="n">1</span>' in page


# --- correcting


def test_the_page_shows_the_old_text_and_the_button_says_what_happens(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    page = client_of(answers).get(reverse("correct", args=[out.public_id])).content.decode()
    assert page.count("Es ist unterwegs.") == 2  # as it stands, and in the field
    assert '<span class="label">Correct</span>' in page


def test_a_correction_is_sent_from_the_page_without_any_script(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    url = reverse("correct", args=[out.public_id])
    answer = client_of(answers).post(url, {"text": "Es kommt am Dienstag."})
    assert answer.status_code == 302
    edit = Delivery.objects.get(corrects=out)
    assert (edit.kind, edit.payload["text"]) == ("edit", "Es kommt am Dienstag.")
    page = seen(client_of(answers), out)
    assert "its correction is on its way" in page
    assert reverse("correct", args=[out.public_id]) not in page


def test_what_cannot_be_sent_stays_in_the_field_with_the_reason(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    url = reverse("correct", args=[out.public_id])
    answer = client_of(answers).post(url, {"text": "x" * 6000})
    assert answer.status_code == 409
    assert "x" * 6000 in answer.content.decode()
    assert "Too long for this channel." in answer.content.decode()


def test_the_verdict_on_a_correction_comes_while_typing(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    url = reverse("correct_verdict", args=[out.public_id])
    told = client_of(answers).post(url, {"text": "Es kommt am Dienstag."}).json()
    assert (told["state"], told["label"]) == ("go", "Correct")
    Delivery.objects.update(state="withdrawn")
    assert client_of(answers).post(url, {"text": "x"}).status_code == 409


def test_withdrawing_what_somebody_reacted_to_asks_why(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    client = client_of(answers)
    assert "may stay empty" in seen(client, out)
    builders.message(out.conversation, text="Danke!", received_at=clock() + timedelta(minutes=1))
    page = seen(client, out)
    assert "Somebody has reacted to it." in page
    assert 'autocomplete="off" required>' in page
    answer = client.post(reverse("withdraw", args=[out.public_id]), headers={"HX-Request": "true"})
    assert "Say in a sentence why it goes" in answer.content.decode()
    client.post(reverse("withdraw", args=[out.public_id]), {"why": "Falscher Termin"})
    out.refresh_from_db()
    assert out.withdraw_why == "Falscher Termin"


def test_both_point_to_each_other(out: Delivery, answers: Member, client_of: ClientOf) -> None:
    client = client_of(answers)
    client.post(reverse("correct", args=[out.public_id]), {"text": "Es kommt am Dienstag."})
    edit = Delivery.objects.get(corrects=out)
    while outbox.work("w", now=clock() + timedelta(minutes=1)):
        pass
    page = client.get(reverse("conversation", args=["them", out.conversation.public_id])).content.decode()
    assert f'href="#d-{edit.public_id}"' in page
    assert f'href="#d-{out.public_id}"' in page
    assert Message.objects.get(ours=True).text == "Es kommt am Dienstag."


def test_what_waits_for_a_disconnected_account_says_so(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    set_to(out, state="queued")
    Account.objects.update(enabled=False, disconnected_at=clock())
    page = client_of(answers).get(reverse("delivery", args=[out.public_id])).content.decode()
    assert "was disconnected. It goes out when the account is connected again." in page
    assert "is paused" not in page


def test_a_link_that_is_none_stays_in_its_field_beside_our_own_words(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    set_to(out, state="unclear")
    told = client_of(answers).post(
        reverse("settle", args=[out.public_id]),
        {"decision": "there", "link": "net.example/x"},
        headers={"HX-Request": "true"},
    )
    page = told.content.decode()
    assert "novalidate" in page
    assert 'value="net.example/x" aria-invalid="true"' in page
    assert "has to start with https://" in page


def test_withdrawn_with_its_edit_the_old_text_still_says_what_replaced_it(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    client = client_of(answers)
    client.post(reverse("correct", args=[out.public_id]), {"text": "Es kommt am Dienstag."})
    Delivery.objects.update(state="withdrawn", withdrawn_at=clock())
    page = client.get(reverse("delivery", args=[out.public_id])).content.decode()
    assert 'data-phase="edited"' in page


def test_the_signature_is_not_in_the_field_and_stays_with_what_is_corrected(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    mark = f"[{answers.initials}]"
    signed = {**out.payload, "text": f"Es kommt am Montag. {mark}"}
    set_to(out, payload=signed, backing={"mark": answers.initials})
    Message.objects.filter(ours=True).update(text=signed["text"])
    url, client = reverse("correct", args=[out.public_id]), client_of(answers)
    page = client.get(url).content.decode()
    assert "\nEs kommt am Montag.</textarea>" in page
    assert f"</span> {mark}</span>" in page
    assert client.post(url, {"text": "Es kommt am Montag."}).status_code == 409, "nothing is changed"
    client.post(url, {"text": "Es kommt am Dienstag."})
    assert Delivery.objects.get(kind="edit").payload["text"] == f"Es kommt am Dienstag. {mark}"


def test_the_pictures_of_the_original_stand_with_the_new_text(
    out: Delivery, answers: Member, client_of: ClientOf
) -> None:
    sha = "a" * 64
    Attachment.objects.create(
        draft=out.draft,
        sha256=sha,
        mime="image/png",
        size=9,
        name="a.png",
        alt="Ein Rohr",
        width=4,
        height=3,
        created_at=clock(),
    )
    media = [
        {"sha256": sha, "mime": "image/png", "alt": "Ein Rohr", "width": 4, "height": 3, "name": "a.png"}
    ]
    set_to(out, payload={**out.payload, "media": media})
    url, client = reverse("correct", args=[out.public_id]), client_of(answers)
    page = client.get(url).content.decode()
    assert 'alt="Ein Rohr"' in page
    assert "The pictures stay as they are." in page
    client.post(url, {"text": "Es kommt am Dienstag."})
    edit = outbox_reading.one(Delivery.objects.get(kind="edit").public_id)
    assert edit is not None
    assert [one.alt for one in edit.attached] == ["Ein Rohr"]
