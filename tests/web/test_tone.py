"""The tone check's page, its answer to the script, and its settings."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from tests import builders
from zuruf.classifiers import readability
from zuruf.classifiers import tone as reading
from zuruf.core import tone_address, tone_asked, tone_gender
from zuruf.core.tone_kinds import Finding, Kind
from zuruf.flow.tone import Looked
from zuruf.store.models import Account, Conversation, Member, Organisation
from zuruf.web import tone_words as words

pytestmark = pytest.mark.django_db
TEXT = "Bezüglich Ihrer Frage: Wir bedauern die Unannehmlichkeiten."
JSON = {"Accept": "application/json"}


@pytest.fixture
def here() -> Conversation:
    return builders.conversation()


@pytest.fixture
def browser(answers: Member, client_of: Callable[[Member], Client]) -> Client:
    return client_of(answers)


@pytest.fixture
def owner(second_pair: Member, client_of: Callable[[Member], Client]) -> Client:
    return client_of(second_pair)


def test_the_script_gets_line_hints_and_marks(browser: Client, here: Conversation) -> None:
    said = browser.post(f"/c/{here.public_id}/tone", {"text": TEXT}, headers=JSON).json()
    assert said["n"] == 3
    assert "3" in said["line"]
    assert [m[:2] for m in said["marks"]] == [[0, 9], [27, 58]]
    assert "bedauern die Unannehmlichkeiten" in said["html"]


def test_a_reason_is_said_once_for_all_its_places(browser: Client, here: Conversation) -> None:
    said = browser.post(
        f"/c/{here.public_id}/tone", {"text": "Am Freitag mittels Boten, anhand der Liste."}, headers=JSON
    ).json()
    assert said["n"] == 1
    assert len(said["marks"]) == 2


def test_marks_count_as_the_browser_does(browser: Client, here: Conversation) -> None:
    said = browser.post(f"/c/{here.public_id}/tone", {"text": "👩‍🔧 Heute mittels Öl."}, headers=JSON).json()
    assert [12, 19] in [m[:2] for m in said["marks"]]


def test_what_is_waved_aside_is_left_out_and_can_be_shown_again(browser: Client, here: Conversation) -> None:
    url = f"/c/{here.public_id}/tone"
    first = browser.post(url, {"text": TEXT}, headers=JSON).json()
    second = browser.post(url, {"text": TEXT, "waved": first["marks"][0][2]}, headers=JSON).json()
    assert (first["n"], second["n"]) == (3, 2)
    assert first["html"].count("data-key") - second["html"].count("data-key") == 1
    assert "again" in second["html"]


def test_an_empty_field_has_no_line(browser: Client, here: Conversation) -> None:
    said = browser.post(f"/c/{here.public_id}/tone", {"text": "  [AP]"}, headers=JSON).json()
    assert (said["n"], said["marks"]) == (0, [])


def test_words_of_others_are_escaped(browser: Client, here: Conversation) -> None:
    builders.message(here, text="Wann kommt <script>alert(1)</script>?")
    said = browser.post(
        f"/c/{here.public_id}/tone", {"text": "Danke für die <b>Nachricht</b>."}, headers=JSON
    ).json()
    assert "<script>" not in said["html"]
    assert "&lt;script&gt;" in said["html"]


def test_without_a_script_it_is_a_page(browser: Client, here: Conversation) -> None:
    page = browser.post(f"/c/{here.public_id}/tone", {"text": TEXT}).content.decode()
    assert "bedauern die Unannehmlichkeiten" in page
    assert f"/{here.public_id}/" in page


def test_nothing_is_said_about_conversations_that_are_not_there(browser: Client) -> None:
    assert browser.post("/c/nothere/tone", {"text": "x"}).status_code == 404


def test_an_owner_sets_what_is_looked_at_and_pastes_print(owner: Client) -> None:
    on = [k.value for k in Kind if k is not Kind.PASSIVE]
    assert owner.post("/organisation/tone/", {"on": on, "texts": "Unser Haus."}).status_code == 302
    assert Organisation.objects.get().tone == {"off": ["passive"], "texts": "Unser Haus."}
    page = owner.get("/organisation/tone/").content.decode()
    assert 'value="passive" >' in page
    assert "Unser Haus." in page


def test_too_much_print_is_kept_in_the_field_and_said(owner: Client) -> None:
    answer = owner.post("/organisation/tone/", {"on": [], "texts": "x" * 50_001})
    assert answer.status_code == 422
    assert b"errorlist" in answer.content


def test_an_owner_sets_how_an_account_speaks(owner: Client, here: Conversation) -> None:
    key = here.account.public_id
    on = [k.value for k in Kind]
    data = {f"{key}-on": on, f"{key}-address": "asker", f"{key}-gender": "colon", f"{key}-greets": "name"}
    assert owner.post(f"/organisation/tone/{key}", data).status_code == 302
    assert Account.objects.get().tone == {"off": [], "address": "asker", "gender": "colon", "greets": "name"}
    data[f"{key}-address"] = "shout"
    owner.post(f"/organisation/tone/{key}", data)
    assert Account.objects.get().tone["address"] == "asker"


def test_who_answers_does_not_set_how_we_speak(browser: Client, here: Conversation) -> None:
    assert browser.get("/organisation/tone/").status_code == 403
    assert browser.post(f"/organisation/tone/{here.account.public_id}", {}).status_code == 403


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_reason_has_words(language: str) -> None:
    whys = [(Kind.UNANSWERED, sort) for sort in {*tone_asked._SAID, "what", "how"}]
    whys += [
        (Kind.ADDRESS, f"{w}_{form}")
        for w in ("account", "asker", "thread", "mixed")
        for form in (tone_address.DU, tone_address.SIE)
    ]
    whys += [
        (Kind.GENDER, f"{w}_{form}") for w in ("account", "thread", "mixed") for form in tone_gender.FORMS
    ]
    whys += [(k, "phrase") for k in (Kind.OFFICIALESE, Kind.PR, Kind.EMPTY_REGRET, Kind.NOMINAL)]
    whys += [
        (Kind.NOMINAL, "many"),
        (Kind.PASSIVE, "nobody"),
        (Kind.BROCHURE, "printed"),
        (Kind.JOKE, "joke"),
    ]
    whys += [(Kind.JOKE, "emoji"), (Kind.HARD, "long_sentence"), (Kind.HARD, "long_words")]
    whys += [(Kind.GREETING, w) for w in ("no_greeting", "no_name", "unusual")]
    with translation.override(language):
        assert all(words.why(Finding(kind, 0, 1, why, "x")) for kind, why in whys)
        assert all(words.name(k) and words.about(k) for k in Kind)
        assert {kind for kind, _why in whys} == set(Kind)


def test_readability_is_said_with_a_grade_that_one_understands() -> None:
    read = reading.read("Das Rad ist fertig. Sie können es heute ab zehn Uhr holen.")
    with translation.override("en"):
        said = words.face(Looked(read.text, "de", (), readability.judge(read))).reading
    assert said.startswith("Readability: very easy (Wiener Sachtextformel: school grade ")
