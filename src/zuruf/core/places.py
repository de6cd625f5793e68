"""Where people of ours work, as far as public holidays differ: German states, Austrian states, Swiss cantons.

A place is written as its country and its own code ("DE-BY", "AT-9", "CH-ZH"), after ISO 3166-2. Beyond the states stand
those municipalities whose holidays are theirs: Augsburg, and "-c" for the mostly Catholic ones of a state, where
Assumption (Bavaria) or Corpus Christi (Saxony, Thuringia) is kept.
"""

PLACES: dict[str, tuple[str, ...]] = {
    "DE": (
        "BW", "BY", "BY-c", "Augsburg", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "SN-c",
        "ST", "SH", "TH", "TH-c",
    ),
    "AT": ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
    "CH": (
        "AG", "AI", "AR", "BE", "BL", "BS", "FR", "GE", "GL", "GR", "JU", "LU", "NE", "NW", "OW", "SG", "SH", "SO",
        "SZ", "TG", "TI", "UR", "VD", "VS", "ZG", "ZH",
    ),
}  # fmt: skip
KNOWN = frozenset(f"{country}-{own}" for country, own_ones in PLACES.items() for own in own_ones)
CATHOLIC = "-c"


def known(place: str) -> bool:
    """Is *place* one whose holidays are kept? "" is none, and fine."""
    return not place or place in KNOWN
