"""Personal things that have a form or stand beside a word that announces them: ways to reach somebody, where she lives, her numbers.

Liberal, for what leaves the house: rather one word too many. Names are in `personal_names`.
"""

from collections.abc import Iterator

import regex

from zuruf.core.mask import Span

_I = regex.IGNORECASE
_MONTH = (
    r"(?:jan(?:uar|uary|\.)?|feb(?:ruar|ruary|\.)?|mär(?:z|\.)|march|mar\.|apr(?:il|\.)?|mai|may|jun[ie]?|jul[iy]?"
    r"|aug(?:ust|\.)?|sep(?:tember|t\.)?|o[kc]t(?:ober|\.)?|nov(?:ember|\.)?|de[zc](?:ember|\.)?)"
)
_DATE = (
    r"(?:\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{2,4}"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)?\s?(?:of\s)?{_MONTH}(?:\s\d{{2,4}})?|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s\d{{4}})?|(?:19|20)\d\d)"
)
_HOSTS = r"(?:web|gmx|gmail|googlemail|t-online|outlook|hotmail|yahoo|icloud|posteo|mailbox|freenet|aol|proton(?:mail)?|mail|example)"
_AT = r"\s*(?:[(\[{<]\s*(?:at|ät|a|@)\s*[)\]}>]|\sät\s|@)\s*"
_DOT = r"\s*(?:\.|[(\[{]\s*(?:dot|punkt|\.)\s*[)\]}]|\b(?:punkt|dot)\b)\s*"
_LOCAL = r"(?<![\p{L}\p{N}_+.-])[\p{L}\p{N}_+-]{1,64}+(?:(?:\.|\s(?:punkt|dot)\s)[\p{L}\p{N}_+-]{1,64}+){0,6}"
_MAIL = (
    regex.compile(rf"{_LOCAL}{_AT}[\p{{L}}\p{{N}}-]+(?:{_DOT}[\p{{L}}\p{{N}}-]+)+", _I),
    regex.compile(rf"{_LOCAL}\sat\s{_HOSTS}{_DOT}\p{{L}}{{2,}}", _I),
    regex.compile(rf"{_LOCAL}\sat\s[\p{{L}}\p{{N}}-]+\s(?:punkt|dot)\s\p{{L}}{{2,}}", _I),
)
_LINK = regex.compile(
    r"(?:https?://|www\.)\S*[^\s.,;:!?)»“\"']"
    r"|(?<![\p{L}\p{N}.-])[\p{L}\p{N}-]{1,63}+(?:\.[\p{L}\p{N}-]{1,63}+){0,4}\.(?:de|com|org|net|eu|me|at|ch|io|app|social|tv|info|gg|uk|example)/\S*[^\s.,;:!?)»“\"']",
    _I,
)
_PLACE = r"(?:insta(?:gram)?|twitter|tik\s?tok|facebook|fb|snap(?:chat)?|discord|telegram|whatsapp|mastodon|bluesky|linkedin|xing|steam|psn|paypal|twitch|youtube)"
_HANDLE = (
    regex.compile(r"(?<![\p{L}\p{N}.@])@[\p{L}\p{N}_][\p{L}\p{N}_.-]*(?:@[\p{L}\p{N}.-]+)?"),
    regex.compile(
        rf"\b(?:{_PLACE}|x|(?:user|nutzer|benutzer|profil)-?\s?name|gamertag|handle|profil|profile|user|nick)\s*(?:ist|is|lautet)?\s*[:=]\s*(?P<is>[\p{{L}}\p{{N}}_.-]{{2,}})",
        _I,
    ),
    regex.compile(rf"\b{_PLACE}\s(?:als|as|unter|under)\s(?P<is>[\p{{L}}\p{{N}}_.-]{{2,}})", _I),
    regex.compile(
        rf"(?<![\p{{L}}\p{{N}}_.-])(?P<is>(?=\S{{0,60}}[\d._])[\p{{L}}\p{{N}}_.-]{{3,60}}+)\s(?:auf|bei|on)\s{_PLACE}\b",
        _I,
    ),
    regex.compile(
        r"(?<![\p{L}\p{N}/._])(?:\p{L}[\p{L}\p{N}.]{0,60}+_[\p{L}\p{N}_.]{0,60}[\p{L}\p{N}]|[\p{L}\p{N}_.]{3,40}+#\d{3,5}|u/[\p{L}\p{N}_-]{3,}|\p{Ll}{3,60}+\d{2,}(?![\p{L}\p{N}]))"
    ),
)

