"""Names in a text that is to leave the house: where somebody says who she is, signs, is greeted, or is named after a role.

Liberal where `facts_people` is conservative. Not found: a surname that nobody told, in running text without such a word.
"""

from collections.abc import Iterable, Iterator

import regex

from zuruf.classifiers.facts_people import _FIRSTS, _GREETS, _NO_NAME, _SIGNS
from zuruf.core.mask import Span

_I = regex.IGNORECASE
_MORE_FIRSTS_WORDS = """
Ahmed Ahmet Aischa Aisha Aleksandra Ali Alicja Amir Anastasia Andrzej Antonio Aylin Ayşe Ayse Bilal Bogdan Burak Can Carlos Cem
Chiara Darius Deniz Dilek Dmitri Ebru Elif Emine Emre Enrico Erkan Erna Esra Farid Fatima Finn Francesca Giovanni Giulia Hakan
Halil Hamza Hassan Hatice Hussein Hüseyin Ibrahim Igor Irina Ivan Iwan Jarosław Jolanta Jose Juan Kamil Katarzyna Khalid Krzysztof
Kübra Layla Leila Leyla Lia Linh Ludmila Magdalena Mahmoud Małgorzata Marek Mariam Mateusz Mehdi Melek Merve Mia Mila Mirko Murat
Nadia Natalia Nikolai Noah Nour Oksana Olga Omar Onur Ömer Osman Özgür Özlem Pavel Pedro Piotr Raisa Ramazan Rashid Samira Selin Serkan Sevgi
Sibel Slavica Svetlana Tamara Tarek Tomasz Tuğba Ümit Valentina Vladimir Wanda Wladimir Xaver Yasmin Yusuf Yuri Zeynep Zofia
Aisling Callum Ciara Connor Declan Eoin Finley Gemma Harriet Imogen Isla Liam Nigel Niamh Priya Raj Siobhan Trevor Zoe
"""
_MORE_FIRSTS = frozenset(_MORE_FIRSTS_WORDS.split())
_NAMES = _FIRSTS | _MORE_FIRSTS
_NOT_SMALL_WORDS = (
    "jan kai can eva mario mark jack will mia finn ali ute uwe christian iris deniz cem raj melek"
)
_NOT_SMALL = frozenset(_NOT_SMALL_WORDS.split())
_CAP = r"\p{Lu}[\p{L}’'-]+"
_BIT = r"(?:(?:von|van|de|der|den|zu|und\szu|el|al|bin|ibn|da|di|la|le)\s)*"
_FULL = rf"(?:\p{{Lu}}\.\s?)*{_BIT}{_CAP}(?:\s(?:\p{{Lu}}\.\s?)?{_BIT}{_CAP}){{0,3}}"
_STOP_WORDS = """
aber alle alles als also am an and are at auch auf aus bei bin bis bitte but das dass dem den denn der des die dies diese dieser doch du ein eine einen einer er es
euch for from für ganz gerade gern gibt habe haben hat hatte have heute hier i ich ihm ihn ihr ihnen im immer in is ist it ja jetzt just kam kann kein keine komme kommt
leider mal man mein meine meinem meiner mich mir mit my nach nicht noch not now nun nur ob oder of on or ruft sagt sagte schon schreibt sehr seit sich sie sind so
sollte that the there to total über um und uns unser unsere unter us very vom von vor waiting war was we weil weiter wenn wer were werde wie will wir wird with wo wohne
wollte wurde you your zu zufrieden zum zur wohnt rief meinte hilft meldet möchte braucht geht macht muss soll war's klingelt antwortet weiß fehlt who which whose
"""
_STOP = frozenset(_STOP_WORDS.split())
_NOUN_WORDS = """
kunde kundin kunden mutter vater mieter mieterin rentner rentnerin student studentin mitglied fan nachbar nachbarin lehrer lehrerin opfer zeuge zeugin
stammkunde stammkundin neukunde abonnent patient patientin fahrer fahrerin pendler pendlerin anwohner anwohnerin bürger gast mensch eltern oma opa
frau mann kind sohn tochter bruder schwester stau schluss problem frage antwort chaos link foto rechnung beweis ärger grund teil ende
vegetarier radfahrer autofahrer käufer käuferin urlaub dienst arbeit hause berlin hamburg münchen leipzig köln deutschland rückmeldung hilfe fehler
ihrem ihren ihre ihr sie team kunde chef montag dienstag mittwoch donnerstag freitag samstag sonntag monday tuesday wednesday thursday friday saturday sunday customer server english german
dank danke grüße gruß bitte thanks thank regards cheers ps hallo hello antwort vielen many best liebe viele please update edit nachtrag
"""
_NOUN = frozenset(_NOUN_WORDS.split())
_ENDS = ("ung", "heit", "keit", "schaft", "tion", "erin", "tät", "ismus", "nis", "mieter", "kunde", "kundin")
_STRONG = regex.compile(
    r"\b(?:ich\shei(?:ß|ss)e|(?:mein|my)\s(?:\p{L}+\s)?name(?:\sist|\sis|\slautet|:|'s)|ich\snenne\smich|i['’]?m\scalled|i\sam\scalled|man\snennt\smich)\s+"
    r"(?P<is>\p{L}[\p{L}.’'-]*(?:\s\p{L}[\p{L}.’'-]*){0,3})",
    _I,
)
_WEAK = regex.compile(
    rf"\b(?i:ich\sbin(?:['’]s|\ses)?,?|bin|(?:hier|da)(?:\s(?:ist|spricht|schreibt|meldet\ssich|nochmal|noch\smal|wieder))?|i['’]m|i\sam|it['’]s|this\sis)\s(?i:(?:die|der|herr|frau)\s)?(?P<is>{_FULL})(?P<after>\s\p{{Ll}}+)?"
)
_MYSELF = regex.compile(rf"\b(?i:ich|i|wir|we),\s(?P<is>{_FULL}(?:\s(?:und|and)\s{_FULL})?),")
_KIN = r"(?:sohn(?:es)?|tochter|kind|frau|mann|ehemann|ehefrau|mutter|vater|eltern|bruder|schwester|oma|opa|großmutter|großvater|tante|onkel|enkel(?:in)?|neffe|nichte|freund(?:in)?|partner(?:in)?|verlobte[r]?|mitbewohner(?:in)?|son|daughter|wife|husband|mother|father|mum|mom|dad|brother|sister|uncle|aunt|friend|partner|flatmate)"
_ROLE = r"(?:kolleg(?:e|en|in)|mitarbeiter(?:in|s)?|sachbearbeiter(?:in)?|berater(?:in)?|chef(?:in)?|hausmeister(?:in)?|nachbarn?|nachbarin|techniker(?:in)?|fahrer(?:in)?|verkäufer(?:in)?|lehrer(?:in)?|trainer(?:in)?|vermieter(?:in)?|azubi|ärztin|arzt|schwester|pfleger(?:in)?|familie|fam\.|eheleute|pfarrer(?:in)?|anwalt|anwältin|colleague|manager|driver|neighbou?r|technician|landlord|landlady|teacher|caretaker|nurse|agent|advisor|family)"
_TITLE = r"(?:herrn?|frau|fräulein|hr\.|fr\.|dr\.|prof\.|mr\.?|mrs\.?|ms\.?|miss)"
_NAMED = (
    regex.compile(
        rf"\b(?i:mein(?:e[mnrs]?)?|unser(?:e[mnrs]?)?|sein(?:e[mnr]?)?|ihr(?:e[mnr]?)?|my|our|his|her)\s(?i:\p{{Ll}}+\s)?(?i:{_KIN}),?\s(?P<is>{_FULL})"
    ),
    regex.compile(
        rf"\b(?i:namens|hieß|hiess|heißt|named|(?:spoke|talked|sprach|gesprochen|telefoniert\p{{L}}*)\s(?:to|with|mit))\s(?P<is>{_FULL})"
    ),
    regex.compile(rf"\b(?i:{_KIN}|{_ROLE})\s(?:von|of)\s(?P<is>{_FULL})"),
    regex.compile(rf"\b(?i:{_ROLE})\s(?:(?i:{_TITLE})\s)*(?P<is>{_FULL})"),
    regex.compile(rf"\b(?i:(?:{_TITLE}\s)+)(?P<is>{_FULL})"),
    regex.compile(
        rf"\b(?i:kontoinhaber(?:in)?|inhaber(?:in)?|account\sholder|card\s?holder|(?:zahlungs)?empfänger(?:in)?|ansprechpartner(?:in)?|versicherungsnehmer(?:in)?|vertragspartner(?:in)?|besteller(?:in)?|absender(?:in)?|patient(?:in)?|(?:läuft|laufend|registered|booked|bestellt|gebucht|angemeldet)\s(?:auf|unter|in|under|to)(?:\s(?:den|dem|the))?(?:\sname[n]?)?(?:\sof|\svon)?|(?:auf|unter|in|under)\s(?:de[nm]|the)\snamen?(?:\sof|\svon)?)\s*(?:ist|lautet|is|war|was|:)?\s*(?P<is>{_FULL})"
    ),
)
_LABEL = regex.compile(
    r"\b(?:name|vorname|nachname|familienname|surname|first\sname|last\sname|full\sname|kontoinhaber(?:in)?|inhaber|account\sholder|signed|gez)\s*[:.=]\s*(?P<is>\p{L}[\p{L}.’'-]*(?:[ ]\p{L}[\p{L}.’'-]*){0,2})",
    _I,
)
_SMALL = regex.compile(
    rf"(?<!\b(?:die|der|eine|einer|keine|jede|dieser|diese|meine|meiner|ihre|seine|als|ne|'ne)\s)\b{_TITLE}\s(?P<is>\p{{Ll}}[\p{{L}}’'-]{{2,}})"
    r"|\b(?:hausmeister|kollegin|kollege|kollegen|nachbarin|sachbearbeiterin|sachbearbeiter|familie)\s(?P<is>\p{Ll}[\p{L}’'-]{3,})(?=\s(?:hat|ist|war|sagte|sagt|meinte|rief|aus|vom|von)\b)",
    _I,
)
_INITIALS = regex.compile(rf"(?<![\p{{L}}.]|\p{{Ll}}\.\s)(?:\p{{Lu}}\.[ -]?){{1,3}}{_CAP}")
_JOINED = regex.compile(r"(?<![\p{L}-])\p{L}++(?:-\p{L}++)+")
_CLOSE = r"(?:mfg|vg|lg|bg|hg|gruß|gruss|grüße|grüsse|gruesse|grüßen|grüssen|gruessen|grüßt|gruessle|grüßle|regards|wishes|cheers|sincerely|faithfully|truly|xoxo|hochachtungsvoll|dein|deine|ihr|ihre|eure|euer|yours|thanks|thx|danke|dank)"
_CLOSED = regex.compile(rf"^[ \t]*[^\n]{{0,40}}\b{_CLOSE}\b[^\n]{{0,25}}$", _I | regex.MULTILINE)
_SHORT_SIGN = regex.compile(
    r"\b(?:mfg|vg|lg|bg|hg|xoxo|thx)\b[\s,.!–-]+(?:(?:aus|von|from)\s\p{L}+[\s,.!-]+)?(?P<is>\p{L}[\p{L}.’'-]*(?:[ ]\p{L}[\p{L}.’'-]*){0,3})\W*$",
    _I | regex.MULTILINE,
)
_LONG_SIGN = regex.compile(
    rf"(?i:\b(?:gruß|gruss|grüße|grüsse|gruesse|grüßt\s\p{{L}}+|grüßen|grüssen|regards|wishes|cheers|sincerely|hochachtungsvoll|danke|thanks|dank|voraus|advance|ihre?|deine?|eure?|yours|best|love))[ ,.!–-]+(?:(?:aus|von|from|vom)\s(?:der\s)?\p{{L}}+[\s,.!-]+)?(?P<is>(?:(?i:ihre?|eure?|deine?|die|der|familie)\s)?{_FULL})[^\p{{L}}\n]*$",
    regex.MULTILINE,
)


