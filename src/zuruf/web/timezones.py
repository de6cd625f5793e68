"""The time zones one can choose: the likely ones first, then one per place, by continent, without old aliases."""

from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

LIKELY = ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "UTC")
CONTINENTS = {
    "Europe": N_("Europe"),
    "Africa": N_("Africa"),
    "America": N_("America"),
    "Asia": N_("Asia"),
    "Atlantic": N_("Atlantic"),
    "Australia": N_("Australia"),
    "Indian": N_("Indian Ocean"),
    "Pacific": N_("Pacific"),
    "Arctic": N_("Arctic"),
    "Antarctica": N_("Antarctica"),
}


@cache
def places() -> tuple[str, ...]:
    """The zones of the database's own table of places (tzdata's zone.tab), sorted; aliases do not stand in it."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text()
    lines = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return tuple(sorted({cells[2].strip() for cells in lines}))


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """(group in the reader's language, its zones as value and name)."""
    groups = [(_("Likely"), [(zone, city(zone)) for zone in LIKELY])]
    for prefix, name in CONTINENTS.items():
        rest = [z for z in places() if z.startswith(f"{prefix}/") and z not in LIKELY]
        groups.append((_(name), [(zone, city(zone)) for zone in rest]))
    return groups


CITIES = (
    N_("Athens"), N_("Belgrade"), N_("Brussels"), N_("Bucharest"), N_("Cairo"), N_("Copenhagen"), N_("Lisbon"),
    N_("Luxembourg"), N_("Moscow"), N_("Prague"), N_("Rome"), N_("Singapore"), N_("Tokyo"), N_("Vienna"), N_("Warsaw"),
    N_("Zurich"),
)  # fmt: skip
"""Those that are called otherwise elsewhere and that somebody here might choose; the others stand as the database has them."""


def city(zone: str) -> str:
    """What a zone is called in the reader's language: "Europe/Vienna" → "Wien"."""
    name = zone.partition("/")[2].replace("_", " ") or zone
    return _(name) if name in CITIES else name
