"""The question that was asked and not answered.

What is asked tells what an answer must hold: a time, an amount, a place, a person, a reason, yes or no, or something
about the thing itself. An answer also says honestly that it is not known yet, or asks back. Rules: they overlook
answers in other words, so the hint asks whether the question is answered; it does not say that it is not.
"""

import re
from dataclasses import dataclass

from zuruf.core.tone_kinds import Finding, Kind
from zuruf.core.tone_text import Sentence, Text

MOST = 4
"""So many questions of one message are looked at, the last ones."""

_SORTS: dict[str, tuple[tuple[str, str], ...]] = {
    "de": (
        ("when", r"wann|wie lange|wie schnell|bis wann|ab wann|seit wann|um wie viel uhr|wie spät|öffnungszeiten|welche[rmn]? (?:tag|datum|uhrzeit|woche|monat)|wie oft"),
        ("amount", r"wie ?viele?[rn]?|was kostet|was kosten|kostet das|wie teuer|wie hoch|welche[rn]? (?:preis|kosten|betrag|größe|maße)|wie (?:groß|schwer|lang|breit|weit)"),
        ("where", r"wo|wohin|woher|welche[rmn]? (?:ort|filiale|adresse|seite|stelle)|unter welcher"),
        ("who", r"wer|wem|wen|an wen|bei wem|mit wem|welche[rn]? ansprechpartner\w*"),
        ("why", r"warum|wieso|weshalb|weswegen|aus welchem grund|woran liegt|wie kommt es|wie kann es sein|was ist der grund|woran"),
        ("how", r"wie|womit|wodurch|was (?:muss|soll|kann|mache|tun|jetzt)|was tun"),
        ("what", r"was|welche[rsnm]?|wofür|worum|wozu|worauf"),
    ),
    "en": (
        ("when", r"when|how long|how soon|what time|since when|until when|by when|which day|what date|opening hours|how often"),
        ("amount", r"how much|how many|what does it cost|what is the price|what's the price|how (?:big|heavy|large|wide|far)|what size"),
        ("where", r"where|which (?:shop|store|page|address)"),
        ("who", r"who|whom|whose"),
        ("why", r"why|how come|what is the reason|what's the reason"),
        ("how", r"how|what (?:should|can|do|must) (?:i|we)"),
        ("what", r"what|which"),
    ),
}  # fmt: skip
_ASKS = {
    language: tuple((sort, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for sort, words in rows)
    for language, rows in _SORTS.items()
}
_DAYS = r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_MONTHS = r"januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|january|february|march|june|july|october|december"
_SAYS = {
    "when": rf"\d|\b(?:{_DAYS}|{_MONTHS}|heute|morgen|übermorgen|gestern|sofort|gleich|jetzt|bereits|schon|sobald|nächste\w*|kommende\w*|diese\w* (?:woche|monat)"
    r"|(?:einen?|zwei|drei|vier|fünf|sechs|wenige\w*|paar) (?:tag|woche|monat|stunde|minute)\w*|ende|mitte|anfang|frühjahr|sommer|herbst|winter|ostern|weihnachten"
    r"|nie|nicht mehr|täglich|wöchentlich|jede\w*|abend|vormittag|mittag|nachmittag|wochenende|today|tomorrow|tonight|yesterday|now|already|soon as|next|this week"
    r"|(?:one|two|three|four|five|six|a few) (?:day|week|month|hour)\w*|end of|spring|summer|autumn|fall|daily|weekly|every|weekend)\b",
    "amount": r"\d|\b(?:kostenlos\w*|gratis|umsonst|nichts|keine (?:kosten|gebühr\w*)|euro|cent|eine?[nr]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|alle|kein\w*"
    r"|free|nothing|no charge|one|two|three|four|five|six|seven|eight|nine|ten|none|all)\b",
    "where": r"https?://|www\.|\b\w+\.(?:de|com|org|example|net|at|ch)\b|\b(?:straße|str\.|platz|weg|gasse|filiale|halle|stock|eingang|website|webseite|seite|konto|menü|app|unter|hier|dort|drüben|oben|unten|links|rechts"
    r"|überall|nirgends|werkstatt|laden|online|shop|page|site|account|menu|here|there|store|street|road|at the|in the|on the|under)\b|\b(?:in|bei|am|im|auf|aus|nach|from|near|at)\s(?:d\w+\s)?[A-ZÄÖÜ]\w+",
    "who": r"@\w|\b(?:ich|wir|uns|mir|frau|herr|kolleg\w*|team|abteilung|hersteller\w*|firma|support|werkstatt|leiter\w*|niemand|jede\w*|alle|i|we|us|me|mr|mrs|ms|colleague\w*|department|manager|nobody|everyone|maker)\b|[\w.]+@[\w.]+",
    "why": r"\b(?:weil|denn|da|wegen|grund|gründe\w*|liegt (?:daran|an)|lag (?:daran|an)|deshalb|daher|darum|damit|um\b.{3,80}\bzu|durch|schuld|ursache\w*|fehler|leider hat\w*|because|since|due|reason\w*|as the|so that|cause\w*|that is why|mistake)\b",
    "how": r"https?://|www\.|\b(?:indem|mit|über|per|unter|einfach|klick\w*|schick\w*|schreib\w*|send\w*|ruf\w*|öffne\w*|wähl\w*|geh\w*|drück\w*|einstellung\w*|menü|zuerst|dann|formular|anleitung|so|by|via|click|open|send|press|choose|settings|first|then|form|just|simply|use)\b",
    "what": "",
    "yes_no": r"\b(?:ja|nein|doch|nicht|noch nicht|kein\w*|leider|natürlich|klar|selbstverständlich|gern\w*|stimmt|richtig|falsch|genau|möglich|unmöglich|jederzeit|gibt es|geht|können|kannst|dürfen|darfst|reicht|passt|haben wir|sind|ist|wird|werden|yes|no|not|n't|cannot|sure|certainly|of course|unfortunately|correct|indeed|you can|we do|there is|it is|it does|will)\b",
}  # fmt: skip
_SAID = {
    sort: re.compile(pattern, re.IGNORECASE) if sort not in ("where",) else re.compile(pattern)
    for sort, pattern in _SAYS.items()
    if pattern
}
_NOT_KNOWN = re.compile(
    r"\b(?:wissen wir (?:\w+ ){0,3}nicht|weiß ich (?:\w+ ){0,3}nicht|(?:noch )?nicht (?:sagen|nennen|absehen|bekannt|fest|klar|sicher)|steht noch nicht|noch offen|noch unklar|klären (?:wir|das)|kläre (?:ich|das)|frage(?:n wir)? (?:\w+ ){0,4}nach"
    r"|melde(?:n)? (?:mich|uns)|schaue? (?:\w+ ){0,3}nach|sehe(?:n)? (?:\w+ ){0,4}nach|prüfe(?:n)? (?:ich|wir|das|gerade)|(?:we|i) (?:do not|don't|don’t) know|not yet known|cannot say yet|can't say yet|(?:find|finding) out|get back to you|let you know"
    r"|(?:am|are) checking|will check|looking into)\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:schick\w*|send\w*|nenn\w*|schreib\w*|verrat\w*|sag\w*|teil\w*)\s(?:sie |du )?(?:uns|mir|bitte)\b|\b(?:send|tell|message|dm|give) (?:us|me)\b|\bper (?:dm|direktnachricht|privatnachricht)\b|\b(?:private|direkte) nachricht\b",
    re.IGNORECASE,
)
_COURTESY = re.compile(r"^(?:oder|right|okay|ok|ja|nein|nicht wahr|gell|echt|wirklich|really|ernsthaft|seriously|hallo|hello|ist das (?:ihr|euer|dein) ernst|was soll das|geht(?:'|’)?s noch)\W*$", re.IGNORECASE)  # fmt: skip
_EMPTY_ANSWER = 3  # words besides the greeting: "Danke, gern!" answers nothing that was asked


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the message that is answered. `sort` is a key of what answers it."""

    text: str
    sort: str
    stems: frozenset[str]


def questions(asked: Text) -> tuple[Question, ...]:
    """What *asked* asks, the last MOST questions."""
    found = []
    for s in asked.sentences:
        said = asked.text[s.start : s.end].strip()
        if s.ends == "?" and not _COURTESY.match(said):
            found.append(Question(said[:200], _sort(said, asked.language), _content(s)))
    return tuple(found[-MOST:])


def findings(text: Text, asked: Text) -> tuple[Finding, ...]:
    """One hint for each question that nothing in *text* seems to answer; it stands at the end of the answer."""
    if not text.sentences or _NOT_KNOWN.search(text.text) or _BACK.search(text.text) or _asks_back(text):
        return ()
    end = len(text.text.rstrip())
    open_ = [q for q in questions(asked) if not _answered(q, text)]
    return tuple(Finding(Kind.UNANSWERED, end, end, q.sort, q.text) for q in open_)


def _asks_back(text: Text) -> bool:
    return any(s.ends == "?" for s in text.sentences)


def _sort(question: str, language: str) -> str:
    places = [
        (m.start(), n, sort) for n, (sort, p) in enumerate(_ASKS[language]) if (m := p.search(question))
    ]
    return min(places)[2] if places else "yes_no"


def _answered(q: Question, text: Text) -> bool:
    """Whether a sentence of *text* says such a thing. "What" and "how" are also answered by a word of the question."""
    body = [s for s in text.sentences if len(s.tokens) > 1]
    said = " ".join(text.text[s.start : s.end] for s in body)
    pattern = _SAID.get(q.sort)
    shared = {t.stem for t in text.tokens} & q.stems
    if sum(len(s.tokens) for s in body) < _EMPTY_ANSWER and q.sort not in ("yes_no", "amount", "when"):
        return False
    if q.sort == "what":
        return bool(shared)
    if q.sort in ("yes_no", "who"):
        return pattern is not None and pattern.search(said) is not None and (bool(shared) or _short_yes(text))
    return pattern is not None and pattern.search(said) is not None


def _short_yes(text: Text) -> bool:
    """Begins with yes or no, or is about no matter but that."""
    first = [t.low for s in text.sentences for t in s.tokens][:12]
    return bool({"ja", "nein", "doch", "yes", "no", "klar", "leider", "natürlich", "gern", "gerne", "sure", "unfortunately", "nicht", "kein", "keine", "selbstverständlich"} & set(first))  # fmt: skip


_STOP = frozenset(
    [
        "ich",
        "du",
        "er",
        "sie",
        "es",
        "wir",
        "ihr",
        "ihnen",
        "mir",
        "mich",
        "uns",
        "euch",
        "ist",
        "sind",
        "war",
        "waren",
        "wird",
        "werden",
        "wurde",
        "hat",
        "haben",
        "habe",
        "hatte",
        "kann",
        "können",
        "könnt",
        "könnte",
        "muss",
        "müssen",
        "soll",
        "sollen",
        "darf",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einen",
        "einem",
        "einer",
        "und",
        "oder",
        "aber",
        "in",
        "an",
        "auf",
        "aus",
        "bei",
        "mit",
        "nach",
        "von",
        "zu",
        "zum",
        "zur",
        "im",
        "am",
        "um",
        "für",
        "nicht",
        "noch",
        "auch",
        "nur",
        "so",
        "wie",
        "was",
        "wer",
        "wo",
        "wann",
        "warum",
        "wieso",
        "weshalb",
        "welche",
        "welcher",
        "welches",
        "mein",
        "meine",
        "meinen",
        "meinem",
        "meiner",
        "ihre",
        "ihren",
        "eure",
        "euer",
        "dein",
        "deine",
        "man",
        "denn",
        "mal",
        "eigentlich",
        "jetzt",
        "da",
        "hier",
        "dann",
        "doch",
        "schon",
        "wieder",
        "immer",
        "if",
        "i",
        "you",
        "he",
        "she",
        "it",
        "we",
        "they",
        "me",
        "my",
        "your",
        "our",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "do",
        "does",
        "did",
        "can",
        "could",
        "will",
        "would",
        "should",
        "has",
        "have",
        "had",
        "the",
        "a",
        "an",
        "and",
        "or",
        "but",
        "in",
        "on",
        "at",
        "to",
        "of",
        "for",
        "from",
        "with",
        "not",
        "no",
        "what",
        "who",
        "where",
        "when",
        "why",
        "how",
        "which",
        "this",
        "that",
        "there",
        "it's",
        "any",
    ]
)


def _content(s: Sentence) -> frozenset[str]:
    return frozenset(t.stem for t in s.tokens if t.low not in _STOP and len(t.low) > 2)
