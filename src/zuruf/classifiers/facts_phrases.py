"""What is said rather than written in a fixed form: commitments, legal statements, names of competitors.

Phrases are compared by their stems, so that "wir garantieren", "garantieren wir" and "garantierten wir" are one.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from zuruf.classifiers.cues import any_of
from zuruf.core.guideline_facts import Found
from zuruf.core.phrases import Cut, Phrases, Stems, Word, phrase

COMMITMENTS = {
    "de": (
        "wir garantieren", "garantieren wir", "garantieren Ihnen", "garantieren dir", "garantiert", "wir versprechen",
        "versprechen wir", "versprechen Ihnen", "versprechen dir", "verspreche Ihnen", "verspreche dir", "wir sichern zu",
        "sichern wir zu", "sichern Ihnen zu", "zusichern", "wir verpflichten uns", "verpflichten wir uns", "verbindlich zu",
        "Sie haben mein Wort", "mein Wort darauf", "geben Ihnen unser Wort", "sagen Ihnen fest zu", "fest zugesagt",
        "verlassen Sie sich darauf", "hundertprozentig", "ganz sicher",
    ),
    "en": (
        "we guarantee", "can guarantee", "I guarantee", "guaranteed", "we promise", "I promise", "can promise", "we assure you",
        "I assure you", "we commit", "we undertake", "you have my word", "you have our word", "rest assured", "without fail",
    ),
}  # fmt: skip
LEGAL = {
    "de": (
        "wir haften", "haften wir", "haften nicht", "haften für", "haftbar", "keine Haftung", "Haftung übernehmen", "Haftung ausgeschlossen", "Haftungsausschluss", "Produkthaftung", "Rechtsanspruch", "Rechtspflicht", "Rechtsgrundlage", "rechtswidrig",
        "rechtlich verpflichtet", "gesetzlich verpflichtet", "rechtlich zulässig", "rechtlich nicht", "nach geltendem Recht",
        "Anspruch auf", "keinen Anspruch", "kein Anspruch", "verjährt", "Verjährung", "Schadenersatz", "Schadensersatz",
        "Gewährleistung", "Gewährleistungsrecht", "fahrlässig", "Verschulden", "Vertragsbruch",
        "Vertragsstrafe", "Abmahnung", "Unterlassung", "Unterlassungserklärung", "Strafanzeige", "Anzeige erstatten",
        "verklagen", "Klage einreichen", "Klage erheben", "einklagen", "vor Gericht", "Gerichtsverfahren", "Rechtsanwalt", "Anwalt", "Rechtsabteilung",
        "rechtliche Schritte", "Rechtsstreit", "Ermittlungsverfahren", "Datenschutzverstoß", "Urheberrecht verletzt",
    ),
    "en": (
        "liable", "liability", "legal obligation", "legally obliged", "legally required", "legal basis", "unlawful", "by law",
        "entitled to", "not entitled", "statute of limitations", "time-barred", "pay damages", "claim damages", "negligence", "negligent",
        "breach of contract", "cease and desist", "press charges", "sue you", "sue us", "sue them", "suing", "lawsuit", "legal action", "in court", "litigation",
        "lawyer", "attorney", "solicitor", "legal department", "statutory warranty", "infringement",
    ),
}  # fmt: skip
_CITED = regex.compile(
    r"§§?\s?\d+\s?[a-z]?(?:\s(?:Abs|Satz|Nr)\.?\s?\d+)*(?:\s\p{Lu}[\p{L}]{1,8})?"
    r"|\b(?:Art\.?|Artikel|article|section)\s\d+(?:\s(?:Abs\.|lit\.|para\.?)\s?\w+)*\s(?:DSGVO|GDPR|BGB|HGB|GG|UWG|StGB|DDG|DSA|UrhG|KUG|AGG)\b"
    r"|\b(?:DSGVO|BGB|UWG|StGB|UrhG|AGG)\b"
)
_CITES = ("§", "Art", "art", "section", "DSGVO", "BGB", "UWG", "StGB", "UrhG", "AGG")


def said(text: str, words: Sequence[Word], stems: Stems, competitors: Phrases, cut: Cut) -> Iterator[Found]:
    """Competitors, legal statements and commitments, each stretch once per kind."""
    known = _known(cut)
    yield from _stand("competitor", text, words, stems, competitors)
    if any_of(_CITES, text):
        yield from (Found("legal", m[0], m.start(), m.end(), m[0].casefold()) for m in _CITED.finditer(text))
    yield from _stand("legal", text, words, stems, known["legal"])
    yield from _stand("commitment", text, words, stems, known["commitment"])


def _stand(kind: str, text: str, words: Sequence[Word], stems: Stems, phrases: Phrases) -> Iterator[Found]:
    if not phrases:
        return
    spans = {(words[a].start, words[b].end) for a, b in stems.find(phrases)}
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        yield Found(kind, text[start:end], start, end, text[start:end].casefold())


@lru_cache(maxsize=4)
def _known(cut: Cut) -> dict[str, Phrases]:
    return {
        kind: Phrases(tuple(phrase(t, cut, (language,)) for language, texts in of.items() for t in texts))
        for kind, of in (("legal", LEGAL), ("commitment", COMMITMENTS))
    }


@lru_cache(maxsize=16)
def names(competitors: tuple[str, ...], cut: Cut) -> Phrases:
    """The competitors' names as phrases in all languages; a name without any word is left out."""
    made = (phrase(name, cut) for name in competitors)
    return Phrases(tuple(p for p in made if any(p.stems)))
