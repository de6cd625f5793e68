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
    groups = [(_("Likely"), [(zone, _city(zone)) for zone in LIKELY])]
    for prefix, name in CONTINENTS.items():
        rest = [z for z in places() if z.startswith(f"{prefix}/") and z not in LIKELY]
        groups.append((_(name), [(zone, _city(zone)) for zone in rest]))
    return groups


def _city(zone: str) -> str:
    return zone.partition("/")[2].replace("_", " ") or zone
