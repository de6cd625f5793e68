"""What a mail says anew, held against the published cases where they are, and against mails of our own."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.core.mail_fold import fold, heard

CASES = Path(__file__).resolve().parents[3] / "shared" / "data" / "conformance"
PARSER = {  # file → (first, last) line of what is visible, and what of it is not; lines are counted from 1
    "correct_sig": (1, 1), "email_1_1": (1, 5), "email_1_3": (1, 3), "email_1_4": (1, 1), "email_1_5": (1, 15),
    "email_1_6": (1, 3), "email_1_7": (1, 1), "email_2_1": (1, 1), "email_2_2": (1, 1), "email_2_3": (1, 1),
    "email_BlackBerry": (1, 1), "email_bullets": (1, 9), "email_iPhone": (1, 1),
    "email_multi_word_sent_from_my_mobile_device": (1, 1), "email_one_is_not_on": (1, 5),
    "email_sent_from_my_not_signature": (1, 3), "email_sig_delimiter_in_middle_of_line": (1, 7),
    "greedy_on": (1, 6), "pathological": (1, 2), "email_long_quote": (1, 8),
    # Answers between quotes: both stay, but for the line that says who wrote; theirs keeps that line.
    "email_1_2": (1, 34, 2), "email_1_8": (2, 20),
}  # fmt: skip
GERMAN = "Guten Tag,\n\nwann kommt das Wasser?\n\nMit freundlichen Grüßen\nPetra Muster"


def published(name: str) -> dict[str, str]:
    place = CASES / f"{name}_fixtures.json.gz"
    if not place.is_file():
        pytest.skip(f"The published cases are not there: {place}")
    found: dict[str, str] = json.loads(gzip.decompress(place.read_bytes()))
    return found


def plain(text: str) -> str:
    """Without white space at the ends of lines and empty lines at both ends, which nobody sees."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip("\n")


def test_all_published_cases_of_the_trimmer_are_folded_as_they_say() -> None:
    cases = published("email_reply_trimmer")
    names = [k.rpartition("/")[2] for k in cases if k.startswith("test/emails/")]
    wrong = [
        name
        for name in names
        if plain(fold(cases[f"test/emails/{name}"]).visible) != plain(cases[f"test/trimmed/{name}"])
    ]
    assert len(names) == 64
    assert wrong == []


def test_all_published_mails_of_the_parser_show_what_was_said_anew() -> None:
    cases = {Path(k).stem: text for k, text in published("email_reply_parser").items()}
    wrong = []
    for name, (first, last, *without) in PARSER.items():
        lines = plain(cases[name]).split("\n")
        wanted = [line for n, line in enumerate(lines, 1) if first <= n <= last and n not in without]
        if plain(fold(cases[name]).visible) != plain("\n".join(wanted)):
            wrong.append(name)
    assert set(PARSER) == set(cases)
    assert wrong == []


@pytest.mark.parametrize(
    "below",
    [
        "Am 03.02.2026 um 10:15 schrieb Wasserwerk <hilfe@wasserwerk.example>:\n> Guten Tag\n> wir prüfen das.",
        "Am Di., 3. Feb. 2026 um 10:15 Uhr schrieb Wasserwerk <\nhilfe@wasserwerk.example>:\n\n> Guten Tag",
        "Von: Wasserwerk <hilfe@wasserwerk.example>\nGesendet: Dienstag, 3. Februar 2026 10:15\nAn: Petra\nBetreff: AW: Wasser\n\nWir prüfen das.",
        "-----Ursprüngliche Nachricht-----\nVon: Wasserwerk\nGesendet: 3. Februar\nAn: Petra\nBetreff: Wasser\n\nWir prüfen das.",
        "________________________________\nVon: Wasserwerk\nGesendet: 3. Februar\nAn: Petra\nBetreff: Wasser\n\nWir prüfen das.",
        "Wasserwerk <hilfe@wasserwerk.example> schrieb am Di., 3. Feb. 2026\num 10:15 Uhr:\n\n> Wir prüfen das.",
        "Anfang der weitergeleiteten Nachricht:\n\nVon: Wasserwerk\nDatum: 3. Februar\nAn: Petra\nBetreff: Wasser\n\nHallo",
    ],
)
def test_what_german_mail_programs_quote_goes_and_the_greeting_stays(below: str) -> None:
    found = fold(f"{GERMAN}\n\n{below}")

    assert found.visible == GERMAN
    assert "prüfen" in found.quoted or "Guten Tag" in found.quoted or "Hallo" in found.quoted


