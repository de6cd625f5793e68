"""The length of a text on X: `core.weighted` with the top-level domains of today (PyPI `publicsuffixlist`, made anew from Mozilla's
Public Suffix List about every week) and with emoji as Unicode describes them.

Beside twitter-text, whose lists ended in 2019, top-level domains and emoji that came since then are known here. Any sequence that is joined like an emoji counts as one, also when no font draws it.
"""

from collections.abc import Iterator
from functools import cache

from zuruf.core.capabilities import Length
from zuruf.core.weighted import LIMIT, Span, links, weight

_TONE = r"[\U0001F3FB-\U0001F3FF]"
# ©, ®, ™ and the chess pawn are text unless they are marked as an emoji; all others are one unless they are marked as text (U+FE0E).
_ONE = (
    rf"(?:[©®™\u265f]\ufe0f|(?![©®™\u265f]|{_TONE})\p{{Extended_Pictographic}}(?:\ufe0f|{_TONE}|(?!\ufe0e)))"
)
_EMOJI = (
    r"[#*0-9]\ufe0f?\u20e3"
    r"|\U0001F3F4[\U000E0061-\U000E007A\U000E0030-\U000E0039]{2,}\U000E007F"
    r"|[\U0001F1E6-\U0001F1FF]{1,2}"
    rf"|{_ONE}(?:\u200d(?:{_ONE}|[\u2640\u2642\u2695\u2696\u2708]\ufe0f?))*"
    rf"|{_TONE}"
)

# Not in the root zone any more, or never; by its published cases X makes a link of them all the same.
_GIVEN_UP = """
abarth active adac afamilycompany aigo alfaromeo an avianca bananarepublic bentley bl blanco bnl boots bq budapest
bugatti cancerresearch cartier caseih cbs ceb chloe chrysler cityeats comcast cookingchannel csc dabur dodge doha
doosan duck dunlop duns eh epost esurance etisalat everbank fiat flsmidth foodnetwork frontdoor fujixerox glade goo
goodhands guardian hgtv honeywell hoteles htc iinet intel iselect iveco iwc jcp jlc juniper kerrylogistics kinder
ladbrokes lancaster lancia lancome liaison linde lipsy lixil loft lupin macys maserati mcd mcdonalds meo metlife mf
mobily montblanc mopar movistar mtpc mutual mutuelle nadex nationwide natura newholland northwesternmutual off
oldnavy onyourside orientexpress pamperedchef panerai passagens piaget pramerica qvc raid redstone rightathome rmit
rocher sapo sca scjohnson scor ses shaw showtime shriram spiegel spreadbetting srt starhub statoil swiftcover
symantec telecity telefonica tiffany tp travelchannel uconnect um vista vistaprint volkswagen vuelos warman
wolterskluwer xfinity xperia zippo 诺基亚 珠宝 手表 工行 大众汽车 موبايلي اتصالات
"""


def length(text: str) -> Length:
    """At least 1 for a text that is not empty: half a character counts like a whole one."""
    return Length(weight(text, tlds(), emoji), LIMIT, "characters")


def linked(text: str) -> bool:
    """Whether X makes a link of something in it."""
    import unicodedata

    return bool(links(unicodedata.normalize("NFC", text), tlds()))


def emoji(text: str) -> Iterator[Span]:
    """Where emoji stand, with all that belongs to each."""
    import regex

    return (found.span() for found in regex.finditer(_EMOJI, text))


@cache
def tlds() -> frozenset[str]:
    """All top-level domains, in small letters, as people write them."""
    from publicsuffixlist import PSLFILE

    found = set(_GIVEN_UP.split())
    with open(PSLFILE, encoding="utf-8") as file:
        for line in file:
            if "===END ICANN DOMAINS===" in line:
                break
            rule = line.strip()
            if rule and not rule.startswith("//"):
                found.add(rule.rpartition(".")[2].lower())
    return frozenset(found)
