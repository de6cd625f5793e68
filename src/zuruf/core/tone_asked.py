"""The question that was asked and not answered.

What is asked tells what an answer must hold: a time, an amount, a place, a person, a reason, yes or no, or something
about the thing itself. An answer also says honestly that it is not known yet, or asks back. Rules: they overlook
answers in other words, so the hint asks whether the question is answered; it does not say that it is not.
"""

import re
from dataclasses import dataclass

from zuruf.core.tone_kinds import Finding, Kind
from zuruf.core.tone_text import Sentence, Text, words_in

MOST = 4
"""So many questions of one message are looked at, the last ones."""

_SORTS: dict[str, tuple[tuple[str, str], ...]] = {
    "de": (
        ("when", r"wann|wie lange|wie schnell|bis wann|ab wann|seit wann|um wie viel uhr|wie spät|öffnungszeiten|welche[rmn]? (?:tag|datum|uhrzeit|woche|monat)|wie oft"),
        ("amount", r"wie ?viele?[rn]?|was kostet|was kosten|kostet das|wie teuer|wie hoch|welche[rn]? (?:preis|kosten|betrag|größe|maße)|wie (?:groß|schwer|lang|breit|weit)"),
        ("where", r"wo|wohin|woher|welche[rmn]? (?:ort|filiale|adresse|seite|stelle)|unter welcher"),
        ("what", r"für wen|von wem"),
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
    "when": rf"\d|\b(?:{_DAYS}|{_MONTHS}|heute|morgen|übermorgen|gestern|sofort|gleich|jetzt|bereits|schon|nächste\w*|kommende\w*|diese\w* (?:woche|monat)"
    r"|(?:eine[nr]?|ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|dreißig|hundert|wenige\w*|paar|einige\w*) (?:tag|woche|monat|stunde|minute|jahr)\w*|nach (?:abschluss|ende|der|dem)|vorher|zuerst|ende|mitte|anfang|frühjahr|sommer|herbst|winter|ostern|weihnachten"
    r"|nie|nicht mehr|täglich|wöchentlich|jede\w*|abend|vormittag|mittag|nachmittag|wochenende|today|tomorrow|tonight|yesterday|now|already|next|this week"
    r"|(?:one|two|three|four|five|six|ten|a few|several) (?:day|week|month|hour|year|minute)s?|once|after|end of|spring|summer|autumn|fall|daily|weekly|every|weekend)\b",
    "amount": r"\d|\b(?:kostenlos\w*|gratis|umsonst|nichts|keine (?:kosten|gebühr\w*)|euro|cent|eine?[nr]?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|alle|kein\w*"
    r"|free|nothing|no charge|one|two|three|four|five|six|seven|eight|nine|ten|none|all)\b",
    "where": r"(?i:https?://|www\.|\b\w+\.(?:de|com|org|example|net|at|ch)\b|\b(?:verpackung|between|behind|inside|below|above|straße|str\.|platz|weg|gasse|filiale|halle|stock|eingang|website|webseite|seite|konto|menü|app|unter|hier|dort|drüben|oben|unten|links|rechts"
    r"|überall|nirgends|werkstatt|laden|online|shop|page|site|account|menu|here|there|store|street|road|at the|in the|on the|under)\b)|\b(?:in|bei|zwischen|hinter|neben|vor|an|ab|vom|zum|zur|am|im|auf|aus|nach|from|near|at)\s(?:d\w+\s)?[A-ZÄÖÜ]\w+",
    "who": r"@\w|\b(?:frau|herr|kolleg\w*|team|abteilung|hersteller\w*|firma|support|werkstatt|leiter\w*|niemand|jede\w*|alle|beide|haft\w*|mr|mrs|ms|colleague\w*|department|manager|nobody|everyone|maker)\b|\b(?:wir|ich|uns|mir|we|i|me)\b.{0,40}\b(?:zahl\w*|übernehm\w*|trag\w*|haft\w*|kümmer\w*|mach\w*|bin|sind|pay|cover|do|am|are|schreib\w*)\b|\b(?:schreib\w*|zahl\w*|übernehm\w*|ruf\w*)\b.{0,20}\b(?:wir|ich|uns|mir)\b|[\w.]+@[\w.]+",
    "why": r"\b(?:weil|denn|da|wegen|infolge|aufgrund|krank|kaputt|fehlt\w*|ausgefallen|verspätet|gebrochen|geplatzt|insolven\w*|gestrichen|vergessen|verwechselt|vertauscht|stau|panne|streik|burst|broke\w*|sick|ill|failed|flood\w*|under water|strike|out of stock|grund|gründe\w*|liegt (?:daran|an)|lag (?:daran|an)|deshalb|daher|darum|damit|um\b.{3,80}\bzu|schuld|ursache\w*|fehler|because|since|due|reason\w*|as the|so that|cause\w*|that is why|mistake)\b",
    "how": r"https?://|www\.|\b(?:indem|mit|über|per|unter|einfach|klick\w*|schick\w*|schreib\w*|send\w*|ruf\w*|öffne\w*|wähl\w*|geh\w*|drück\w*|einstellung\w*|menü|zuerst|dann|formular|anleitung|so|by|via|click|open|send|press|choose|settings|first|then|form|just|simply|use)\b",
    "what": "",
    "yes_no": r"\b(?:ja|nein|nicht|noch nicht|kein\w*|leider|natürlich|klar|selbstverständlich|gern\w*|stimmt|richtig|falsch|genau|möglich|unmöglich|jederzeit|gibt es|geht|können|kannst|dürfen|darfst|reicht|passt|haben|habe|hat|sind|ist|wird|werden|ab|bis|yes|no|not|n't|cannot|sure|certainly|of course|unfortunately|correct|indeed|you can|we do|there is|it is|it does|will)\b",
}  # fmt: skip
_SAID = {
    sort: re.compile(pattern, re.IGNORECASE) if sort not in ("where",) else re.compile(pattern)
    for sort, pattern in _SAYS.items()
    if pattern
}
_NOT_KNOWN = re.compile(
    r"\b(?:wissen wir (?:\w+ ){0,3}nicht|weiß ich (?:\w+ ){0,3}nicht|(?:noch )?nichts? (?:\w+ )?(?:sagen|nennen|absehen|bekannt|fest|klar|sicher)|steht noch nicht|noch offen|noch unklar|klären (?:wir|das)|kläre (?:ich|das)|frage(?:n wir)? (?:\w+ ){0,4}nach"
    r"|melde(?:n)? (?:mich|uns)|schaue? (?:\w+ ){0,3}nach|sehe(?:n)? (?:\w+ ){0,4}nach|prüfe(?:n)? (?:ich|wir|das|gerade)|(?:we|i) (?:do not|don't|don’t) know|not yet known|cannot say yet|can't say yet|(?:find|finding) out|get back to you|let you know"
    r"|(?:am|are) checking|will check|looking into)\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:schick\w*|send\w*|nenn\w*|schreib\w*|verrat\w*|sag\w*|teil\w*)\s(?:sie |du )?(?:uns|mir|bitte)\b|\b(?:send|tell|message|dm|give) (?:us|me)\b|\bper (?:dm|direktnachricht|privatnachricht)\b|\b(?:private|direkte) nachricht\b",
    re.IGNORECASE,
)
_COURTESY = re.compile(r"^(?:oder|right|okay|ok|ja|nein|nicht wahr|gell|echt|wirklich|really|ernsthaft|seriously|hallo|hello|ist das (?:ihr|euer|dein) ernst|was soll das|geht(?:'|’)?s noch)\W*$", re.IGNORECASE)  # fmt: skip
_REQUEST = re.compile(
    r"\W*(?:bitte )?(?:können sie|könnten sie|könnt ihr|könntet ihr|kannst du|könntest du|würden sie|can you|could you|would you)\b",
    re.IGNORECASE,
)
_EMPTY_ANSWER = 3  # words besides the greeting: "Danke, gern!" answers nothing that was asked


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the message that is answered. `sort` is a key of what answers it; `request`: "Could you …?", which
    doing it answers as well."""

    text: str
    sort: str
    stems: frozenset[str]
    request: bool = False


def questions(asked: Text) -> tuple[Question, ...]:
    """What *asked* asks, the last MOST questions."""
    found = []
    for s in asked.sentences:
        said = asked.text[s.start : s.end].strip()
        if s.ends == "?" and not _COURTESY.match(said):
            found.append(
                Question(said[:200], _sort(said, asked.language), _content(s), bool(_REQUEST.match(said)))
            )
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
    """Whether *text* says such a thing, or speaks of what the question is about where that is enough."""
    pattern = _SAID.get(q.sort)
    shared = _shares(q.stems, text)
    if sum(len(s.tokens) for s in text.sentences) < _EMPTY_ANSWER and q.sort not in _SHORT:
        return False
    if q.sort == "what":
        return shared
    said = pattern is not None and pattern.search(text.text) is not None
    if q.sort == "yes_no":
        return _begins_with_yes(text) or (shared and (said or q.request))
    return said or (q.sort == "who" and shared)


_SHORT = ("yes_no", "amount", "when", "who")
_YES = words_in(
    """
    ja nein doch jein yes no klar natürlich gern gerne sure certainly leider stimmt unfortunately
    selbstverständlich jederzeit richtig genau nicht nie möglich unmöglich yep
    """
)
_ANYWHERE = frozenset({"möglich", "unmöglich", "leider", "stimmt", "unfortunately"})


def _begins_with_yes(text: Text) -> bool:
    """A yes or no among the first words of a sentence, behind a greeting or a name too, or said plainly anywhere."""
    for s in text.sentences:
        low = [t.low for t in s.tokens]
        if low[0] in _YES or (s is text.sentences[0] and _YES & set(_after_greeting(text, s))):
            return True
        if _ANYWHERE & set(low):
            return True
    return False


def _after_greeting(text: Text, s: Sentence) -> list[str]:
    """The first word behind the first comma: "Guten Tag, ja, …"."""
    comma = text.text.find(",", s.start, s.end)
    return [t.low for t in s.tokens if comma >= 0 and t.start > comma][:1]


def _shares(stems: frozenset[str], text: Text) -> bool:
    """A word of the question, or one of its family: fertig, Fertigstellung."""
    heads = {stem[:5] for stem in stems if len(stem) >= 5}
    return any(t.stem in stems or (len(t.stem) >= 5 and t.stem[:5] in heads) for t in text.tokens)


_STOP = words_in(
    """
    ich i du er sie es wir ihr ihnen mir mich uns euch is ist sind in war a waren are wird wer we werden
    den wurde hat at habe haben be hatte kann an können könnt könnte muss müssen soll so sollen da darf
    der die das dem des ein eine einen einem einer und oder aber auf aus bei mit it nach von on zu zum
    um zur im am für nicht noch no auch nur wie was wo wann warum wieso weshalb welche he welcher
    welches mein me meine meinen meinem meiner ihre ihren eure euer dein deine man denn mal eigentlich
    jetzt hier dann doch do schon wieder immer if you she the they my your our were been does did can
    could will would should has have had and or but to of for from with not what who where when why how
    which this that there it's any
    """
)


def _content(s: Sentence) -> frozenset[str]:
    return frozenset(t.stem for t in s.tokens if t.low not in _STOP and len(t.low) > 2)
