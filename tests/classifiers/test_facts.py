"""What a text says: offsets always fit, nothing raises, and things with a law keep it."""

import random
import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers.facts import find, host, unplaced, words
from zuruf.classifiers.facts_forms import FINDERS, IBAN_LENGTH, forms
from zuruf.core.guideline import Found
from zuruf.core.guideline_facts import House
from zuruf.core.guideline_file import KINDS
from zuruf.core.phrases import Word


def kinds(text: str) -> list[tuple[str, str]]:
    return [(f.kind, f.text) for f in find(text)[1]]


@given(st.text(max_size=400))
def test_offsets_always_match_the_text_and_found_things_never_overlap(text: str) -> None:
    found_words, found = find(text)
    parts: list[Word | Found] = [*found_words, *found]
    for part in parts:
        assert text[part.start : part.end] == part.text
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert {f.kind for f in found} <= set(KINDS)


@given(st.text(alphabet="0123456789 +-/()@.:€%DEIBANRechnungwww.de,bis 14 Tagen", max_size=300))
def test_texts_made_of_numbers_and_signs_do_not_raise_either(text: str) -> None:
    for part in find(text)[1]:
        assert text[part.start : part.end] == part.text


PIECES = [
    "Herr Weber",
    "d’Frau Müller",
    "DE89 3704 0044 0532 0130 00",
    "de89370400440532013000",
    "BİC COBADEFFXXX",
    "4111 1111 1111 1111",
    "0341 1234567",
    "a.b@radwerk.example",
    "RECHNUNG: AB-1234",
    "Kundennummer 777123",
    "MİTGLİED 12345",
    "12 Kunden 12345",
    "ticket 99123",
    "ORDER no. 4567",
    "399 €",
    "EUR 5",
    "3 Franken",
    "10 %",
    "7 per cent",
    "biſ morgen",
    "innerhalb von 3 Tagen",
    "Bis 14 Uhr",
    "am 3. MÄRZ",
    "2026-01-02",
    "May 5th",
    "2 of June",
    "HAUPTSTRAẞE 7",
    "Am Weg 3, 04109 Leipzig",
    "12 Baker Street",
    "P.O. Box 77",
    "radwerk.example/x",
    "www.a.de",
    "http://x.y/z?q",
    "unsere Kollegin Petra",
    "§ 5 BGB",
]


@given(st.lists(st.sampled_from([*PIECES, " ", " ", ",", ".", "-", "’", "_", "\u0301", " 12 "]), max_size=12))
def test_the_quick_look_hides_nothing_that_a_finder_would_find(pieces: list[str]) -> None:
    text = "".join(pieces)
    everything = [found for _cues, _gate, finder in FINDERS for found in finder(text)]
    assert list(forms(text)) == everything


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES)).map(" ".join)))
def test_words_are_the_same_whether_anybody_asks_where_they_stand(text: str) -> None:
    assert [(w.text, w.stems) for w in unplaced(text)] == [(w.text, w.stems) for w in words(text)]


def test_a_sign_that_only_looks_like_a_letter_makes_no_iban_and_does_not_raise() -> None:
    assert find("\u212aW81CBKU0000000000001234560101")[1] == ()


@pytest.mark.parametrize(
    "text",
    [
        "a" * 30_000,
        "1" * 30_000,
        "DE89 " * 5_000,
        "@." * 9_000,
        "bis " * 6_000,
        "+49 " * 5_000,
        "http://" * 4_000,
        "€1" * 10_000,
        "1 € " * 5_000,
    ],
)
def test_long_runs_are_read_without_running_away(text: str) -> None:
    assert len(find(text)[0]) <= 20_000


def iban(country: str, account: str) -> str:
    """An IBAN with the check digits that ISO 13616 asks for."""
    rest = "".join(str(int(c, 36)) for c in account + country + "00")
    return f"{country}{98 - int(rest) % 97:02d}{account}"