def called(text: str) -> Iterator[Span]:
    """Where a name stands; spans may overlap."""
    for m in _STRONG.finditer(text):
        yield from _cut(text, m.start("is"), m["is"])
    for m in (*_LABEL.finditer(text), *_SHORT_SIGN.finditer(text)):
        yield from _cut(text, m.start("is"), m["is"])
    for m in _WEAK.finditer(text):
        if not _noun(m["is"]):
            yield Span("PERSON", *m.span("is"))
    for pattern in (_MYSELF, *_NAMED, _LONG_SIGN, _INITIALS):
        for m in pattern.finditer(text):
            yield from _person(m)
    for m in _SMALL.finditer(text):
        if m["is"].casefold() not in _STOP:
            yield Span("PERSON", *m.span("is"))
    for m in (_GREETS.search(text), _SIGNS.search(text)):
        if m and not _noun(m["name"]):
            yield Span("PERSON", *m.span("name"))
    yield from _signed(text)


def first_names(text: str, words: Iterable[tuple[str, int, int]]) -> Iterator[Span]:
    """Known first names, also joined ("Lia-Sophie") and in small letters. *words*: (as written, start, end) of *text*."""
    for word, start, end in words:
        if word in ("Can", "Will", "Mark") and not text[:start].strip():  # begins a question
            continue
        small = word.islower() and word not in _NOT_SMALL and word not in _STOP
        if word in _NAMES or ((small or (word.isupper() and len(word) > 3)) and word.capitalize() in _NAMES):
            yield Span("PERSON", start, end)
    for m in _JOINED.finditer(text):
        if any(part in _NAMES for part in m[0].split("-")):
            yield Span("PERSON", *m.span())


