"""How long words may be kept, and what is left of a message without them."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from zuruf.core import retention as rules

DAY = timedelta(days=1)
days = st.none() | st.integers(1, rules.MOST_DAYS)
network = st.none() | st.integers(1, 24 * 365).map(lambda hours: timedelta(hours=hours))


@given(days, network)
def test_nothing_is_kept_longer_than_either_wants(house: int | None, allowed: timedelta | None) -> None:
    found = rules.lasts(house, allowed)
    assert (found is None) == (house is None and allowed is None)
    if found is not None:
        assert house is None or found <= timedelta(days=house)
        assert allowed is None or found <= allowed
        assert found in (allowed, house and timedelta(days=house))


def test_a_house_can_choose_whole_days_that_its_network_allows() -> None:
    assert rules.most_days(None) == rules.MOST_DAYS
    assert rules.most_days(30 * DAY) == 30
    assert rules.most_days(timedelta(hours=47)) == 1
    assert rules.demanded(None, 2 * DAY)
    assert not rules.demanded(1, 2 * DAY)
    assert not rules.demanded(1, None)


def test_what_was_found_stays_and_the_words_by_which_it_was_found_go() -> None:
    found = [
        {
            "label": "topic",
            "value": "cake",
            "probability": 0.9,
            "reasons": [{"code": "word", "words": ["Kuchen"]}],
        }
    ]
    assert rules.without_quotes(found) == [
        {"label": "topic", "value": "cake", "probability": 0.9, "reasons": [{"code": "word", "words": []}]}
    ]
    assert rules.without_quotes([{"label": "x", "value": "y"}])[0]["reasons"] == []


def test_ids_and_addresses_stay_and_words_go() -> None:
    ref = {
        "id": "<a@b.example>",
        "references": "<a@b.example> <c@d.example>",
        "to": "anna@example.org bert@example.org",
        "name": "accounts/1/locations/2/reviews/3",
        "uri": "https://example.org/a",
        "subject": "Rechnung",
        "note": "two words",
        "number": 3,
    }
    assert sorted(rules.of_words(ref)) == ["note", "subject"]
