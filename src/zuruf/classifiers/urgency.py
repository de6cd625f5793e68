"""Whether a message says that it is urgent: plain German and English words, each with its weight and its reason.

Danger counts by itself; a deadline or a call to hurry counts by itself; impatience needs a second sign. A word that is
denied ("nicht dringend", "no rush") does not count. The words that counted are the reason.
"""

import re
from collections.abc import Sequence

from zuruf.core.triage import Finding, Reason, Subject

LOOKED_AT = 5000  # characters
ENOUGH = 1.0

_GROUPS: dict[str, tuple[float, str]] = {
    "danger": (
        1.0,
        (
            r"notfall|notarzt|lebensgefahr\w*|lebensgefährlich\w*|verletzt\w*|verletzung\w*|unfall|brennt|"
            r"brand(?:gefahr|geruch)|"
            r"feuer gefangen|rauch(?:t|entwicklung)|explodiert\w*|stromschlag|vergift\w+|allergisch\w*|"
            r"gasgeruch|gasgestank|gasleck\w*|gasaustritt|nach (?:erd)?gas (?:riecht|stinkt)|"
            r"(?:riecht?s?|rieche|stinkt?s?|roch|stank) (?:(?!nicht|kein)\w+ ){0,4}nach (?:erd)?gas|"
            r"sprüh\w* funken|funken sprüh\w*|"
            r"smell(?:s|ing|ed)? (?:(?:of|like|a|some|strongly|strong) ){0,2}gas|gas (?:leak|smell)|"
            r"bremsen? (?:versag\w*|versagt\w*|ausgefallen|defekt|gebrochen)|(?:rahmen|gabel|lenker)bruch|"
            r"emergency|life[- ]threatening|injur(?:ed|y)|on fire|caught fire|smoke|exploded|electric shock|"
            r"poison(?:ed|ing)|"
            r"allergic reaction|brakes? failed|accident"
        ),
    ),
    "hurry": (
        1.0,
        (
            r"dringend\w*|eilt|eilig\w*|sofort\w*|umgehend\w*|unverzüglich\w*|asap|so schnell wie möglich|"
            r"schnellstmöglich\w*|"
            r"schnellstens|auf der stelle|höchste zeit|fristlos|urgent(?:ly)?|immediately|right away|"
            r"as soon as possible|"
            r"at once|straight away"
        ),
    ),
    "deadline": (
        1.0,
        (
            r"(?:noch|bis) heute|heute noch|bis morgen|bis spätestens|spätestens (?:bis|heute|morgen)|"
            r"letzte mahnung|frist(?:setzung)?|"
            r"in (?:einer|zwei|1|2) stunden?|by (?:today|tonight|tomorrow)|before tomorrow|within (?:an|one|"
            r"two|1|2|24) hours?|"
            r"deadline|final notice"
        ),
    ),
    "law": (
        1.0,
        (
            r"anwalt|anwältin|rechtsanwalt|verbraucherzentrale|strafanzeige|anzeige erstatten|"
            r"klage einreichen|"
            r"datenpanne|datenleck|lawyer|solicitor|legal action|sue you|data breach"
        ),
    ),
    "impatience": (
        0.5,
        (
            r"seit (?:tagen|wochen|monaten|stunden)|immer noch (?:nicht|keine?)|schon wieder|zum (?:zweiten|"
            r"dritten|vierten|x-ten) mal|"
            r"warte (?:ich )?(?:seit|immer)|niemand (?:antwortet|meldet|reagiert)|keine antwort|unfassbar|"
            r"unverschämt\w*|"
            r"for (?:days|weeks|months|hours)|still (?:no|not|waiting)|nobody (?:answers|replies|responds)|"
            r"no (?:answer|reply|response)|"
            r"(?:second|third|fourth) time"
        ),
    ),
}
_ANY = re.compile(
    r"\b(?:" + "|".join(rf"(?P<{name}>{words})" for name, (_, words) in _GROUPS.items()) + r")\b"
)
_DENIED = re.compile(r"\b(?:nicht|kein\w*|nichts|not|no|isn't|never|ohne|without)\s+(?:\w+\s+)?$")


class Urgency:
    name = "urgency"
    version = "1"

    def judge(self, subjects: Sequence[Subject]) -> list[tuple[Finding, ...]]:
        return [(_judge(subject.text[:LOOKED_AT]),) for subject in subjects]


def _judge(text: str) -> Finding:
    """Each group counts once, so that repeating a word makes nothing more urgent."""
    text = text.lower()  # once here is cheaper than IGNORECASE at every letter
    words: dict[str, list[str]] = {}
    for match in _ANY.finditer(text):
        if not _DENIED.search(text[max(0, match.start() - 30) : match.start()]):
            words.setdefault(str(match.lastgroup), []).append(match[0])
    weight = sum(_GROUPS[name][0] for name in words)
    reasons = tuple(Reason(name, tuple(dict.fromkeys(found))[:5]) for name, found in words.items())
    if weight >= ENOUGH:
        return Finding("urgent", "yes", min(0.95, 0.5 + weight / 4), reasons)
    return Finding("urgent", "no", 0.9 - weight / 2, reasons or (Reason("no_sign"),))
