"""Choosing a time zone: the likely ones first, each place once, no old names."""

from zoneinfo import available_timezones

from django.utils import translation

from zuruf.web import timezones


def test_the_likely_zones_come_first_and_each_zone_once() -> None:
    groups = timezones.choices()
    assert [zone for zone, _ in groups[0][1]][:3] == ["Europe/Berlin", "Europe/Vienna", "Europe/Zurich"]
    zones = [zone for _, group in groups for zone, _ in group]
    assert len(zones) == len(set(zones))
    assert set(zones) == set(timezones.places()) | {"UTC"}
    assert set(zones) <= available_timezones()


def test_old_names_of_a_zone_are_not_offered() -> None:
    assert not {"US/Eastern", "Africa/Asmera", "Asia/Calcutta", "Europe/Kiev"} & set(timezones.places())


def test_continents_are_in_the_readers_language() -> None:
    with translation.override("de"):
        assert "Afrika" in [name for name, _ in timezones.choices()]


def test_a_city_is_called_as_the_reader_calls_it() -> None:
    with translation.override("de"):
        assert [timezones.city(z) for z in ("Europe/Vienna", "Europe/Berlin", "UTC")] == [
            "Wien",
            "Berlin",
            "UTC",
        ]
        assert timezones.city("America/Argentina/Ushuaia") == "Ushuaia, Argentinien"
    with translation.override("en"):
        assert timezones.city("Europe/Vienna") == "Vienna"
