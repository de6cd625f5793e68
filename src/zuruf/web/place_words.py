"""What the places are called whose public holidays are kept (zuruf.core.places)."""

from django.utils.translation import gettext as _

from zuruf.core.places import CATHOLIC, PLACES


def name(place: str) -> str:
    """ "DE-BY" → "Bavaria"; "" for none."""
    country, _dash, own = place.partition("-")
    named = {"DE": _german, "AT": _austrian, "CH": _swiss}.get(country)
    if named is None:
        return place
    if own.endswith(CATHOLIC):
        return _("%(state)s, mostly Catholic municipality") % {
            "state": named().get(own.removesuffix(CATHOLIC), own)
        }
    return named().get(own, own)


def choices(none: str) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """For a field: *none* first, then each country with its places, by name."""
    countries = {"DE": _("Germany"), "AT": _("Austria"), "CH": _("Switzerland")}
    made: list[tuple[str, str | list[tuple[str, str]]]] = [("", none)]
    for country, own in PLACES.items():
        codes = [f"{country}-{one}" for one in own]
        found = sorted(((code, name(code)) for code in codes), key=lambda c: _in_order(c[1]))
        made.append((countries[country], found))
    return made


def _in_order(called: str) -> str:
    return called.casefold().translate(str.maketrans("äöü", "aou"))


def _german() -> dict[str, str]:
    return {
        "BW": _("Baden-Württemberg"), "BY": _("Bavaria"), "Augsburg": _("Augsburg"), "BE": _("Berlin"),
        "BB": _("Brandenburg"), "HB": _("Bremen"), "HH": _("Hamburg"), "HE": _("Hesse"),
        "MV": _("Mecklenburg-Western Pomerania"), "NI": _("Lower Saxony"), "NW": _("North Rhine-Westphalia"),
        "RP": _("Rhineland-Palatinate"), "SL": _("Saarland"), "SN": _("Saxony"), "ST": _("Saxony-Anhalt"),
        "SH": _("Schleswig-Holstein"), "TH": _("Thuringia"),
    }  # fmt: skip


def _austrian() -> dict[str, str]:
    return {
        "1": _("Burgenland"), "2": _("Carinthia"), "3": _("Lower Austria"), "4": _("Upper Austria"),
        "5": _("Salzburg"), "6": _("Styria"), "7": _("Tyrol"), "8": _("Vorarlberg"), "9": _("Vienna"),
    }  # fmt: skip


def _swiss() -> dict[str, str]:
    return {
        "AG": _("Aargau"), "AI": _("Appenzell Innerrhoden"), "AR": _("Appenzell Ausserrhoden"),
        "BE": _("Bern (canton)"), "BL": _("Basel-Landschaft"), "BS": _("Basel-Stadt"), "FR": _("Fribourg"),
        "GE": _("Geneva"), "GL": _("Glarus"), "GR": _("Grisons"), "JU": _("Jura"), "LU": _("Lucerne"),
        "NE": _("Neuchâtel"), "NW": _("Nidwalden"), "OW": _("Obwalden"), "SG": _("St. Gallen"),
        "SH": _("Schaffhausen"), "SO": _("Solothurn"), "SZ": _("Schwyz"), "TG": _("Thurgau"), "TI": _("Ticino"),
        "UR": _("Uri"), "VD": _("Vaud"), "VS": _("Valais"), "ZG": _("Zug"), "ZH": _("Zurich"),
    }  # fmt: skip