@given(st.sampled_from(sorted(IBAN_LENGTH)), st.integers(0, 2**64), st.booleans())
def test_an_iban_is_found_in_any_country_and_a_mistyped_one_is_not(
    country: str, seed: int, grouped: bool
) -> None:
    dice = random.Random(seed)
    account = "".join(dice.choice(string.digits) for _ in range(IBAN_LENGTH[country] - 4))
    plain = iban(country, account)
    written = " ".join(plain[i : i + 4] for i in range(0, len(plain), 4)) if grouped else plain
    assert ("iban", written) in kinds(f"Bitte auf {written}.")
    at = dice.randrange(4, len(plain))
    wrong = plain[:at] + str((int(plain[at]) + 1) % 10) + plain[at + 1 :]
    assert all(kind != "iban" for kind, _text in kinds(f"Bitte auf {wrong}."))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BIC COBADEFFXXX", [("bic", "COBADEFFXXX")]),
        ("Karte 4111 1111 1111 1111.", [("card", "4111 1111 1111 1111")]),
        ("Karte 4111 1111 1111 1112.", []),
        ("Mail an jo.b+x@mail.example.org!", [("email", "jo.b+x@mail.example.org")]),
        ("Anruf: 0341 123456-78", [("phone", "0341 123456-78")]),
        ("Anruf: +49 (0)341/123456", [("phone", "+49 (0)341/123456")]),
        ("zu Rechnung 2026-11873 sehen wir nach", [("invoice", "Rechnung 2026-11873")]),
        ("Ihre Bestellung Nr. 88231", [("order", "Bestellung Nr. 88231")]),
        ("order number A-12345", [("order", "order number A-12345")]),
        ("Kundennummer: 4711123", [("customer", "Kundennummer: 4711123")]),
        ("Die Rechnung war falsch, die Bestellung ist raus", []),
        ("25,50 € zurück", [("money", "25,50 €")]),
        ("EUR 1.200 oder $40", [("money", "EUR 1.200"), ("money", "$40")]),
        ("10 % Rabatt, 5 Prozent", [("percent", "10 %"), ("percent", "5 Prozent")]),
        ("am 12.03.2026", [("date", "am 12.03.2026")]),
        ("on 3 March", [("date", "on 3 March")]),
        ("Wir melden uns bis morgen.", [("promise", "bis morgen")]),
        ("spätestens am Freitag", [("promise", "spätestens am Freitag")]),
        ("innerhalb von 14 Tagen", [("promise", "innerhalb von 14 Tagen")]),
        ("by Friday", [("promise", "by Friday")]),
        ("within two weeks", [("promise", "within two weeks")]),
        ("wohnt Lindenstraße 12 a", [("address", "Lindenstraße 12 a")]),
        ("siehe https://radwerk.example/a?b=(c).", [("link", "https://radwerk.example/a?b=(c")]),
        ("siehe www.foo.de, dort", [("link", "www.foo.de")]),
        ("foo.com/x hilft", [("link", "foo.com/x")]),
        ("Das Drehmoment ist 12 Nm, Modell 2026-11.", []),
        ("bis bald, noch einmal danke", []),
    ],
)  # fmt: skip
def test_things_are_found_as_written(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://WWW.Example.org:8080/a", "example.org"),
        ("foo.de/x", "foo.de"),
        ("http://user:pass@evil.example/", "evil.example"),
        ("http://[::1/", ""),
        ("", ""),
    ],
)
def test_a_link_knows_its_host(link: str, expected: str) -> None:
    assert host(link) == expected


def test_inflected_words_share_a_stem_in_their_language() -> None:
    german = [w.stems[0] for w in words("erstatten erstattet Erstattung")]
    english = [w.stems[1] for w in words("refund refunds refunded refunding")]
    assert german[0] == german[1]
    assert len(set(english)) == 1


