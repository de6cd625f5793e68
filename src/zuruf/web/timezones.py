"""The time zones one can choose: the likely ones first, then one per place, by continent, without old aliases."""

from functools import cache
from importlib.resources import files
from unicodedata import combining, normalize

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
        named = sorted(((zone, city(zone)) for zone in rest), key=lambda pair: _plain(pair[1]))
        groups.append((_(name), named))
    return groups


def _plain(name: str) -> str:
    """As a reader looks for it: "Ürümqi" among the names with U."""
    return "".join(c for c in normalize("NFKD", name).casefold() if not combining(c))


CITIES = (
    N_("Addis Ababa"), N_("Algiers"), N_("Argentina"), N_("Ashgabat"), N_("Astrakhan"), N_("Asuncion"),
    N_("Athens"), N_("Azores"), N_("Baghdad"), N_("Belem"), N_("Belgrade"), N_("Bishkek"), N_("Bogota"),
    N_("Brussels"), N_("Bucharest"), N_("Busingen"), N_("Cairo"), N_("Canary"), N_("Cancun"),
    N_("Cape Verde"), N_("Chisinau"), N_("Chita"), N_("Christmas"), N_("Ciudad Juarez"), N_("Cocos"),
    N_("Comoro"), N_("Copenhagen"), N_("Cuiaba"), N_("Curacao"), N_("Damascus"), N_("Dar es Salaam"),
    N_("Djibouti"), N_("Dushanbe"), N_("Easter"), N_("El Aaiun"), N_("Faroe"), N_("Fiji"), N_("Galapagos"),
    N_("Havana"), N_("Ho Chi Minh"), N_("Hong Kong"), N_("Hovd"), N_("Jamaica"), N_("Kamchatka"),
    N_("Karachi"), N_("Khandyga"), N_("Khartoum"), N_("Kirov"), N_("Kolkata"), N_("Krasnoyarsk"),
    N_("Kyiv"), N_("Lisbon"), N_("Lome"), N_("Luxembourg"), N_("Maceio"), N_("Mahe"), N_("Maldives"),
    N_("Merida"), N_("Mexico City"), N_("Mogadishu"), N_("Moscow"), N_("Muscat"), N_("Ndjamena"),
    N_("Nicosia"), N_("Noumea"), N_("Novokuznetsk"), N_("Novosibirsk"), N_("Prague"), N_("Pyongyang"),
    N_("Qatar"), N_("Reunion"), N_("Reykjavik"), N_("Riyadh"), N_("Rome"), N_("Sakhalin"), N_("Sao Paulo"),
    N_("Sao Tome"), N_("Saratov"), N_("Singapore"), N_("South Georgia"), N_("Srednekolymsk"),
    N_("St Helena"), N_("St Johns"), N_("Taipei"), N_("Tashkent"), N_("Tbilisi"), N_("Tehran"),
    N_("Tirane"), N_("Tokyo"), N_("Tripoli"), N_("Ulyanovsk"), N_("Urumqi"), N_("Vatican"), N_("Vienna"),
    N_("Vladivostok"), N_("Volgograd"), N_("Warsaw"), N_("Yakutsk"), N_("Yangon"), N_("Yekaterinburg"),
    N_("Yerevan"), N_("Zurich"),
)  # fmt: skip
"""Those that are called otherwise in another language of ours; the others are called the same everywhere."""


def city(zone: str) -> str:
    """What a zone is called in the reader's language: "Europe/Vienna" → "Wien", "America/Argentina/Ushuaia" → "Ushuaia, Argentinien"."""
    parts = (zone.partition("/")[2] or zone).replace("_", " ").split("/")
    return ", ".join(_(part) if part in CITIES else part for part in reversed(parts))
