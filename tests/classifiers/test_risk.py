"""What can do harm is not missed; the words that counted are the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers.risk import Risk
from zuruf.core.mandate import RISK_OF
from zuruf.core.triage import RISKS_FOUND, Finding, Subject


def judge(text: str, public: bool = True) -> dict[str, Finding]:
    return {f.value: f for f in Risk().judge([Subject(text, public=public)])[0]}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ich will nicht mehr leben.", "self_harm"),
        ("ich mag nimmer leben", "self_harm"),
        ("Am liebsten wär ich tot", "self_harm"),
        ("i just want to die", "self_harm"),
        ("Ich kann nicht mehr!", "self_harm"),
        ("Wir wissen, wo ihr wohnt.", "threat"),
        ("Ich zünd euch die Bude an", "threat"),
        ("Das werdet ihr noch bereuen", "threat"),
        ("I know where you live", "threat"),
        ("Die Gabel ist gebrochen, meine Tochter liegt im Krankenhaus", "health"),
        ("Der Akku hat Feuer gefangen", "health"),
        ("My son is allergic, what is in it?", "health"),
        ("Warum ist das Wasser braun? Kann man das trinken?", "health"),
        ("Gasgeruch im Treppenhaus", "health"),
        ("Bei uns riecht es stark nach Gas", "health"),
        ("I can smell gas in the hallway", "health"),
        ("Am Trafohaus sprühen Funken", "health"),
        ("My son is vomiting since lunch", "health"),
        ("Sonst hören Sie von meinem Rechtsanwalt", "legal"),
        ("I will see you in court", "legal"),
        ("Löschen Sie meine Daten nach DSGVO", "personal_data"),
        ("Where did you get my number from?", "personal_data"),
        ("Your letter had another customer's bank details in it", "personal_data"),
        ("Ich recherchiere für einen Artikel", "press"),
        ("I am a journalist and need a comment", "press"),
        ("Unterstützt ihr etwa die AfD?", "politics"),
        ("Why do you fund the Tories?", "politics"),
    ],
)
def test_each_kind_is_found_in_german_and_english_and_named(text: str, kind: str) -> None:
    found = judge(text)
    assert found[kind].probability >= 0.5
    (reason,) = found[kind].reasons
    assert reason.words
    assert all(word in text for word in reason.words)


@pytest.mark.parametrize(
    "text",
    [
        "Wann kommt mein Ersatzteil?",
        "Das bringt mich um den Verstand, aber danke!",
        "Super Laden, gerne wieder.",
        "Do you ship to Austria?",
        "Bombenstimmung bei eurer Eröffnung",
        "",
        "🚲",
    ],
)
def test_everyday_messages_carry_no_risk(text: str) -> None:
    assert judge(text) == {}


def test_who_denies_it_is_looked_at_all_the_same() -> None:
    assert "self_harm" in judge("Keine Sorge, ich will mich nicht umbringen.")


def test_a_number_that_stands_there_for_everybody_counts_and_is_not_repeated_as_the_reason() -> None:
    text = "Meine Nummer: 0561 9876543"
    found = judge(text)["personal_data"]
    assert found.reasons[0].words == ("phone",)
    assert judge(text, public=False) == {}


def test_each_kind_has_its_step_in_mandates() -> None:
    assert set(RISKS_FOUND) == set(RISK_OF)


@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    for f in judge(text).values():
        assert 0 <= f.probability <= 1


@pytest.mark.parametrize(
    ("orders", "kind"),
    [
        (("Ich bringe mich um", "Dann bringe ich mich um", "Ich werde mich umbringen"), "self_harm"),
        (("Ich springe vom Dach", "Morgen springe ich vom Dach", "Ich will vom Dach springen"), "self_harm"),
        (("Ich werfe mich vor den Zug", "Ich will mich vor die S-Bahn werfen"), "self_harm"),
        (("Heute Nacht ist alles vorbei", "heute nacht ists endlich vorbei"), "self_harm"),
        (("Ich packe das Leben nicht mehr", "Ich kann so nicht weiterleben"), "self_harm"),
        (("Ich stell mich heute Abend auf die Gleise", "Ich will mich auf die Schienen legen"), "self_harm"),
        (("I will jump in front of the next train", "I'm going to throw myself under the tram"), "self_harm"),
        (("I will break his neck", "I'm going to snap her arm", "I'll break their legs"), "threat"),
        (("Ich erwürge euch", "Ich könnte ihn erwürgen", "Wer kontrolliert, wird abgestochen"), "threat"),
        (("Ich bringe euch um", "Euch bringe ich um", "Dann bringe ich euch alle um"), "threat"),
        (("Ich breche dir alle Knochen", "Alle Knochen breche ich dir"), "threat"),
        (("Ich finde raus, wo du wohnst", "Wo du wohnst, finde ich raus"), "threat"),
        (
            ("Verdient ihr am Krieg?", "Der Krieg gegen die Bauern", "Liefert ihr in ein Kriegsgebiet?"),
            "politics",
        ),
        (("Ich fechte den Bescheid an", "Den Bescheid werde ich anfechten"), "legal"),
        (("Ich erstatte Anzeige", "Dann erstatte ich Anzeige", "Ich werde Anzeige erstatten"), "legal"),
        (("Mein Kind bekommt keine Luft mehr", "Keine Luft mehr bekommt mein Kind"), "health"),
    ],
)
def test_a_danger_is_found_in_every_order_in_which_german_puts_its_words(
    orders: tuple[str, ...], kind: str
) -> None:
    assert [text for text in orders if kind not in judge(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Ich hänge mich mal dran, gleiche Frage",
        "Ich würde für dieses Rad sterben",
        "Der Preis ist zum Erschießen",
        "Ich könnte euch erwürgen für diesen Fahrplan 😂",
        "Der Schaffner sah aus, als wollte er mich umbringen",
        "Man verreckt ja in eurem Bus",
        "Ich krieg die Krise, wann kriege ich mein Rad?",
        "Heute Nacht komme ich mit dem Rad bei euch vorbei",
    ],
)
def test_a_figure_of_speech_is_no_danger(text: str) -> None:
    assert judge(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Die App stürzt beim Ablesen ab",
        "Warum stürzt eure App immer ab?",
        "Das Kundenportal stürzt ständig ab",
        "Seit dem Absturz der App geht nichts mehr",
    ],
)
def test_a_program_that_crashes_endangers_nobody(text: str) -> None:
    assert "health" not in judge(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mein Kind stürzt bei euch auf der Treppe",
        "Die App stürzt ab, und mein Mann ist auf der Treppe gestürzt",
        "Der Fahrgast stürzte von der Plattform ab",
    ],
)
def test_a_person_who_falls_is_in_danger_also_beside_one(text: str) -> None:
    assert "health" in judge(text)
