"""Amounts are read as people write them, and a promise of money is heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zuruf.classifiers import facts
from zuruf.core.goodwill import MOST, cents, promised


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("20", 2000), ("20,50", 2050), ("20.5", 2050), ("1.250,00 €", 125000), ("1250", 125000), ("5 Euro", 500),
        ("15,-", 1500), ("", 0), (" ", 0), ("zwanzig", 2000), ("fünfzehn Euro", 1500), ("EUR 15.-", 1500), ("15 euros", 1500), ("viel", None), ("-5", None), ("20,505", None), ("99999", None),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(written: str, amount: int | None) -> None:
    assert cents(written) == amount


@given(st.integers(0, MOST))
def test_what_is_written_as_an_amount_is_read_as_the_same(amount: int) -> None:
    assert cents(f"{amount // 100},{amount % 100:02d} €") == amount


@given(st.text(max_size=30))
def test_no_writing_gives_more_than_goodwill_can_be(written: str) -> None:
    assert (cents(written) or 0) in range(MOST + 1)


def test_what_has_thousands_of_digits_is_no_amount_and_no_error() -> None:
    assert cents("9" * 5000) is None
    assert heard(f"Wir erstatten Ihnen {'9' * 5000} €.") == 0
    assert cents("0" * 5000 + "20,50") == 2050


def heard(text: str) -> int:
    return promised(text, facts.find(text)[1]).cents


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Wir erstatten Ihnen die 4,90 € Versand.", 490),
        ("Sie bekommen 20 Euro Gutschrift. Noch einmal: 20 Euro Gutschrift!", 2000),
        ("Wir erstatten 20 € und legen einen Gutschein über 5 € drauf.", 2500),
        ("We will refund you €15.50 today.", 1550),
        ("Das Rad kostet 899 €. Den Versand erstatten wir.", 0),
        ("Leider können wir die 20 € nicht erstatten.", 0),
        ("We cannot refund the 20 dollars.", 0),
        ("Wir erstatten den Versand.", 0),
        ("Das ist leider schiefgegangen, wir erstatten Ihnen 300 €.", 30000),
        ("Das darf nicht passieren: Wir erstatten Ihnen 300 €.", 30000),
        ("Das geht so nicht und wir erstatten Ihnen 300 €.", 30000),
        ("Sie erhalten 300 € zurück.", 30000),
        ("Sie bekommen von uns 300 €.", 30000),
        ("Wir geben Ihnen 300 € zurück.", 30000),
        ("We will send you 300 €.", 30000),
        ("That must not happen, so we refund you 300 €.", 30000),
        ("Wir erstatten Ihnen nicht nur 20 €, sondern 50 €.", 7000),
        ("Wir erstatten Ihnen 4,90 €, nicht 20 €.", 490),
        ("Die 20 € können wir nicht erstatten, aber einen Gutschein über 5 € schenken wir Ihnen.", 500),
        ("Die Kosten, also die 20 €, können wir nicht erstatten.", 0),
        ("Sie bekommen das Set bei uns für 49 €.", 0),
        ("Wir schicken Ihnen die Rechnung über das Rad für 899 € noch einmal.", 0),
        ("Wir erstatten Ihnen fünfzehn Euro.", 1500),
        ("We will refund you fifteen euros.", 1500),
        ("We will refund you 15 euros.", 1500),
        ("Wir erstatten Ihnen 15,-.", 1500),
        ("Wir erstatten Ihnen EUR 15.- gern.", 1500),
        ("Wir schenken Ihnen einen Zwanzig-Euro-Gutschein.", 2000),
        ("Wir erstatten zweihundert Euro und fünfzig Cent.", 20050),
        ("Wir erstatten keinen Euro.", 0),
        ("Wir erstatten es in fünfzehn Tagen.", 0),
        ("", 0),
    ],
)
def test_money_that_a_text_gives_away_is_heard(text: str, amount: int) -> None:
    assert heard(text) == amount


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    assert heard(text) >= 0