_DIGITS = regex.compile(r"\+?\(?\d(?:[\d ()./-]{4,}\d)")
_DIGIT_WORD = r"(?:null|eins?|zwo|zwei|drei|vier|fünf|fuenf|sechs|sieben|acht|neun|zero|oh|one|two|three|four|five|six|seven|eight|nine|doppel|double|\d{1,4})"
_SPOKEN = regex.compile(rf"\b{_DIGIT_WORD}(?:[\s,/-]+{_DIGIT_WORD}){{4,}}\b", _I)
_PHONE = regex.compile(
    r"\b(?:tel(?:efon)?(?:nummer|nr)?|fon|phone|mobil(?:e|nummer)?|handy(?:nummer)?|fax|durchwahl|extension|rückruf|whatsapp|ruf(?:en|t)?\s\w+\s(?:bitte\s)?an|call\sme)\b"
    r"[\s.:]*(?:ist|is|unter|on|at|lautet|die)?[\s.:]*(?P<is>\+?[\d(][\d ()./-]+\d)",
    _I,
)
_ACCOUNT = regex.compile(
    r"\b\p{L}{2}[ -]?\d{2}(?:[ -]?[\p{L}\d]{4}){2,7}(?:[ -]?[\p{L}\d]{1,3})?\b", _I
)  # an IBAN, also a mistyped one
_WHAT = (
    r"(?:kunden|bestell|auftrags?|vertrags?|rechnungs?|vorgangs?|mitglieds?|versicherungs?|versicherten|policen?|schaden(?:s|fall)?|personal|ausweis|zähler|sendungs?|paket|tracking"
    r"|buchungs?|reservierungs?|ticket|akten|geschäfts|kassen|renten|steuer|patienten|matrikel|geräte|serien|rentenversicherungs|sozialversicherungs|konto|depot|karten|referenz|bearbeitungs|anschluss|fall|abo)"
)
_THING = (
    r"(?:customer|client|order|contract|invoice|account|booking|reservation|policy|member(?:ship)?|tracking|reference|case|ticket|claim|passport|licen[cs]e|meter|serial|patient|employee|user"
    r"|national\sinsurance)"
)
_ID = r"(?P<is>(?=[\p{L}./_-]*\d)[\p{L}\p{N}]*[\p{Lu}\p{N}](?:[./_-]*[\p{L}\p{N}])*(?:[ ](?=[\p{L}-]{0,3}\d|\p{L}[ ]\d)(?:[./_-]*[\p{L}\p{N}])+)*)"
_IS = r"(?:\s*(?:lautet|ist|war|is|was))?[\s.:#=-]*"
_NUMBERED = (
    regex.compile(rf"\b{_WHAT}\s?-?\s?(?:nummer|nr|no|id|zeichen|kennung|code)\b{_IS}{_ID}", _I),
    regex.compile(rf"\b{_THING}\s?-?(?:number|no|nr|id|ref(?:erence)?|code|#){_IS}{_ID}", _I),
    regex.compile(
        rf"\b(?:bestellung|auftrag|vertrag|rechnung|vorgang|sendung|paket|police|buchung|ticket|(?:personal|schwerbehinderten|studenten)?ausweis|reisepass|aktenzeichen|az|referenz|order|contract|invoice|booking|policy|parcel|passport)\b{_IS}{_ID}",
        _I,
    ),
)
_UNIT = r"(?:er|ern|ers|km|kg|km/h|m²|qm|cm|mm|mg|ml|kwh|kw|ps|gb|tb|mb|mbit|uhr|h|min|eur|euro|ct|cent|mal|x|th|st|nd|rd|p|k|°c)"
_CODE = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}-])(?!\d+(?:[.,-]\d+)?-?{_UNIT}\b)(?=[\p{{N}}-]{{0,40}}\p{{L}})(?=(?:[\p{{L}}-]{{0,40}}+\d){{3}})[\p{{L}}\p{{N}}-]{{6,}}+",
    _I,
)
_PLATE = (
    regex.compile(r"(?<!\p{L} )\b(?!DIN|ISO|EN\b)[A-ZÄÖÜ]{1,3} [A-Z]{1,2} \d{2,4}[EH]?\b"),
    regex.compile(r"\b[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ -]?\d{1,4}[EH]?\b"),
    regex.compile(r"\b(?:kennzeichen|nummernschild|number\splate|registration|reg)\b(?:\s(?:ist|lautet|is|no))?[\s.:]*(?P<is>[\p{L}]{1,4}[ -]?[\p{L}\d]{1,3}[ -]?[\p{L}\d]{1,4})", _I),
)  # fmt: skip
_BORN = regex.compile(
    rf"\b(?:geb(?:oren(?:\sbin\sich)?|urts(?:datum|tag))?|jahrgang|\*|born|d\.?o\.?b|date\sof\sbirth|birth\s?date|birthday)\b[\s.:,*-]*(?:(?:am|on|in|im|ist|is|der|den|the|war|was|ich)[\s:]+){{0,3}}(?P<is>{_DATE})",
    _I,
)

_BORN_ON = regex.compile(rf"(?P<is>{_DATE})\s(?:in\s\p{{L}}+\s)?(?:geboren|born)\b", _I)

