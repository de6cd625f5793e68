"""Public holidays by place, from the library `holidays` (MIT). It is loaded when a first place needs it, no sooner: it
takes a third of a second and 20 MB, and most processes never ask."""

from datetime import date
from functools import lru_cache

from zuruf.core.places import CATHOLIC, known

LANGUAGES = {"de": "de", "en": "en_US"}  # ours → the library's


def named(place: str, day: date, language: str = "de") -> str:
    """What public holiday *day* is at *place* (zuruf.core.places), in *language*; "" when it is none there."""
    if not place:
        return ""
    return _of_year(place, day.year, LANGUAGES.get(language[:2], "en_US")).get(day, "")


@lru_cache(maxsize=256)
def _of_year(place: str, year: int, language: str) -> dict[date, str]:
    from holidays import country_holidays

    if not known(place):
        return {}
    country, _, own = place.partition("-")
    categories = ("public", "catholic") if own.endswith(CATHOLIC) else ("public",)
    found = country_holidays(
        country, subdiv=own.removesuffix(CATHOLIC), years=year, language=language, categories=categories
    )
    return {day: name.split("; ")[0] for day, name in found.items()}
