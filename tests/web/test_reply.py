"""The composer over HTTP: the verdict as JSON, sending with and without script, the second pair of eyes."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import builders
from tests.builders import NOW
from tests.flow.test_reply import IBAN, STOP, switched_on
from tests.flow.test_second_pair import ASK, TEXT, asking
from zuruf.flow import reply as flow
from zuruf.flow import writing
from zuruf.store.models import Account, Conversation, Delivery, Draft, Member, SecondPair

Signed = Callable[[Member], Client]
SCRIPT = {"Accept": "application/json", "Accept-Language": "en"}


@pytest.fixture
def here(db: None) -> Conversation:
    return builders.conversation()


@pytest.fixture
def client(answers: Member, client_of: Signed) -> Client:
    return client_of(answers)


def test_a_keystroke_gets_button_reason_marks_and_length(client: Client, here: Conversation) -> None:
    switched_on()
    said = client.post(f"/c/{here.public_id}/verdict", {"text": "🎉 " + IBAN}, headers=SCRIPT).json()
    assert (said["state"], said["label"]) == ("stop", "Not like this")
    assert said["marks"] == [[22, 49, "stop"]]  # the party popper counts twice, as in the browser
    assert "Keine Bankdaten" in said["why"]
    assert re.fullmatch(r"\d,\d{3} characters left", said["left"])
    assert re.fullmatch(r"saved \d\d:\d\d", said["saved"])
    assert Draft.objects.get().text == "🎉 " + IBAN


@pytest.mark.parametrize(
    ("language", "label"), [("de", "Zweites Augenpaar, bis"), ("en", "Second pair of eyes, by")]
)
def test_the_button_speaks_the_readers_language(
    client: Client, second_pair: Member, here: Conversation, language: str, label: str
) -> None:
    asking()
    said = client.post(
        f"/c/{here.public_id}/verdict", {"text": TEXT}, headers={"Accept-Language": language}
    ).json()
    assert said["label"].startswith(label)


@pytest.mark.parametrize(("late", "label"), [("holding", "Holding reply at "), ("release", "Goes out at ")])
def test_the_button_says_what_the_deadline_will_do_when_nobody_can_look(
    client: Client, here: Conversation, late: str, label: str
) -> None:
    asking(late)
    Member.objects.update(second_pair=False)
    said = client.post(f"/c/{here.public_id}/verdict", {"text": TEXT}, headers=SCRIPT).json()
    assert re.fullmatch(label + r"(tomorrow, )?\d\d:\d\d", said["label"])
    client.post(f"/c/{here.public_id}/reply", {"text": TEXT, "seen": "0"})
    page = client.get(f"/c/{here.public_id}/composer", headers={"Accept-Language": "en"}).content.decode()
    assert "Nobody can look at it; it waits until" in page
    assert "With the second pair of eyes" not in page


def test_a_text_that_is_too_long_is_not_blamed_on_a_guideline(client: Client) -> None:
    switched_on()
    there = builders.conversation(builders.account("bluesky"))
    said = client.post(f"/c/{there.public_id}/verdict", {"text": IBAN + " Ach" * 900}, headers=SCRIPT).json()
    first, also = said["why"].split("Also:")
    assert "Too long for this channel" in first
    assert "Keine Bankdaten" not in first
    assert "Keine Bankdaten" in also


def test_a_promise_for_an_hour_that_is_over_is_told_while_one_types(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.organisation()
    monkeypatch.setattr(
        writing, "clock", lambda: datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
    )  # 15:00 in the house
    there = builders.conversation(builders.account("bluesky"))

    def why(text: str) -> str:
        at = f"/c/{there.public_id}/verdict"
        return str(client.post(at, {"text": text}, headers=SCRIPT).json()["why"])

    assert "Over already: “heute bis 14 Uhr”." in why("Wir melden uns heute bis 14 Uhr.")
    assert "Over already" not in why("Wir melden uns heute bis 16 Uhr.")


@pytest.mark.parametrize(
    ("off", "sentence"),
    [
        ({"enabled": False}, "The account is paused: what you send waits"),
        ({"state": "not_connected"}, "The account is not connected at the moment: what you send waits"),
    ],
)
def test_before_sending_the_composer_says_that_it_will_wait_for_its_account(
    client: Client, off: dict[str, object], sentence: str
) -> None:
    there = builders.conversation(builders.account("bluesky", **off))
    said = client.post(f"/c/{there.public_id}/verdict", {"text": "Ist unterwegs."}, headers=SCRIPT).json()
    assert said["state"] == "go"
    assert sentence in said["why"]
    assert "Goes out at once" not in said["why"]
    assert (
        client.post(f"/c/{there.public_id}/reply", {"text": "Ist unterwegs.", "seen": "0"}).status_code == 302
    )
    page = client.get("/desk/them/", headers={"Accept-Language": "en"}).content.decode()
    assert "waits for the account" in page
    Account.objects.update(enabled=True, state="ok")
    assert "waits for the account" not in client.get("/desk/them/").content.decode()


def test_nothing_is_sent_through_a_disconnected_account_and_an_owner_gets_the_way_there(
    client: Client, client_of: Signed, second_pair: Member
) -> None:
    of = builders.account("bluesky", state="not_connected", enabled=False, disconnected_at=NOW)
    there = builders.conversation(of)
    said = client.post(f"/c/{there.public_id}/verdict", {"text": "Ist unterwegs."}, headers=SCRIPT).json()
    assert (said["state"], said["label"]) == ("stop", "Not like this")
    assert "The account is disconnected" in said["why"]
    sent = client.post(f"/c/{there.public_id}/reply", {"text": "Ist unterwegs.", "seen": "0"}, headers=SCRIPT)
    assert sent.status_code == 409
    assert "disconnected" in sent.json()["told"]
    assert not Delivery.objects.exists()
    there.refresh_from_db()
    assert there.state == "open"
    assert Draft.objects.get().text == "Ist unterwegs."
    way = f'href="/accounts/{of.public_id}/"'
    address = f"/c/{there.public_id}/composer"
    assert way in client_of(second_pair).get(address).content.decode()
    assert way not in client.get(address).content.decode()


def test_the_composer_says_as_whom_and_where_one_answers_in_public(client: Client) -> None:
    there = builders.conversation(builders.account("bluesky", name="Radwerk"))
    page = client.get(f"/c/{there.public_id}/composer", headers={"Accept-Language": "en"}).content.decode()
    assert "Your answer, public as Radwerk (Bluesky)" in page


def test_markup_in_a_draft_or_a_guideline_stays_text(client: Client, here: Conversation) -> None:
    switched_on(STOP.replace("Keine Bankdaten", "<b onclick=x>Keine</b>"))
    said = client.post(
        f"/c/{here.public_id}/verdict", {"text": f"<script>1</script> {IBAN}"}, headers=SCRIPT
    ).json()
    assert "<b onclick" not in said["why"]
    assert "&lt;b onclick" in said["why"]


def test_without_script_a_sent_answer_leads_back_to_the_conversation(
    client: Client, here: Conversation
) -> None:
    answer = client.post(
        f"/c/{here.public_id}/reply",
        {"text": "Ist unterwegs.", "seen": "0", "next": f"/desk/mine/{here.public_id}/"},
    )
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/mine/{here.public_id}/")
    assert Delivery.objects.count() == 1


def test_an_address_elsewhere_is_not_followed_after_sending(client: Client, here: Conversation) -> None:
    sent = {"text": "Ist unterwegs.", "seen": "0", "next": "https://evil.example/"}
    assert client.post(f"/c/{here.public_id}/reply", sent)["Location"] == f"/desk/us/{here.public_id}/"


def test_without_script_a_stop_is_a_page_with_the_reason_and_the_text(
    client: Client, here: Conversation
) -> None:
    switched_on()
    answer = client.post(
        f"/c/{here.public_id}/reply", {"text": IBAN, "seen": "0"}, headers={"Accept-Language": "en"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A guideline stops this answer" in page
    assert "Keine Bankdaten" in page
    assert IBAN in page
    assert not Delivery.objects.exists()


def test_the_second_answer_is_told_who_was_quicker_and_may_still_send(
    client: Client, here: Conversation
) -> None:
    other = builders.who(builders.member(name="Schnelle Kollegin"))
    flow.send(other, here.public_id, "Kommt morgen.", seen_answer_seq=0, now=NOW)
    mine = {"text": "Ist unterwegs.", "seen": "0"}
    answer = client.post(f"/c/{here.public_id}/reply", mine, headers=SCRIPT)
    assert answer.status_code == 409
    assert "Schnelle Kollegin" in answer.json()["told"]
    assert 'name="anyway"' in answer.json()["told"]
    assert (
        client.post(f"/c/{here.public_id}/reply", {**mine, "anyway": "1"}, headers=SCRIPT).status_code == 200
    )
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize("seen", ["", "abc", "-1", "9" * 40])
def test_a_forged_count_of_answers_does_no_harm(client: Client, here: Conversation, seen: str) -> None:
    answer = client.post(
        f"/c/{here.public_id}/reply", {"text": "Ist unterwegs.", "seen": seen}, headers=SCRIPT
    )
    assert answer.status_code in (200, 409)


def test_the_second_pair_sees_the_draft_its_reason_and_decides(
    client: Client, here: Conversation, second_pair: Member, client_of: Signed
) -> None:
    asking()
    client.post(f"/c/{here.public_id}/reply", {"text": TEXT, "seen": "0"})
    question = SecondPair.objects.get()
    eyes = client_of(second_pair)
    page = eyes.get(f"/c/{here.public_id}/composer", headers={"Accept-Language": "en"}).content.decode()
    assert "Answering Person asks for your eyes" in page
    assert "Geld sieht ein zweites Augenpaar" in page
    assert "Wir erstatten den Preis." in page
    assert "Signed [AP]." in page
    changed = {"decision": "release", "text": "Wir erstatten das Porto.", "conversation": here.public_id}
    assert eyes.post(f"/second/{question.public_id}/decide", changed, headers=SCRIPT).status_code == 200
    assert Delivery.objects.get().payload["text"] == "Wir erstatten das Porto. [AP]"


def test_the_author_sees_until_when_and_gets_the_remark(
    client: Client, here: Conversation, second_pair: Member, client_of: Signed
) -> None:
    asking()
    client.post(f"/c/{here.public_id}/reply", {"text": TEXT, "seen": "0"})
    page = client.get(f"/c/{here.public_id}/composer", headers={"Accept-Language": "en"}).content.decode()
    assert "With the second pair of eyes until" in page
    assert "Take back and go on writing" in page
    back = {"decision": "return", "remark": "Erst den <Beleg> prüfen.", "conversation": here.public_id}
    client_of(second_pair).post(f"/second/{SecondPair.objects.get().public_id}/decide", back)
    page = client.get(f"/c/{here.public_id}/composer", headers={"Accept-Language": "en"}).content.decode()
    assert "Given back by Second Person" in page
    assert "Erst den &lt;Beleg&gt; prüfen." in page


def test_a_second_decision_is_told_who_was_quicker(
    client: Client, here: Conversation, second_pair: Member, client_of: Signed
) -> None:
    asking()
    client.post(f"/c/{here.public_id}/reply", {"text": TEXT, "seen": "0"})
    address = f"/second/{SecondPair.objects.get().public_id}/decide"
    release = {"decision": "release", "conversation": here.public_id}
    eyes = client_of(second_pair)
    eyes.post(address, release)
    answer = eyes.post(address, release, headers=SCRIPT)
    assert answer.status_code == 409
    assert "Second Person has decided this already." in answer.json()["told"]


def test_the_mark_of_the_composer_changes_with_what_others_do(
    client: Client, here: Conversation, second_pair: Member
) -> None:
    def mark() -> str:
        found = re.search(
            r'data-standing="([^"]*)"', client.get(f"/c/{here.public_id}/composer").content.decode()
        )
        assert found is not None
        return found[1]

    client.post(f"/c/{here.public_id}/verdict", {"text": "Hallo"})
    before = mark()
    client.post(f"/c/{here.public_id}/verdict", {"text": "Hallo Sie"})
    assert mark() == before
    flow.send(builders.who(second_pair), here.public_id, "Unterwegs.", seen_answer_seq=0, now=NOW)
    assert mark() != before


def test_what_is_only_read_links_to_where_one_can_answer(client: Client) -> None:
    there = builders.conversation(builders.account("import"), permalink="https://blog.example/eintrag")
    page = client.get(f"/c/{there.public_id}/composer").content.decode()
    assert 'href="https://blog.example/eintrag"' in page
    assert "<textarea" not in page


def test_a_guest_reads_and_has_no_field(elsewhere: Member, here: Conversation, client_of: Signed) -> None:
    guest = client_of(elsewhere)
    assert "<textarea" not in guest.get(f"/c/{here.public_id}/composer").content.decode()
    for address in (f"/c/{here.public_id}/verdict", f"/c/{here.public_id}/reply"):
        assert guest.post(address, {"text": "x", "seen": "0"}).status_code == 403


def test_an_unknown_conversation_or_question_is_not_found(client: Client) -> None:
    assert client.get("/c/nothing/composer").status_code == 404
    assert client.post("/c/nothing/verdict", {"text": "x"}).status_code == 409
    assert client.post("/c/nothing/reply", {"text": "x", "seen": "0"}).status_code == 404
    assert client.post("/second/nothing/decide", {"decision": "release"}).status_code == 404
    assert client.post("/second/nothing/back").status_code == 404


def test_a_text_that_begins_with_an_empty_line_keeps_it(client: Client, here: Conversation) -> None:
    client.post(f"/c/{here.public_id}/verdict", {"text": "\nZeile"})
    page = client.get(f"/c/{here.public_id}/composer").content.decode()
    assert ">\n\nZeile</textarea>" in page  # HTML swallows the first line feed after the tag


def test_the_verdict_needs_few_statements(
    client: Client, here: Conversation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    switched_on(ASK.format(late="holding", holding=""))
    client.post(f"/c/{here.public_id}/verdict", {"text": "Hallo"})
    with django_assert_max_num_queries(12):
        client.post(f"/c/{here.public_id}/verdict", {"text": "Hallo Sie"})


@pytest.mark.parametrize("beside", [{}, {"goodwill": "20", "goodwill_for": "Lampe"}])
def test_each_key_in_an_answer_that_promises_money_costs_one_statement_more(
    beside: dict[str, str],
    client: Client,
    here: Conversation,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """For what she promised this month; the amount beside the text is written once, not with every key, and under the draft's lock."""
    client.post(f"/c/{here.public_id}/verdict", {"text": "Hallo"})
    for n in range(2):
        text = {"text": f"Wir erstatten Ihnen 20 €{n * '.'}", **beside}
        with django_assert_max_num_queries(13 if n or not beside else 18):
            answer = client.post(f"/c/{here.public_id}/verdict", text)
    assert answer.json()["goodwill"]
