"""The page of what waits worst, the switch of a list, and the card where life may be at risk, in each country's numbers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from tests import builders
from zuruf.core import first_words
from zuruf.core.triage import Finding, Reason, as_kept
from zuruf.flow import pressing
from zuruf.store.models import Member, Message, MessageAssessment
from zuruf.store.queries.judging import judging
from zuruf.web.help_words import Seen, helps
from zuruf.web.judging import WEIGHTS

ClientOf = Callable[[Member], Client]
USUAL = {
    "grave": 1440,
    "serious": 240,
    "delicate": 60,
    "urgent": 120,
    "deserves": 60,
    "unsure": 60,
    "reach": 0,
}


@pytest.mark.django_db
def test_an_owner_decides_how_sure_and_what_weighs(
    second_pair: Member, answers: Member, client_of: ClientOf
) -> None:
    data = {f"weight_{name}": minutes for name, minutes in USUAL.items()} | {"weight_reach": 15}
    page = client_of(second_pair)
    assert (
        page.post("/topics/judging/", {**data, "sure": 70, "label_topic": 80, "guard": ""}).status_code == 302
    )
    assert (judging().sure, judging().labels, judging().weights.reach) == (0.7, {"topic": 0.8}, 15)
    assert page.post("/topics/judging/", {**data, "sure": 170, "guard": ""}).status_code == 422
    assert client_of(answers).get("/topics/judging/").status_code == 403
    assert set(WEIGHTS) == set(USUAL)


@pytest.mark.django_db
def test_a_thread_says_why_it_stands_there_and_a_list_can_be_sorted_by_the_wait(
    answers: Member, client_of: ClientOf
) -> None:
    c = builders.conversation()
    risk = Finding("risk", "self_harm", 0.9, (Reason("self_harm", ("nicht mehr aufwachen",)),))
    MessageAssessment.objects.create(
        message=c.messages.get(),
        made_at=builders.NOW,
        findings=[as_kept(risk), as_kept(Finding("intent", "chat", 0.5, unsure=True))],
    )
    pressing.again(c.pk)
    page = client_of(answers)
    shown = page.get(f"/desk/us/{c.public_id}/").content.decode()
    for words in (
        "Why here in the list?",
        "counts as 1 day earlier",
        "not sure",
        "116 123",
        "0800 111 0 111",
    ):
        assert words in shown
    page.post("/desk-sort/", {"by": "longest", "queue": "us"})
    answers.refresh_from_db()
    assert answers.sorts == "longest"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["self_harm", "threat"])
@pytest.mark.parametrize(
    ("tone", "wrote", "before", "form"),
    [
        ("", "Ich will nicht mehr aufwachen", "", "Sie"),
        ("", "Kannst du mir sagen, wozu noch? Ich will nicht mehr aufwachen", "", "du"),
        ("asker", "Kannst du mir sagen, wozu noch?", "", "du"),
        ("asker", "Das werden Sie noch bereuen", "", "Sie"),
        ("sie", "Kannst du mir sagen, wozu noch?", "", "Sie"),
        ("du", "Ich will nicht mehr aufwachen", "", "du"),
        ("sie", "Ich will nicht mehr aufwachen", "Danke, dass du uns schreibst", "du"),
    ],
)
def test_prepared_words_speak_as_the_thread_then_the_account_then_she_herself_does(
    tone: str, wrote: str, before: str, form: str, kind: str, answers: Member, client_of: ClientOf
) -> None:
    c = builders.conversation(builders.account(tone={"address": tone}))
    hers = c.messages.get()
    Message.objects.filter(pk=hers.pk).update(text=wrote)
    if before:
        builders.message(c, text=before, ours=True, order_at=builders.NOW - timedelta(hours=1))
    risk = Finding("risk", kind, 0.9, (Reason(kind, ("wozu noch",)),))
    MessageAssessment.objects.create(message=hers, made_at=builders.NOW, findings=[as_kept(risk)])
    shown = client_of(answers).get(f"/desk/us/{c.public_id}/").content.decode()
    assert first_words.words(kind, "de", form=form.lower()) in shown


@pytest.mark.django_db
def test_a_number_that_is_wrong_is_in_sight_where_it_would_lie_folded(
    second_pair: Member, client_of: ClientOf
) -> None:
    data = {f"weight_{name}": minutes for name, minutes in USUAL.items()} | {"sure": 60}
    page = client_of(second_pair).post("/topics/judging/", {**data, "label_risk": 140})
    assert page.status_code == 422
    assert "<details open>" in page.text
    assert "<details open>" not in client_of(second_pair).get("/topics/judging/").text


@pytest.mark.parametrize(
    ("place", "number"), [("", "116 123"), ("DE-BY", "116 123"), ("AT-9", "142"), ("CH-ZH", "143")]
)
def test_the_card_and_its_answer_have_the_numbers_of_the_country(place: str, number: str) -> None:
    for language in ("de", "en", "fr"):
        with translation.override("en"):
            (card,) = helps({"self_harm", "health"}, language, place, "Anna")
        numbers = [n for n, _whose in card.numbers]
        assert numbers[:2] == ["112", number]
        assert number in card.answer
        assert "112" in card.answer
        assert card.never
        assert card.rings_at == "Anna"


def test_the_card_says_what_can_be_done_where_the_public_sees_it() -> None:
    def steps(seen: Seen | None) -> str:
        with translation.override("en"):
            return " ".join(helps({"self_harm"}, "de", seen=seen)[0].steps)

    assert "Everybody" not in steps(None)
    assert "Only to its author" in steps(Seen(privately=True))
    assert "takes none to its author alone" in steps(Seen())
    assert "hide it" not in steps(Seen(privately=True))
    assert "hide it by a rule" in steps(Seen(hides=True))
