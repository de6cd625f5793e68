"""Nouns where a verb would do, and things that happen by nobody's hand."""

import re
from collections.abc import Sequence

from zuruf.core.tone_kinds import Finding, Kind
from zuruf.core.tone_text import Sentence, Text, Token

_NOUN = re.compile(r".{3,}(?:ung|ungen|heit|heiten|keit|keiten|ierung|tion|tionen|nahme|nahmen)$")
_NOUN_EN = re.compile(r".{4,}(?:tion|tions|ment|ments|ance|ence|sion|sions)$")
_NO_DEED = {  # they end alike, but nobody could say them as a verb
    "zeitung", "zeitungen", "wohnung", "wohnungen", "rechnung", "rechnungen", "kleidung", "abteilung", "gesundheit",
    "möglichkeit", "möglichkeiten", "sicherheit", "freiheit", "station", "nation", "umgebung", "packung", "sendung",
    "öffnungszeiten", "meinung", "heizung", "schulung", "kreuzung", "leitung", "anleitung", "quittung", "version",
    "einzelheiten", "mehrheit", "krankheit", "neuigkeiten", "richtung", "saison", "position", "sendungsnummer",
    "moment", "comment", "department", "apartment", "payment", "document", "question", "questions", "option", "options", "information", "location", "garment", "equipment", "insurance", "mention",
}  # fmt: skip
MANY = 3
"""So many such nouns in one sentence are too many."""


def nominal(text: Text) -> tuple[Finding, ...]:
    """Sentences with many nouns made of verbs."""
    pattern = _NOUN if text.language == "de" else _NOUN_EN
    found = []
    for sentence in text.sentences:
        nouns = [
            t
            for t in sentence.tokens
            if t.low not in _NO_DEED
            and pattern.match(t.low)
            and (text.language != "de" or t.text[:1].isupper())
        ]
        if len(nouns) >= MANY and len(nouns) / len(sentence.tokens) >= 0.13:
            about = ", ".join(t.text for t in nouns[:4])
            found.append(Finding(Kind.NOMINAL, sentence.start, sentence.end, "many", about))
    return tuple(found)


_WERDEN = {"wird", "werden", "wurde", "wurden", "worden", "würde", "würden"}
_FRONT = "ab|an|auf|aus|bei|durch|ein|entgegen|fest|fort|frei|gut|heraus|herunter|hin|hoch|los|mit|nach|um|vor|weg|weiter|wieder|zu|zurück|zusammen|bereit|fertig|bekannt"
_PARTICIPLE = re.compile(
    rf"(?:(?P<front>{_FRONT})?ge(?P<weak>\w{{2,}})t|(?P<front2>{_FRONT})?(?P<be>(?:be|er|ver|zer|ent|miss|über|unter)\w{{2,}})t"
    r"|(?P<iert>\w{2,}ier)t)$"
)
_STRONG = {
    "verschoben": "verschieben", "gefunden": "finden", "übernommen": "übernehmen", "gesendet": "senden",
    "gesandt": "senden", "behoben": "beheben", "weitergegeben": "geben … weiter", "aufgenommen": "nehmen … auf",
    "vorgenommen": "nehmen … vor", "entschieden": "entscheiden", "erhoben": "erheben", "getroffen": "treffen",
    "geschrieben": "schreiben", "angeboten": "bieten … an", "versprochen": "versprechen", "gegeben": "geben",
    "genommen": "nehmen", "gesehen": "sehen", "besprochen": "besprechen", "gehalten": "halten", "gelesen": "lesen",
    "abgeschlossen": "schließen … ab", "ausgeschlossen": "schließen … aus", "beschlossen": "beschließen",
    "herausgegeben": "geben … heraus", "zurückgenommen": "nehmen … zurück", "unternommen": "unternehmen",
    "unterbrochen": "unterbrechen", "abgebrochen": "brechen … ab", "vergessen": "vergessen", "gelassen": "lassen",
    "verloren": "verlieren", "betrieben": "betreiben", "beschrieben": "beschreiben", "erlassen": "erlassen",
    "ausgegeben": "geben … aus", "angegeben": "geben … an", "eingezogen": "ziehen … ein", "geworfen": "werfen",
    "abgezogen": "ziehen … ab", "einbezogen": "beziehen … ein", "herangezogen": "nutzen", "angenommen": "nehmen … an",
    "verwiesen": "verweisen", "hingewiesen": "weisen … hin", "überwiesen": "überweisen", "gebeten": "bitten",
    "geschlossen": "schließen", "angerufen": "rufen … an", "ergriffen": "tun", "eingehalten": "halten … ein",
    "aufgehoben": "heben … auf", "verziehen": "verzeihen", "vertrieben": "vertreiben", "zugewiesen": "weisen … zu",
    "getan": "tun", "unterzogen": "prüfen", "beraten": "beraten", "gesperrt": "sperren", "geladen": "laden",
    "eingeladen": "laden … ein", "bezogen": "beziehen", "empfohlen": "empfehlen", "gestohlen": "stehlen",
}  # fmt: skip
_BY = re.compile(
    r"\b(?:von|vom|durch)\s(?:uns|mir|ihm|ihr|ihnen|dir|unser\w*|mein\w*|dem|der|den|einer?m?|einem|[A-ZÄÖÜ]\w+)\b"
)
_WE = {"wir", "ich"}
_BE = {"is", "are", "was", "were", "been", "being", "be"}
_ENGLISH = re.compile(r"\w{3,}ed$")
_ENGLISH_STRONG = {
    "sent", "made", "done", "given", "taken", "found", "held", "told", "shown", "written", "put", "kept", "brought",
    "chosen", "withdrawn", "paid", "seen", "built", "lost", "sold", "understood",
}  # fmt: skip
_FEELING = {
    "interested", "pleased", "delighted", "concerned", "excited", "tired", "used", "supposed", "located", "based",
    "closed", "worried", "needed", "disappointed", "frustrated", "annoyed", "allowed", "thrilled", "confused",
    "surprised", "committed", "indeed", "red", "unfinished", "limited", "related", "required", "involved", "relieved",
}  # fmt: skip


