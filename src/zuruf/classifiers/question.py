"""Whether a message asks something: question marks, question words and verb-first sentences, German and English.

Rules, not a model: they say which words counted, and a learned judge can stand beside them later.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from zuruf.classifiers.signs import KEPT
from zuruf.core.triage import Finding, Reason, Subject

LOOKED_AT = 5000  # characters
_NAMED = 3  # last words of what is asked

_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_SENTENCE = re.compile(r"[^.!?…\n؟？⁉❓❔]+[.!?…؟？⁉❓❔]*")
_MARK = re.compile(r"[?？؟⁉❓❔]")
# A name is taken whole or not at all ("(?>"): cut in every possible way, thirty of them in a row would take hours.
_GREETING = r"hallo|hi|hey|moin|servus|hello|guten (?:tag|morgen|abend)|sorry|bitte|please|(?>@[\w.@-]*\w)"
_OPENERS = rf"(?:(?:{_GREETING}|und|aber|and|but|ok|okay)\b|[,:\s–-])*"
_WORDS = (
    r"wen|wem|wessen|wann|wo|wohin|woher|worum|woran|wofür|wodurch|womit|wozu|warum|wieso|weshalb|wie|"
    r"wieviele?|"
    r"welche[rsnm]?|inwiefern|ab wann|bis wann|seit wann|an wen|whom|whose|when|where|why|how|which"
)
_GERMAN_VERB = (
    r"kann|kannst|könnt|können|könnte|könntest|könntet|könnten|darf|dürfen|dürfte|muss|müssen|soll|sollte|"
    r"sollen|"
    r"will|wollt|wollen|möchtet|ist|sind|seid|war|waren|wäre|hat|habt|haben|hätte|hättet|hätten|gibt|gäbe|"
    r"wird|werden|"
    r"werdet|würdet|würden|wisst|weiß|weiss|kommt|kommen|bekomme|bekommen|funktioniert|geht|steht|stimmt|"
    r"läuft|nehmt|"
    r"macht|plant|bietet|lohnt|braucht|kostet|passiert|bedeutet|heißt|heisst|spielt|sehe ich"
)
_ENGLISH_VERB = (
    r"can|could|can't|do|don't|does|doesn't|did|didn't|is|isn't|are|aren't|was|were|will|won't|would|should|"
    r"shall|"
    r"has|have|haven't|may|am"
)
# "Wer" and "was" begin as many statements ("Wer das kauft, ist selbst schuld") unless a verb follows at once.
_ASKS = re.compile(
    _OPENERS
    + rf"(?<!\w)(?P<word>{_WORDS}|(?:wer|was) (?:{_GERMAN_VERB})|(?:who|what) (?:{_ENGLISH_VERB}))\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_STATES = re.compile(  # exclamations, and "wie" that compares or refers
    r"\W*(was für|what an?|so|hätte ich (?:so )?(?:nicht|nie) (?:gedacht|erwartet)|wie (?:gesagt|immer|alle|auch|bereits|schon|oben|gut|schön|toll|nett|"
    r"angekündigt|versprochen|"
    r"vereinbart|besprochen)|how (?:nice|great|sweet|lovely))\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(  # "When I came home, …": the verb stands last, or a comma ends the clause
    r"\s+(ich|du|er|sie|es|wir|ihr|man|mich|mir|uns|das|i|you|he|she|we|they|it)\b", re.IGNORECASE
)
_GERMAN_WHO = (
    r"ich|du|er|sie|es|wir|ihr|man|jemand|wer|das|der|die|den|dem|dies\w*|denn|hier|da|mein\w*|dein\w*|"
    r"sein\w*|euer|"
    r"eure\w*|ihre?\w*|unser\w*|ein\w*|noch|auch|bei|eigentlich"
)
_ENGLISH_WHO = (
    r"i|you|we|they|it|he|she|there|this|that|these|those|anyone|anybody|someone|the|my|your|our|any"
)
_VERB_FIRST = re.compile(
    _OPENERS
    + rf"(?<!\w)(?P<word>(?:{_GERMAN_VERB})\s+(?:{_GERMAN_WHO})|(?:{_ENGLISH_VERB})\s+(?:{_ENGLISH_WHO}))\b",
    re.IGNORECASE,
)
_INDIRECT = re.compile(
    r"\b(frage mich,? (?:ob|wann|wie|warum|wo)|wüsste (?:ich )?gern|würde gern(?:e)? wissen|"
    r"möchte (?:gern )?wissen|"
    r"können sie mir (?:sagen|mitteilen)|könnt ihr mir (?:sagen|helfen)|(?:ich hätte|habe|hab) (?:eine|ne|"
    r"da eine) frage|"
    r"i wonder (?:if|when|why|how)|i(?:'d| would) like to know|could you tell me|i have a question|"
    r"let me know (?:if|when|how))\b",
    re.IGNORECASE,
)


class Question:
    name = "question"
    version = "1"

    def judge(self, subjects: Sequence[Subject]) -> list[tuple[Finding, ...]]:
        return [(_judge(_without_addresses(subject.text[:LOOKED_AT])),) for subject in subjects]


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub(" ", text) if "://" in text or "www." in text else text


def _asked(text: str) -> str:
    """The end of the longest sentence that asks: of "Aus? Tauscht ihr den?" its "ihr den?" says what is asked, "Aus?" does not."""
    sentences = [s.split() for s in _SENTENCE.findall(text) if _MARK.search(s)]
    words: list[str] = max(sentences, key=len, default=[])
    return " ".join(word[-40:] for word in words[-_NAMED:]) or "?"


@lru_cache(maxsize=KEPT)  # the judge of intents asks again
def _judge(text: str) -> Finding:
    """The strongest sign counts; a question mark is the strongest."""
    if not text.strip():
        return Finding("question", "no", 0.5, (Reason("no_words"),))
    if _MARK.search(text):
        return Finding("question", "yes", 0.95, (Reason("question_mark", (_asked(text),)),))
    if indirect := _INDIRECT.search(text):
        return Finding("question", "yes", 0.85, (Reason("indirect", (indirect[0].lower(),)),))
    for sentence in _SENTENCE.findall(text):
        if _STATES.match(sentence):
            continue
        if (word := _ASKS.match(sentence)) and (" " in word["word"] or not _CLAUSE.match(word["rest"])):
            return Finding("question", "yes", 0.7, (Reason("question_word", (word["word"].lower(),)),))
        if verb := _VERB_FIRST.match(sentence):
            return Finding("question", "yes", 0.65, (Reason("verb_first", (verb["word"].lower(),)),))
    return Finding("question", "no", 0.8, (Reason("no_sign"),))
