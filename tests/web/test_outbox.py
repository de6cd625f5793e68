"""The outbox page and the part that shows one reply: states in words, buttons, with htmx and without."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import builders
from zuruf.core.reply import DraftState
from zuruf.flow import holds, outbox
from zuruf.flow.clock import clock
from zuruf.store.models import Account, Conversation, Delivery, Hold, Member

HTMX = {"HX-Request": "true"}


@pytest.fixture
def row(answers: Member) -> Delivery:
    now = clock()
    conversation = builders.conversation(builders.account("talk", name="Unsere Seite"))
    draft = builders.draft(conversation, answers, state=DraftState.SENT)
    return outbox.queue(builders.who(answers), draft, text="Es ist <b>unterwegs</b>.", kind="reply", now=now)


def _set(row: Delivery, **fields: Any) -> None:
    Delivery.objects.filter(pk=row.pk).update(**fields)
    Conversation.objects.filter(pk=row.conversation_id).update(unclear=int(fields.get("state") == "unclear"))


def _where(client: Client, row: Delivery) -> str:
    return client.get(reverse("delivery", args=[row.public_id]), headers=HTMX).content.decode()


def test_a_reply_that_counts_down_says_when_and_can_be_recalled(
    row: Delivery, answers: Member, client_of: Callable[[Member], Client]
) -> None:
    page = _where(client_of(answers), row)
    assert 'data-phase="counting"' in page
    assert "data-out=" in page
    assert "data-recall" in page


def test_the_page_shows_text_as_text(
    row: Delivery, answers: Member, client_of: Callable[[Member], Client]
) -> None:
    page = client_of(answers).get(reverse("outbox")).content.decode()
    assert "&lt;b&gt;unterwegs&lt;/b&gt;" in page
    assert "<b>unterwegs</b>" not in page


def test_recalling_with_a_script_answers_with_where_it_stands(
    row: Delivery, answers: Member, client_of: Callable[[Member], Client]
) -> None:
    answer = client_of(answers).post(reverse("recall", args=[row.public_id]), headers=HTMX)
    assert 'data-phase="recalled"' in answer.content.decode()


def test_recalling_without_a_script_goes_back_to_the_page(
    row: Delivery, answers: Member, client_of: Callable[[Member], Client]
) -> None:
    back = reverse("outbox")
    answer = client_of(answers).post(reverse("recall", args=[row.public_id]), {"next": back})
    assert (answer.status_code, answer["Location"]) == (302, back)
    row.refresh_from_db()
    assert row.state == "recalled"


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_going_back_never_leaves_the_house(
    row: Delivery, answers: Member, client_of: Callable[[Member], Client], to: str
) -> None:
    answer = client_of(answers).post(reverse("recall", args=[row.public_id]), {"next": to})
    assert answer["Location"] == reverse("outbox")


def test_recalling_too_late_says_so_and_what_to_do(
    row: Delivery, answers: Member, client_of: Callable[[Member], Client]
) -> None:
    _set(row, state="sending")
    answer = client_of(answers).post(reverse("recall", args=[row.public_id]), headers=HTMX)
    assert 'role="alert"' in answer.content.decode()


def test_an_unclear_reply_shows_the_hour_the_networks_answer_and_three_buttons(
    row: Delivery, answers: Member, client_of: Callable[[Member], Client]
) -> None:
    _set(row, state="unclear", first_attempt_at=clock(), doubt_at=clock(), why="No answer within 30 s.")
    row.conversation.messages.update(permalink="https://net.example/asked")
    page = _where(client_of(answers), row)
    assert "No answer within 30 s." in page
    assert "https://net.example/asked" in page
    assert [f'value="{d}"' in page for d in ("there", "again", "give_up")] == [True] * 3


def test_settling_it_by_its_link_makes_it_published(
    row: Delivery, answers: Member, client_of: Callable[[Member], Client]
) -> None:
    _set(row, state="unclear", doubt_at=clock())
    form = {"decision": "there", "link": "https://net.example/ours"}
    page = (
        client_of(answers).post(reverse("settle", args=[row.public_id]), form, headers=HTMX).content.decode()
    )
    assert 'data-phase="published"' in page
    assert "https://net.example/ours" in page


def test_a_link_that_is_none_is_said_and_nothing_is_lost(
    row: Delivery, answers: Member, client_of: Callable[[Member], Client]
) -> None:
    _set(row, state="unclear", doubt_at=clock())
    form = {"decision": "there", "link": "javascript:alert(1)"}
    page = (
        client_of(answers).post(reverse("settle", args=[row.public_id]), form, headers=HTMX).content.decode()
    )
    assert 'data-phase="unclear"' in page
    assert 'role="alert"' in page


def test_holding_a_second_time_names_who_held_it_first(
    row: Delivery, answers: Member, second_pair: Member, client_of: Callable[[Member], Client]
) -> None:
    client_of(second_pair).post(reverse("hold"))
    page = client_of(answers).post(reverse("hold"), follow=True).content.decode()
    assert f"held by {second_pair.name}" in page or f"{second_pair.name} angehalten" in page
    assert Hold.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "phase"),
    [
        ({}, "counting"),
        ({"attempts": 1, "why": "Busy."}, "later"),
        ({"wait_for_account": True}, "account"),
        ({"state": "sending"}, "sending"),
        ({"state": "published", "published_at": builders.NOW, "remote_id": "r1"}, "published"),
        (
            {"state": "published", "published_at": builders.NOW, "withdraw_asked_at": builders.NOW},
            "withdrawing",
        ),
        ({"state": "withdrawn", "withdrawn_at": builders.NOW, "withdraw_why": "Falsch"}, "withdrawn"),
        ({"state": "unclear", "why": "code:worker_gone"}, "unclear"),
        ({"state": "refused", "why": "Too long."}, "refused"),
        ({"state": "recalled"}, "recalled"),
        ({"state": "given_up"}, "given_up"),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_each_state_is_said_in_words(
    row: Delivery,
    answers: Member,
    client_of: Callable[[Member], Client],
    fields: dict[str, Any],
    phase: str,
    language: str,
) -> None:
    Member.objects.update(language=language)
    if phase == "account":
        Account.objects.update(state="not_connected")
    _set(row, **fields)
    page = client_of(answers).get(reverse("outbox")).content.decode()
    assert f'data-phase="{phase}"' in page
    state = page.split('class="state"')[1].split("</p>")[0]
    assert any(c.isalpha() for c in state.split("</span>", 1)[1])
    assert "code:" not in page


def test_what_is_paused_says_so(
    row: Delivery, answers: Member, client_of: Callable[[Member], Client]
) -> None:
    Account.objects.update(enabled=False)
    assert 'data-phase="paused"' in _where(client_of(answers), row)


def test_somebody_who_only_reads_sees_all_and_can_press_nothing(
    row: Delivery, elsewhere: Member, answers: Member, client_of: Callable[[Member], Client]
) -> None:
    holds.hold(builders.who(answers))
    client = client_of(elsewhere)
    page = client.get(reverse("outbox")).content.decode()
    assert "data-recall" not in page
    assert reverse("hold") not in page
    for name, args in [
        ("recall", [row.public_id]),
        ("settle", [row.public_id]),
        ("hold", []),
        ("lift", ["x"]),
    ]:
        assert client.post(reverse(name, args=args)).status_code == 403


def test_a_reply_that_does_not_exist_is_not_found(
    answers: Member, client_of: Callable[[Member], Client]
) -> None:
    client = client_of(answers)
    assert client.get(reverse("delivery", args=["nosuchreply"])).status_code == 404
    assert client.post(reverse("recall", args=["nosuchreply"])).status_code == 404


def test_the_page_takes_the_same_statements_for_one_reply_and_for_fifty(
    row: Delivery,
    answers: Member,
    client_of: Callable[[Member], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(answers)
    for n in range(30):
        draft = builders.draft(builders.conversation(row.account), answers, state=DraftState.SENT)
        outbox.queue(
            builders.who(answers),
            draft,
            text=f"Antwort {n}",
            kind="reply",
            now=clock() + timedelta(seconds=n),
        )
    with django_assert_max_num_queries(22):
        client.get(reverse("outbox"))