def passive(text: Text) -> tuple[Finding, ...]:
    """Deeds that nobody does: a passive without "by …"."""
    one = _german if text.language == "de" else _english
    return tuple(f for s in text.sentences for f in one(text.text, s))


def _german(text: str, sentence: Sentence) -> list[Finding]:
    found = []
    for clause in _clauses(text, sentence):
        verbs = [
            t
            for t in clause
            if (t.low in _WERDEN and t.text[:1].islower()) or (t.low in _WERDEN and t is clause[0])
        ]
        part = next((t for t in reversed(clause) if t.text[:1].islower() and _is_participle(t.low)), None)
        if not verbs or part is None or verbs[0] is part:
            continue
        if any(t.low in _WE for t in clause) and verbs[0].low not in ("wurde", "wurden", "worden"):
            continue  # "wir werden … gefragt" says who
        start, end = min(verbs[0].start, part.start), max(verbs[-1].end, part.end)
        if any(t.low == "worden" for t in verbs) and text[end : end + 8].startswith(" zu sein"):
            continue
        if _BY.search(text[clause[0].start : clause[-1].end]):
            continue
        found.append(Finding(Kind.PASSIVE, start, end, "nobody", text[start:end], _active(part.low)))
    return found


def _clauses(text: str, sentence: Sentence) -> list[list[Token]]:
    """The words between commas, dashes and colons."""
    out: list[list[Token]] = [[]]
    for before, token in zip((None, *sentence.tokens), sentence.tokens, strict=False):
        if before is not None and any(c in ",;:–—()" for c in text[before.end : token.start]):
            out.append([])
        out[-1].append(token)
    return [clause for clause in out if clause]


_SEPARATED = re.compile(
    rf"(?:{_FRONT}|wahr|statt|teil|dar|ein|gegenüber|heran|hinaus|nieder|voraus|ent)ge(?!h|b|nieß|winn|lt|hör|fall)\w{{2,}}en$"
)


def _is_participle(low: str) -> bool:
    if low in _STRONG or _SEPARATED.match(low):
        return True
    return len(low) > 4 and not low.endswith("geben") and _PARTICIPLE.match(low) is not None


def _active(participle: str) -> tuple[str, ...]:
    """The words "wir prüfen" of "geprüft"."""
    if participle in _STRONG:
        return (f"wir {_STRONG[participle]}",)
    m = _PARTICIPLE.match(participle)
    if m is None:
        return ()
    stem = m["weak"] or m["be"] or m["iert"]
    verb = stem + ("n" if stem.endswith(("e", "el", "er")) and not stem.endswith("ier") else "en")
    front = m["front"] or m["front2"]
    return (f"wir {verb} … {front}" if front else f"wir {verb}",)


def _english(text: str, sentence: Sentence) -> list[Finding]:
    found = []
    tokens = sentence.tokens
    for i, token in enumerate(tokens):
        if token.low not in _BE:
            continue
        after = [
            t
            for t in tokens[i + 1 : i + 4]
            if not t.low.endswith("ly") and t.low not in ("being", "been", "not", "now")
        ]
        if not after or not (_ENGLISH.match(after[0].low) or after[0].low in _ENGLISH_STRONG):
            continue
        if after[0].low in _FEELING or _by_somebody(tokens, after[0]):
            continue
        found.append(
            Finding(Kind.PASSIVE, token.start, after[0].end, "nobody", text[token.start : after[0].end])
        )
    return found


def _by_somebody(tokens: Sequence[Token], verb: Token) -> bool:
    return any(t.low == "by" and t.start > verb.end for t in tokens)