def test_umlauts_and_sharp_s_stay_with_their_word() -> None:
    assert [w.text for w in words("Größe, Straße und Müller’s Öl")] == [
        "Größe",
        "Straße",
        "und",
        "Müller’s",
        "Öl",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Herr Weber hat sich beschwert.", [("person", "Weber")]),
        ("Laut Petra Lindner stimmt das.", [("person", "Petra Lindner")]),
        ("Das hat unsere Kollegin Petra verschickt.", [("person", "Petra")]),
        ("Ms Hill told us, John Smith too.", [("person", "Hill"), ("person", "John Smith")]),
        ("Hallo Petra Lindner, danke!", []),
        ("Guten Tag Herr Weber, das stimmt, Herr Weber.", []),
        ("Ist raus. Viele Grüße, Jana Kern [JK]", []),
        ("Sehr geehrte Damen und Herren, Frau und Mann sind willkommen.", []),
        ("Das Rad heißt Lindenau Stadtrad.", []),
        ("Wir garantieren das.", [("commitment", "Wir garantieren")]),
        ("Das garantieren wir Ihnen.", [("commitment", "garantieren wir")]),
        ("We promise.", [("commitment", "We promise")]),
        ("Die Garantie läuft zwei Jahre.", []),
        ("Nach § 312g BGB geht das.", [("legal", "§ 312g BGB")]),
        ("Dafür haften wir nicht.", [("legal", "haften wir")]),
        ("You are not entitled to it.", [("legal", "not entitled")]),
        ("The parcel was damaged. Der Kleber haftet.", []),
        ("wohnt Am Markt 3, 04229 Leipzig", [("address", "Am Markt 3, 04229 Leipzig")]),
        ("12 Elm Street", [("address", "12 Elm Street")]),
        ("Im Keller 3 Räder", []),
    ],
)  # fmt: skip
def test_names_commitments_and_legal_statements_are_found_and_their_likes_are_not(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert kinds(text) == expected


def test_our_own_numbers_and_competitors_are_found_as_the_organisation_told_us() -> None:
    house = House(("KD-######", "@@ ###"), ("Nordrad", "Rad & Tat"))
    found = [
        (f.kind, f.text) for f in find("kd-123456, AB 123 bei Nordrads oder Rad & Tat; KD-12345.", house)[1]
    ]
    assert found == [
        ("customer", "kd-123456"), ("customer", "AB 123"), ("competitor", "Nordrads"), ("competitor", "Rad & Tat"),
    ]  # fmt: skip


@given(st.text(max_size=40), st.text(max_size=80))
def test_any_mask_and_any_name_may_be_told(mask: str, text: str) -> None:
    for part in find(text, House((mask,), (mask,)))[1]:
        assert text[part.start : part.end] == part.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We owe you 15 euros.", ["15 euros"]),
        ("Sie bekommen fünfzehn Euro zurück.", ["fünfzehn Euro"]),
        ("Sie bekommen FUENFZEHN EURO zurück.", ["FUENFZEHN EURO"]),
        ("Wir erstatten 15,- und den Versand.", ["15,-"]),
        ("Es kostet 15,– oder 1.200,--.", ["15,–", "1.200,--"]),
        ("EUR 15.- sind unterwegs.", ["EUR 15.-"]),
        ("15,- € oder 20.– CHF", ["15,- €", "20.– CHF"]),
        ("ein Zehn-Euro-Gutschein", ["Zehn-Euro"]),
        ("ein 10-Euro-Gutschein", ["10-Euro"]),
        ("twenty-five dollars, a hundred and ten euros", ["twenty-five dollars", "a hundred and ten euros"]),
        ("zweihundert Euro und fünfzig Cent", ["zweihundert Euro", "fünfzig Cent"]),
        ("Es sind zwei, drei Euro.", ["drei Euro"]),
        # no amounts
        ("Der Euro fällt, kein Euro bleibt.", []),
        ("Im Euroraum und in 20 Euro-Ländern gilt das.", []),
        ("Wir haben fünfzehn Läden.", []),
        ("Jeder zweite Euro geht in die Werkstatt.", []),
        ("Vom 15.- 17. März, Kapitel 3.- und 4.", []),
        ("Seiten 12,-13 und A15,-B", []),
        ("Zwölf Zentimeter, zehn Centren", []),
        ("a dollar sign", []),
        ("Er neun Eurovision", []),
    ],
)
def test_amounts_are_found_as_people_write_them(text: str, expected: list[str]) -> None:
    assert [f.text for f in find(text)[1] if f.kind == "money"] == expected
