"""The page of how well triage understands: empty, with figures and questions, and one answer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import formats, translation

from tests import builders
from tests.builders import NOW
from zuruf.classifiers import embedding, embedding_package, learned
from zuruf.core.triage import INTENTS, MANY_OF, ONE_OF, RISKS_FOUND
from zuruf.flow.clock import clock
from zuruf.store import examples
from zuruf.store.models import Conversation, Example, Member, MessageAssessment
from zuruf.web import correction_words

ClientOf = Callable[[Member], Client]


def unsure(text: str) -> Conversation:
    c = builders.conversation(text=text, unsure=True)
    found = [{"label": "intent", "value": "idea", "probability": 0.5, "reasons": [], "unsure": True}]
    MessageAssessment.objects.create(message=c.messages.get(), findings=found, made_at=NOW)
    return c


@pytest.mark.django_db
def test_it_says_how_often_it_was_right_and_asks(
    answers: Member, agency: Member, client_of: ClientOf
) -> None:
    page = client_of(answers)
    assert "Nobody has looked yet" in page.get("/topics/learning/", HTTP_ACCEPT_LANGUAGE="en").text
    assert client_of(agency).get("/topics/learning/").status_code == 403

    m = builders.conversation().messages.get()
    examples.keep(m.pk, {"intent": ["praise"]}, {"intent": ["idea"]}, clock())
    c = unsure("Eine Bank <vor> dem Laden")
    shown = page.get("/topics/learning/", HTTP_ACCEPT_LANGUAGE="en").text
    assert "of 1 looked at, 0 right; 1 × it was something else" in shown
    assert "few so far" in shown
    assert "Eine Bank &lt;vor&gt; dem Laden" in shown
    assert answers.name not in shown.split("<main")[1]

    told = {"message": c.messages.get().public_id, "label": "intent", "value": "idea", "said": "yes"}
    assert page.post(f"/topics/learning/{c.public_id}/", told).status_code == 302
    assert Example.objects.filter(message__conversation=c, values=["idea"]).exists()
    builders.message(c, remote_id="newer", text="Neu", order_at=NOW.replace(year=2027))
    late = page.post(f"/topics/learning/{c.public_id}/", told, follow=True, HTTP_ACCEPT_LANGUAGE="en").text
    assert "Nothing was changed" in late


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "there", "installed", "says"),
    [
        (True, True, True, "Switched on."),
        (False, True, True, "ZURUF_EMBEDDINGS=on"),
        (True, False, True, "processor cannot run them"),
        (False, False, False, "make run WITH=embeddings"),
    ],
)
def test_it_says_in_plain_words_who_judges(
    wanted: bool,
    there: bool,
    installed: bool,
    says: str,
    answers: Member,
    client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:
    settings.EMBEDDINGS = wanted
    monkeypatch.setattr(embedding, "available", lambda: there)
    monkeypatch.setattr(embedding_package, "weights", lambda: Path("weights") if installed else None)

    def shown() -> str:
        text = client_of(answers).get("/topics/learning/", HTTP_ACCEPT_LANGUAGE="en").text
        return str(text.split('id="who-judges"')[1].split("</section>")[0])

    assert says in shown()
    with translation.override("en"):
        day = formats.date_format(learned.TAUGHT[1], "SHORT_DATE_FORMAT")
    assert f"At work, taught on {day}." in shown()
    assert "None yet" in shown()
    made = MessageAssessment.objects.create(message=builders.conversation().messages.get(), made_at=NOW)
    for by, found in (
        (["risk@1", "learned@0123abcd"], "At work. It was taught"),
        (["risk@1"], "Not at work: rules judged alone"),
    ):
        MessageAssessment.objects.filter(pk=made.pk).update(judges=by)
        assert found in shown()


def test_the_day_on_which_the_model_was_taught_is_that_of_the_model_that_ships() -> None:
    assert learned.version() == learned.there() == learned.TAUGHT[0], "write its day into learned.TAUGHT"
    assert learned.taught_on(learned.version()) == learned.TAUGHT[1]
    assert learned.taught_on("") is None


@pytest.mark.django_db
def test_it_asks_as_one_would_ask_a_colleague_and_also_what_deserves_an_answer(
    answers: Member, client_of: ClientOf
) -> None:
    builders.organisation()
    c = builders.conversation(text="Aha, soso", unsure=True)
    found = [{"label": "intent", "value": "chat", "probability": 0.9, "reasons": []}]
    found += [{"label": "deserves_answer", "value": "no", "probability": 0.51, "reasons": [], "unsure": True}]
    MessageAssessment.objects.create(message=c.messages.get(), findings=found, made_at=NOW)
    unsure("Eine Bank vor dem Laden")
    page = client_of(answers)
    german = page.get("/topics/learning/", HTTP_ACCEPT_LANGUAGE="de").text
    assert "Ist das eine Idee?" in german
    assert "Verdient das eine Antwort?" in german
    assert "Is it an idea?" in page.get("/topics/learning/", HTTP_ACCEPT_LANGUAGE="en").text

    told = {"message": c.messages.get().public_id, "label": "deserves_answer", "value": "no", "said": "yes"}
    assert page.post(f"/topics/learning/{c.public_id}/", told).status_code == 302
    assert Example.objects.get().values == ["yes"]
    assert "Deserves an answer" in page.get("/topics/learning/", HTTP_ACCEPT_LANGUAGE="en").text


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_label_and_value_has_words(language: str) -> None:
    with translation.override(language):
        for label, values in (("intent", INTENTS), ("risk", RISKS_FOUND), *ONE_OF.items()):
            assert correction_words.title(label) != label
            said = {correction_words.value(label, v) for v in values}
            assert len(said) == len(values), label
            assert language == "en" or not said & {*values}, label
        assert all(correction_words.question("intent", v) for v in INTENTS)
    assert {*correction_words.ORDER} == {*MANY_OF, *ONE_OF}
