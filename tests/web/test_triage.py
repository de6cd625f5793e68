"""What triage understood is shown, corrected on the desk, and topics have their page."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests import builders
from tests.builders import NOW
from zuruf.core.bulk import Chosen, Verb, seen
from zuruf.flow import assessment, assessment_back, bulk, spreading, topics
from zuruf.store.models import Conversation, Member, MessageAssessment, Topic

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Member], Client]


def judged(text: str, probability: float = 0.9, **labels: list[str]) -> str:
    c = builders.conversation(text=text)
    findings = [
        {
            "label": label,
            "value": v,
            "probability": probability,
            "reasons": [{"code": "x", "words": ["Anlass"]}],
        }
        for label, vs in labels.items()
        for v in vs
    ]
    MessageAssessment.objects.create(message=c.messages.get(), findings=findings, made_at=NOW)
    return c.public_id


@pytest.fixture
def lead() -> Member:
    builders.organisation()
    return builders.member(role="owner")


def test_a_row_and_a_conversation_say_what_it_is_about(lead: Member, client_of: ClientOf) -> None:
    slug = topics.save(builders.who(lead), "", {"en": "Spare parts"}, "Ersatzteil", now=NOW)
    c = judged("Wo bleibt es?", intent=["complaint", "question"], topic=[slug], risk=["health"])
    page = client_of(lead).get(f"/desk/us/{c}/", headers={"Accept-Language": "en"}).content.decode()
    assert "Complaint · Spare parts" in " ".join(page.replace("</span>", " ").split())
    assert "<b>health and safety</b>" in page
    assert page.count("“Anlass”") == 4


@pytest.mark.parametrize(
    ("language", "risk", "about", "asked"),
    [
        ("en", "perhaps threat", "perhaps Idea · perhaps Spare parts", "perhaps Question"),
        ("de", "evtl. Drohung", "evtl. Idee · evtl. Spare parts", "evtl. Frage"),
    ],
)
def test_a_row_says_of_a_guess_that_it_is_one_as_the_open_conversation_does(
    lead: Member, client_of: ClientOf, language: str, risk: str, about: str, asked: str
) -> None:
    slug = topics.save(builders.who(lead), "", {"en": "Spare parts"}, "Ersatzteil", now=NOW)
    guessed = judged("Man müsste mal …", 0.55, intent=["idea"], topic=[slug], risk=["threat"])
    Conversation.objects.filter(public_id=judged("Oder", 0.55, question=["yes"])).update(question=True)
    client = client_of(lead)
    page = client.get(f"/desk/us/{guessed}/", headers={"Accept-Language": language}).content.decode()
    above = page[page.index('class="assessment') :]
    for what in (risk, *about.split(" · ")):
        assert what.replace("evtl.", "vielleicht") in above
    row = page[page.index(f'data-id="{guessed}"') :].partition("</li>")[0]
    assert f'title="{risk.replace("evtl.", "vielleicht")}">{risk}</span>' in row
    assert f" · {about}</span>" in row
    assert f" · {asked}</span>" in page


def test_what_is_sure_or_said_by_a_person_is_no_guess_in_a_row(lead: Member, client_of: ClientOf) -> None:
    c = judged("Man müsste mal …", 0.55, intent=["idea"], risk=["threat"])
    assessment.correct(builders.who(lead), c, {"intent": ["complaint"], "risk": ["legal"]})
    judged("Man müsste mal …", 0.9, intent=["praise"], risk=["press"])
    page = client_of(lead).get("/desk/us/", headers={"Accept-Language": "en"}).content.decode()
    assert " · Complaint<" in page
    assert " · Praise<" in page
    assert "perhaps" not in page


def test_who_is_in_danger_gets_numbers_and_words_in_the_conversation(
    lead: Member, client_of: ClientOf
) -> None:
    c = judged("…", risk=["self_harm"])
    page = client_of(lead).get(f"/desk/us/{c}/").content.decode()
    assert 'href="tel:116123"' in page
    assert 'href="tel:112"' in page
    assert "at once: a life may be at risk" in page  # and no hour of the next working day beside it
    assert (
        "tel:116123" not in client_of(lead).get(f"/desk/us/{judged('…', risk=['health'])}/").content.decode()
    )


@pytest.mark.parametrize("script", [True, False])
def test_a_correction_counts_at_once(lead: Member, client_of: ClientOf, script: bool) -> None:
    c = judged("Wo bleibt es?", intent=["complaint"])
    headers = {"Accept": "text/plain"} if script else {}
    answer = client_of(lead).post(f"/c/{c}/understood/", {"intent": ["idea"], "queue": "us"}, headers=headers)
    assert answer.status_code == (200 if script else 302)
    found = MessageAssessment.objects.get(message__conversation__public_id=c).findings
    assert assessment.values(found, "intent") == ["idea"]


def test_without_a_script_the_word_that_a_correction_was_kept_offers_to_take_it_back(
    lead: Member, client_of: ClientOf
) -> None:
    c = judged("Wo bleibt es?", intent=["complaint"])
    client, back = client_of(lead), f"/c/{c}/understood/undo/"

    def said(intent: str) -> str:
        sent = {"intent": [intent], "queue": "unsure"}
        answer = client.post(f"/c/{c}/understood/", sent, HTTP_ACCEPT_LANGUAGE="en")
        assert answer["Location"] == f"/desk/unsure/{c}/"
        return client.get(answer["Location"], HTTP_ACCEPT_LANGUAGE="en").content.decode()

    page = said("idea")
    notice = page[page.index('class="notice') :].partition("</div>")[0]
    assert "Understood anew" in notice
    assert f'action="{back}"' in notice
    assert f'action="{back}"' not in said("idea"), "nothing changed"
    answer = client.post(back, {"queue": "unsure"}, HTTP_ACCEPT_LANGUAGE="en")
    assert answer["Location"] == f"/desk/unsure/{c}/"
    page = client.get(answer["Location"], HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "As it was before." in page
    assert f'action="{back}"' not in page
    found = MessageAssessment.objects.get(message__conversation__public_id=c).findings
    assert assessment.values(found, "intent") == ["complaint"]


def test_a_risk_that_came_by_a_correction_that_was_taken_back_says_so(
    lead: Member, client_of: ClientOf
) -> None:
    text = "Bei euch im Schaufenster hängt seit Tagen der rote Lenker schief"
    first, like = judged(text, intent=["chat"]), judged(text + "!", intent=["chat"])
    who, client = builders.who(lead), client_of(lead)
    assessment.correct(who, first, {"risk": ["legal"]})
    spreading.step()
    page = client.get(f"/desk/us/{like}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "of a message like it" in page
    assert "taken back" not in page
    assessment_back.undo(who, first)
    spreading.step()
    page = client.get(f"/desk/us/{like}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert re.search(
        "perhaps law, as somebody said on [^<]* of a message like it; that was taken back since", page
    )
    assert "No risk goes away by itself" in page
    assert like in client.get("/desk/unsure/").content.decode()


def test_who_may_not_take_a_threat_away_hears_why(answers: Member, client_of: ClientOf) -> None:
    builders.organisation()
    c = judged("…", risk=["threat"])
    answer = client_of(answers).post(f"/c/{c}/understood/", {"queue": "us"}, headers={"Accept": "text/plain"})
    assert answer.status_code == 409
    assert "second pair" in answer.content.decode()


def test_topics_begin_with_a_list_and_are_kept_tried_and_retired(lead: Member, client_of: ClientOf) -> None:
    client = client_of(lead)
    assert client.get("/topics/").status_code == 200
    client.post("/topics/")
    assert Topic.objects.count() == len(topics.STARTERS)
    assert client.get("/topics/preise/").status_code == 200

    form = {"name_de": "Filialen", "name_en": "Shops", "words": "Filiale\nLaden", "do": "keep"}
    assert client.post("/topics/new/", form).status_code == 302
    tried = client.post("/topics/filialen/", {**form, "text": "Der Laden ist zu", "do": "try"})
    assert "Laden" in tried.content.decode().split('class="tried"')[1]
    client.post("/topics/filialen/", {"do": "retire"})
    assert Topic.objects.get(slug="filialen").retired_at
    client.post("/topics/filialen/", {"do": "restore"})
    assert not Topic.objects.get(slug="filialen").retired_at


def test_a_topic_without_words_keeps_what_was_written(lead: Member, client_of: ClientOf) -> None:
    answer = client_of(lead).post("/topics/new/", {"name_de": "Filialen", "words": "", "do": "keep"})
    assert answer.status_code == 400
    assert 'value="Filialen"' in answer.content.decode()


def test_the_desk_reads_topics_and_changes_none(answers: Member, client_of: ClientOf) -> None:
    builders.organisation()
    topics.begin_with_starters(builders.who(builders.member(role="owner")), now=NOW)
    client = client_of(answers)
    page = client.get("/topics/preise/").content.decode()
    assert 'value="keep"' not in page
    assert 'value="try"' in page
    assert client.post("/topics/preise/", {"do": "retire"}).status_code == 400
    assert client.get("/topics/nowhere/").status_code == 404


def test_what_else_it_says_is_corrected_where_somebody_chose_and_taken_back(
    lead: Member, client_of: ClientOf
) -> None:
    c = judged("Wo bleibt es?", intent=["complaint"], toxic=["yes"], urgent=["no"])
    client = client_of(lead)
    page = client.get(f"/desk/us/{c}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for label in (
        "deserves_answer",
        "urgent",
        "sentiment",
        "toxic",
        "relevant",
        "factclaiming",
        "engaging",
        "language",
    ):
        assert f'type="radio" name="{label}"' in page
    assert not re.search(r'type="radio" name="(?!when)[^>]*checked', page), (
        "nobody says what she did not choose"
    )

    plain = {"Accept": "text/plain", "Accept-Language": "en"}
    said = {"intent": ["complaint"], "toxic": ["no"], "queue": "us"}
    answer = client.post(f"/c/{c}/understood/", said, headers=plain)
    assert "X-Undo" in answer.headers
    found = MessageAssessment.objects.get(message__conversation__public_id=c)
    assert (assessment.values(found.findings, "toxic"), assessment.values(found.findings, "urgent")) == (
        ["no"],
        ["no"],
    )
    assert client.post(f"/c/{c}/understood/undo/", headers=plain).content.decode() == "As it was before."
    found.refresh_from_db()
    assert assessment.values(found.findings, "toxic") == ["yes"]
    assert client.post(f"/c/{c}/understood/undo/", headers=plain).status_code == 409


def test_z_takes_back_what_was_done_last_a_correction_or_something_to_many(
    lead: Member, client_of: ClientOf
) -> None:
    c, other = judged("Wo bleibt es?", intent=["complaint"]), builders.conversation()
    client, who = client_of(lead), builders.who(lead)
    script = {"HX-Request": "true", "Accept": "text/plain, text/html"}
    other.refresh_from_db()
    bulk.do(
        who,
        Verb.CLOSE,
        [Chosen(other.public_id, seen(other.message_count, other.last_at))],
        reason="no_answer",
    )
    assessment.correct(who, c, {"intent": ["idea"]})
    first = client.post("/bulk/undo/", {"conversation": c}, headers=script)
    assert first.headers["X-Said"] == "1"
    assert assessment.values(MessageAssessment.objects.get().findings, "intent") == ["complaint"]
    second = client.post("/bulk/undo/", {"conversation": c}, headers=script)
    assert "X-Said" not in second.headers
    other.refresh_from_db()
    assert other.state == "open"


def test_a_row_tells_of_more_risks_only_where_two_are_certain(lead: Member, client_of: ClientOf) -> None:
    judged("Eins", risk=["legal", "press", "politics"])
    two = MessageAssessment.objects.get(
        message__conversation__public_id=judged("Zwei", risk=["legal", "press"])
    )
    two.findings[1]["unsure"] = True
    two.save()
    page = client_of(lead).get("/desk/us/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert page.count("+2</span>") == 1
    assert "+1</span>" not in page
    assert "law, press, politics" in page  # the title