_NO = r"\s?\d{1,3}(?:\s?[a-z]\b)?(?:\s?[-/]\s?\d{1,3}\s?[a-z]?\b)?(?!\s?(?:uhr|euro|€|%|min|km|meter|jahre|tage|prozent|stück|sterne|mal\b|x\b|kunden|grad|stunden|monate|wochen|leute|personen)|[.,]?\d|\p{L})"
_TOWN = r"(?:,?\s*\n?\s*(?:(?:d|a|ch)-)?\d{4,5}\s+\p{L}[\p{L}-]+(?:[ /-](?-i:\p{Lu})[\p{L}-]+)*|,?\s(?:in\s)?(?-i:\p{Lu}[\p{Ll}]+(?:-\p{Lu}\p{Ll}+)*)|,\s(?:in\s)?\p{L}{4,})?"
_NOT_STREET = r"(?!(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|januar|februar|märz|april|mai\b|juni|juli|august|september|oktober|november|dezember|gleis|kapitel|abschnitt|punkt|seite|bus|linie|tarif|zimmer|preis|jahr|alter|schnitt|quartal|level|raum|schalter|tag\b|monat|bereich|paragraf|absatz|artikel|version|ende|anfang|schritt|teil)"
_STREET = (
    regex.compile(rf"(?<!\p{{L}})\p{{L}}[\p{{L}}.-]{{0,40}}[\p{{L}}-](?:str(?:\.|aße|asse)?|weg|allee|platz|gasse|ring|ufer|damm|chaussee|promenade|deich|steig|pfad|markt|winkel|stieg|wall|graben){_NO}{_TOWN}", _I),
    regex.compile(rf"\b(?:am|an\sde[rnm]|im|in\sde[rnm]|auf\sde[rnm]|zum|zur|unter\sde[nrm]|hinter(?:m|\sde[mnr])|vor\sde[mnr]|bei(?:m|\sde[rnm])|ob(?:en|er|erm)|große|kleine|lange|breite|alte[rn]?|neue[rn]?)\s{_NOT_STREET}(?-i:\p{{Lu}}[\p{{L}}.-]+(?:\s\p{{Lu}}[\p{{L}}.-]+){{0,3}}){_NO}{_TOWN}", _I),
    regex.compile(rf"\b(?:straße|strasse|str\.|platz|allee|weg|ring)\s(?:de[rsn]|am|im|an\sder|zum|zur)\s(?:\d{{1,2}}\.\s)?\p{{L}}+(?:\s(?-i:\p{{Lu}})[\p{{L}}]+)?{_NO}{_TOWN}", _I),
    regex.compile(r"\b(?:flat|apt|apartment|unit)\s\d+\s?[a-z]?\b|\b\d{1,5}[a-z]?,?\s(?:\p{L}[\p{L}'’.]+\s){1,3}(?:street|st|road|rd|lane|ln|avenue|ave|drive|close|court|way|terrace|gardens|square|crescent|boulevard|blvd|row|hill|mews)\b(?:,\s(?-i:\p{Lu}\p{Ll}+))*", _I),
    regex.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"),
    regex.compile(r"\b(?:(?:d|a|ch)-)?\d{5}\s+(?!(?:euro|eur|stück|kunden|menschen|mal|kilometer|km|leute|meter|einwohner|haushalte|tonnen|bestellungen|people|customers|times|followers?|mitglieder|jahre|und|oder|von|bis|ist|war)\b)\p{L}[\p{L}-]{2,}(?:[ /](?:am|an|im|der|bei)(?:\s(?:der|dem))?\s\p{L}+)?", _I),
)  # fmt: skip


def forms(text: str) -> Iterator[Span]:
    """What is personal by its form; spans may overlap."""
    for kind, patterns in (
        ("EMAIL", _MAIL),
        ("LINK", (_LINK,)),
        ("PERSON", _HANDLE),
        ("ACCOUNT", (_ACCOUNT,)),
        ("PHONE", (_PHONE, _SPOKEN)),
        ("NUMBER", (*_PLATE, _CODE)),
        ("DATE", (_BORN, _BORN_ON)),
        ("ADDRESS", _STREET),
    ):
        for pattern in patterns:
            for m in pattern.finditer(text):
                yield Span(kind, *_where(m))
    for pattern in _NUMBERED:
        for m in pattern.finditer(text):
            if sum(c.isdigit() for c in m["is"]) >= 2 + (pattern is _NUMBERED[-1]):
                yield Span("NUMBER", *m.span("is"))
    for m in _DIGITS.finditer(text):
        if sum(c.isdigit() for c in m[0]) >= 6:
            yield Span("NUMBER", *m.span())


def _where(m: "regex.Match[str]") -> tuple[int, int]:
    start, end = m.span("is") if "is" in m.re.groupindex else m.span()
    return start, end