@pytest.mark.parametrize(
    "signed",
    [
        "Von meinem iPhone gesendet", "Gesendet mit der WEB.DE Mail App", "Von meinem Samsung Galaxy gesendet.",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", "Outlook für Android herunterladen",
        "-- \nPetra Muster\nMusterweg 1, 12345 Musterstadt", "--\nPetra",
    ],
)  # fmt: skip
def test_signatures_of_devices_and_people_go(signed: str) -> None:
    found = fold(f"{GERMAN}\n\n{signed}")

    assert found.visible == GERMAN
    assert found.signature == signed.replace("-- ", "--")


@pytest.mark.parametrize(
    "text",
    [
        "Am 12.05.2026 um 14:00 schrieb mir Ihr Mitarbeiter:\nDas Wasser kommt morgen.",
        "Ihr Kollege schrieb:\nDas geht nicht.\nWas soll ich tun?",
        "Von: Musterweg 1\nBitte holen Sie es ab.",
        "Meine Frage:\n-----\n" + "\n".join(f"Posten {n} fehlt" for n in range(12)),
        "Ich habe das Paket mit dem Handy gesendet, und nun?",
        "- erstens\n- zweitens\n-drittens",
        "C> ist das Laufwerk",
    ],
)
def test_what_people_write_themselves_stays(text: str) -> None:
    assert fold(text).visible == text


def test_answers_below_and_between_quotes_stay() -> None:
    said = "Am 03.02.2026 10:15 schrieb Werk <h@w.example>:"
    assert fold(f"{said}\n> Wann?\n\nMorgen.").visible == "Morgen."
    between = fold(f"{said}\n> Wann?\nMorgen.\n> Und wo?\nHier.\n> Danke")
    assert between.visible == "> Wann?\nMorgen.\n> Und wo?\nHier."


def test_what_somebody_says_below_a_drawn_line_is_judged_and_a_name_is_not() -> None:
    cry = "Guten Tag\n--\nIch will nicht mehr leben.\nPetra"
    assert heard(cry) == "Guten Tag\nIch will nicht mehr leben."
    assert heard("Guten Tag\n-- \nPetra Muster\nTel. 030 123\nWasserwerk Nord GmbH") == "Guten Tag"
    assert heard("Danke\n\nAm 03.02.2026 10:15 schrieb X <a@b.example>:\n> Ich hasse euch?") == "Danke"


PIECES = st.sampled_from(
    ["> Zitat", "Text", "", "-- ", "-----", "Am 3.2.2026 10:15 schrieb X <a@b.example>:", "From: a", "To: b",
     "Subject: c", "Sent from my iPhone", "-Name", ">> tief", "On 1 May 2026, A wrote:", "```", "  "]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=30), max_size=25).map("\n".join))
def test_no_line_is_lost_whatever_stands_there(text: str) -> None:
    found = fold(text)
    there = [
        line.strip() for part in (found.visible, found.quoted, found.signature) for line in part.split("\n")
    ]
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    assert sorted(filter(None, there)) == sorted(filter(None, (line.strip() for line in lines)))


def test_a_text_made_to_take_long_does_not() -> None:
    wrote = "Am 3.2.2026 10:15 schrieb X <a@b.example>:\n"
    for one in ("> " * 50_000, "On " * 33_000 + ":", "a" * 100_000, "-" * 100_000, "On 2026 x\n" * 10_000):
        fold(one)
    for one in (f"{wrote}> Wann?\nMorgen.\n", wrote, f"{'-' * 399}\n", "-----\nText\n"):
        fold(one * (100_000 // len(one)))