def _person(m: "regex.Match[str]") -> Iterator[Span]:
    whole = m.span("is") if "is" in m.re.groupindex else m.span()
    if not _noun(m[0][whole[0] - m.start() : whole[1] - m.start()]):
        yield Span("PERSON", *whole)


def _noun(name: str) -> bool:
    """Is it an everyday word rather than a name? Only the first counts: what follows is of the same run."""
    first = name.split()[0].casefold()
    if first in _STOP or first.capitalize() in _NO_NAME:
        return True
    return first in _NOUN or first.endswith(_ENDS)


def _cut(text: str, start: int, words: str) -> Iterator[Span]:
    """The words up to the first that is an everyday one."""
    end = start
    for m in regex.finditer(r"\S+", words):
        if m[0].casefold().strip(".,!?") in _STOP | _NOUN or m[0] in _NO_NAME:
            break
        end = start + m.end()
        if m[0][-1] in ".!?" and len(m[0]) > 3:
            break
    if text[start:end].strip():
        yield Span("PERSON", start, end)


def _signed(text: str) -> Iterator[Span]:
    """Short lines below a closing, and a name alone on the last of several lines."""
    for closing in _CLOSED.finditer(text):
        at = closing.end()
        for m in regex.finditer(r"[ \t]*(?P<is>\S[^\n]*)", text[at : at + 200]):
            if m.start("is") and (not _short(m["is"]) or m.start() > 90):
                break
            yield Span("PERSON", at + m.start("is"), at + m.end("is"))
    before, cut, last = text.rstrip().rpartition("\n")
    if (
        cut
        and before.strip()
        and regex.fullmatch(rf"\W*(?P<is>{_FULL})\W*", last)
        and not _noun(last.strip(" -–—*~"))
    ):
        yield Span("PERSON", len(before) + 1, len(before) + 1 + len(last))


def _short(line: str) -> bool:
    words = line.split()
    first = words[0].casefold().strip(".:,!-")
    plain = first in _NOUN or first in ("p.s", "vielen", "und", "bitte")
    return len(line) <= 40 and len(words) <= 5 and not line.rstrip().endswith(("?", "!", ":")) and not plain
