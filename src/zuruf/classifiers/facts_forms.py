"""Things with a fixed form in a text: numbers, addresses, links, dates, amounts.

IBAN: ISO 13616 (length per country, remainder 97); BIC: ISO 9362; cards: Luhn (ISO/IEC 7812-1).
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

import regex

from zuruf.classifiers.cues import Cues, any_of, folded, has_digit
from zuruf.core.guideline_facts import Found
from zuruf.core.number_words import LONGEST, last_number

Finder = Callable[[str], Iterator[Found]]

IBAN_LENGTH = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29,
    "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26,
    "UA": 29, "VA": 22, "XK": 20,
}  # fmt: skip


def _by(kind: str, pattern: str, group: int = 0) -> Finder:
    compiled = regex.compile(pattern, regex.IGNORECASE)

    def finder(text: str) -> Iterator[Found]:
        for m in compiled.finditer(text):
            yield Found(kind, m[group], m.start(group), m.end(group), m[group].casefold())

    return finder


_LINK = regex.compile(
    r"(?<![\p{L}\p{N}@.])(?:(?:https?://|www\.)[^\s<>\"„“”»«]+"
    r"|(?=[\p{L}\p{N}-]{1,63}+\.)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+(?:de|at|ch|eu|com|org|net|io|info|app|shop|example|ly|me|gl)"
    r"(?![\p{L}\p{N}@-])(?:/[^\s<>\"„“”»«]*)?)",
    regex.IGNORECASE,
)


def _links(text: str) -> Iterator[Found]:
    for m in _LINK.finditer(text):
        written = m[0].rstrip(".,;:!?)]}'’…")
        yield Found("link", written, m.start(), m.start() + len(written), host(written))


def host(link: str) -> str:
    """The host of a link as written ("www.example.org/a" → "example.org"); "" when it has none."""
    try:
        name = urlsplit(link if "://" in link else f"https://{link}").hostname or ""
    except ValueError:
        return ""
    return name.lower().rstrip(".").removeprefix("www.")


_IBAN = regex.compile(
    r"(?<![\p{L}\p{N}])[A-Z]{2}[ \u00a0]?\d{2}(?:[ \u00a0-]?[A-Z0-9]){11,30}", regex.IGNORECASE
)


def _ibans(text: str) -> Iterator[Found]:
    for m in _IBAN.finditer(text, overlapped=True):
        plain, ends = "", []
        for offset, c in enumerate(m[0], m.start() + 1):
            if c.isalnum():
                plain += c.upper()
                ends.append(offset)
        want = IBAN_LENGTH.get(plain[:2], 0)
        if want and len(plain) >= want and _iban_holds(plain[:want]):
            end = ends[want - 1]
            yield Found("iban", text[m.start() : end], m.start(), end, plain[:want])


def _iban_holds(plain: str) -> bool:
    try:
        digits = "".join(str(int(c, 36)) for c in plain[4:] + plain[:4])
    except ValueError:  # a letter that only looks like one of A to Z, such as the sign for kelvin
        return False
    return int(digits) % 97 == 1


_CARD = regex.compile(r"(?<![\p{L}\p{N}+])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}])")


def _cards(text: str) -> Iterator[Found]:
    for m in _CARD.finditer(text):
        digits = [int(c) for c in m[0] if c.isascii() and c.isdigit()]
        odd = sum(digits[-1::-2])
        even = sum(sum(divmod(2 * d, 10)) for d in digits[-2::-2])
        if len(digits) >= 13 and (odd + even) % 10 == 0 and any(digits):
            yield Found("card", m[0], m.start(), m.end(), "".join(map(str, digits)))


_PHONE = regex.compile(
    r"(?<![\p{L}\p{N}/.,-])(?:(?:\+|00)[1-9]\d{0,2}|\(?0[1-9]\d{1,4}\)?)(?:[ \u00a0()/.-]{0,3}\d){5,12}(?![\p{L}\p{N}])"
)


def _phones(text: str) -> Iterator[Found]:
    for m in _PHONE.finditer(text):
        digits = "".join(c for c in m[0] if c.isdigit())
        if 7 <= len(digits) <= 15 and not regex.fullmatch(r"0?\d{1,2}\.\d{1,2}\.\d{4}", m[0]):
            yield Found("phone", m[0], m.start(), m.end(), digits)


_NUMBER = r"(?:\s*(?:-?\s*(?:nr|nummer|number|no|id)\b\.?|#))?\s*[:#]?\s*((?=[\p{L}\d/-]*\d{3})[\p{L}\d][\p{L}\d/-]{2,24})"
_UNIT = (
    r"(?:€|EUR\b|Euros?\b(?!-?(?:l[äa]nd|staat|raum|zone|kurs))|Cents?\b|CHF\b|Franken\b|USD\b|\$|£|GBP\b"
    r"|pounds?\b|dollars?\b)"
)
_NONE_MORE = r"(?:[.,][-–—]{1,2}(?![\p{L}\p{N}]))"  # "15,-", "15.–": and nothing after the point
_DAY = (
    r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday)"
)
_MONTH = (
    r"(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|january|february|march|may"
    r"|june|july|october|december)"
)
_DATE = (
    rf"(?:\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?\d{{2,4}})?|\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:of\s)?{_MONTH}\b"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?\b)"
)
_SOON = (
    r"(?:heute|morgen|übermorgen|(?:zum |zur )?(?:wochenende|monatsende|jahresende)|ende (?:der|des) \p{L}+|nächste[rnm]? \p{L}+"
    r"|kommende[rnm]? \p{L}+|mitte \p{L}+|ostern|weihnachten|pfingsten|today|tonight|tomorrow|the end of (?:the )?\p{L}+|next \p{L}+"
    r"|(?:easter|christmas)|(?:\d{1,2}(?::\d\d)?\s?(?:uhr|am|pm)))"
)
_SPAN = r"(?:\d{1,3}|eine[rnsm]?|zwei|drei|vier|fünf|sechs|zehn|one|two|three|four|five|ten|a|an)"
_TIME = r"(?:minuten?|stunden?|tagen?|werktagen?|arbeitstagen?|wochen?|monaten?|minutes?|hours?|(?:working |business )?days?|weeks?|months?)"
_PROMISE = (
    rf"\b(?:bis|spätestens|noch|by|until|no later than)\s(?:(?:spätestens|zum|zur|am|on)\s)?(?:{_DAY}|{_SOON}|{_DATE})"
    rf"|\b(?:innerhalb(?: von)?|binnen|within|in the next|in den nächsten)\s(?:of\s)?(?:{_SPAN}\s)?{_TIME}\b"
)

_TOWN = r"(?:,?\s\d{5}\s\p{Lu}[\p{L}-]+)?"
_STREET = (
    rf"\b\p{{Lu}}[\p{{L}}.-]{{2,40}}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|street|road|avenue)\s\d{{1,4}}\s?[a-z]?\b{_TOWN}"
    rf"|\b\p{{L}}[\p{{L}}-]{{2,30}}\s(?:straße|strasse|weg|platz|allee|gasse|ring)\s\d{{1,4}}\s?[a-z]?\b{_TOWN}"
    r"|\b(?:am|an der|auf der|auf dem|im|in der|zum|zur|unter den)\s\p{L}[\p{L}-]+\s\d{1,4}\s?[a-z]?,?\s\d{5}\s\p{Lu}[\p{L}-]+"
    r"|\b\d{1,4}[a-z]?\s\p{L}[\p{L}-]+\s(?:street|road|avenue|lane|drive|close)\b"
    r"|\b(?:postfach|p\.?\s?o\.?\sbox)\s\d[\d ]{1,10}\d"
)
_STREETS = regex.compile(
    r"(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|street|road|avenue|lane|drive|close|postfach|box)\b|\d{5}\s",
    regex.IGNORECASE,
)
_UNTIL = regex.compile(
    r"\b(?:bis|spätestens|noch|by|until|no later|innerhalb|binnen|within|in (?:the next|den nächsten))\s",
    regex.IGNORECASE,
)
_MONTHS = (
    "januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember",
    "march", "may", "june", "july", "october", "december",
)  # fmt: skip
_WAYS = (
    "strasse", "str.", "weg", "platz", "allee", "gasse", "ring", "street", "road", "avenue", "lane", "drive", "close",
    "postfach", "box",
)  # fmt: skip
_NUMBERED, _POSTCODE = regex.compile(r"\d[-.]"), regex.compile(r"\d{5}\s")


def _dated(text: str) -> bool:
    return bool(_NUMBERED.search(text)) or any_of(_MONTHS, folded(text))


def _housed(text: str) -> bool:
    return bool((_POSTCODE.search(text) or any_of(_WAYS, folded(text))) and _STREETS.search(text))


_DIGITS = Cues(digit=True)
Gate = Callable[[str], object]
_AMOUNT_IN_WORDS = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}])((?:\p{{L}}+[\s-]){{0,{LONGEST - 1}}}?\p{{L}}+)[\s-]{_UNIT}", regex.IGNORECASE
)


def _written_out(text: str) -> Iterator[Found]:
    """ "fünfzehn Euro", "twenty-five dollars": a number in words, and what it counts."""
    for match in _AMOUNT_IN_WORDS.finditer(text, overlapped=True):
        said = last_number(match[1])
        if said is not None and said[0] == 0:
            yield Found("money", match[0], match.start(), match.end(), match[0].casefold())


FINDERS: tuple[tuple[Cues, Gate, Finder], ...] = (
    (
        Cues(("@",)),
        bool,
        _by(
            "email",
            r"(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+\p{L}{2,24}(?![\p{L}\p{N}])",
        ),
    ),
    (Cues(), regex.compile(r"\.\p{L}{2}|//", regex.IGNORECASE).search, _links),
    (_DIGITS, regex.compile(r"(?<=(?<![\p{L}\p{N}])\p{L}{2}[ \u00a0]?)\d\d").search, _ibans),
    (_DIGITS, bool, _cards),
    (Cues(("bic",)), bool, _by("bic", r"\bBIC\b:?\s*([A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b", 1)),
    (Cues(("rechnung", "invoice"), digit=True), bool, _by("invoice", rf"\b(?:rechnungs?|invoice){_NUMBER}")),
    (
        Cues(("kunde", "mitglied", "vertrag", "customer", "client", "member", "contract"), digit=True),
        bool,
        _by(
            "customer",
            rf"\b(?:kunden?|mitglieds?|vertrags?|customer|client|member(?:ship)?|contract){_NUMBER}",
        ),
    ),
    (
        Cues(("auftrag", "bestell", "sendung", "vorgang", "ticket", "order", "tracking", "case"), digit=True),
        bool,
        _by(
            "order",
            rf"\b(?:auftrags?|bestell(?:ung)?s?|sendungs?|vorgangs?|ticket|order|tracking|case){_NUMBER}",
        ),
    ),
    (
        Cues(("€", "eur", "cent", "chf", "franken", "usd", "$", "£", "gbp", "pound", "dollar"), digit=True),
        bool,
        _by(
            "money",
            rf"(?:{_UNIT}\s?\d[\d.,]*(?<![.,]){_NONE_MORE}?"
            rf"|(?<![\p{{L}}\p{{N}}.,])\d[\d.,]*(?<![.,]){_NONE_MORE}?[\s-]?{_UNIT})",
        ),
    ),
    (
        Cues((",-", ",–", ",—"), digit=True),
        bool,
        _by("money", rf"(?<![\p{{L}}\p{{N}}.,])\d[\d.]*(?<!\.)(?=,){_NONE_MORE}(?!\s?\d)"),
    ),
    (Cues(("euro", "eur", "€", "cent", "franken", "dollar", "pound")), bool, _written_out),
    (
        Cues(("%", "prozent", "percent", "per cent"), digit=True),
        bool,
        _by("percent", r"(?<![\p{L}\p{N}.,])\d+(?:[.,]\d+)?\s?(?:%|Prozent\b|percent\b|per cent\b)"),
    ),
    (
        Cues(
            ("bis", "spätestens", "noch", "by", "until", "no later", "innerhalb", "binnen", "within", "in ")
        ),
        _UNTIL.search,
        _by("promise", _PROMISE),
    ),
    (_DIGITS, _dated, _by("date", rf"(?<![\p{{L}}\p{{N}}.])(?:(?:am|on)\s)?{_DATE}(?![\p{{L}}\p{{N}}])")),
    (_DIGITS, _housed, _by("address", _STREET)),
    (_DIGITS, bool, _phones),
)
"""A finder, and what a text must have at all for it to find anything, told in a look and then by something quicker than
the finder (`bool`: there is nothing quicker): most texts have few of these."""


def forms(text: str) -> Iterator[Found]:
    """Everything with a fixed form, kind after kind in the order of trust; kinds may claim the same characters."""
    low, digit = folded(text), has_digit(text)
    for cues, gate, finder in FINDERS:
        if cues.may_stand(low, digit) and gate(text):
            yield from finder(text)


def masked(text: str, mask: str) -> Iterator[Found]:
    """Numbers that look like *mask* ("#" a digit, "@" a letter, all else itself), in big or small letters."""
    for m in _mask(mask).finditer(text):
        yield Found("customer", m[0], m.start(), m.end(), m[0].casefold())


@lru_cache(maxsize=64)
def _mask(mask: str) -> regex.Pattern[str]:
    parts = {"#": r"\d", "@": r"\p{L}", " ": r"[\s\u00a0]?"}
    body = "".join(parts.get(c) or regex.escape(c, literal_spaces=True) for c in mask.strip()[:40])
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}]){body or '(?!)'}(?![\p{{L}}\p{{N}}])", regex.IGNORECASE)
