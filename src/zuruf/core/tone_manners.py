"""Greeting, name, and a joke at the wrong moment."""

import re

from zuruf.core.tone_kinds import Finding, Kind
from zuruf.core.tone_text import Text

GREETS = ("greeting", "name", "none")
"""What an account's habit can be: a greeting, a greeting with the name, or neither."""

_GREETING = re.compile(
    r"[\s\W]*(?:@\S+\s*)?(?:hallo|hi|hey|moin(?: moin)?|servus|grüezi|grüß (?:gott|dich|sie|euch)|gruess gott|salut|ahoi"
    r"|guten? (?:tag|morgen|abend|mittag)|schönen (?:tag|guten tag)|sehr geehrte[rs]?|liebe[rs]?|werte[rs]?|tach"
    r"|hello|dear|good (?:morning|afternoon|evening|day)|greetings)\b",
    re.IGNORECASE,
)
_HEAD = 80  # characters in which a name still greets
_COMPLAINT = {  # stems or beginnings → weight; 1.0 is a complaint
    "de": (
        (1.0, "beschwer*|frechheit|unverschämt*|enttäusch*|reklam*|verarsch*|abzock*|betrug|betrüg*|unfassbar*|sauer|sauerei|skandal*|zumutung|ärger*|verärger*|wütend*|wut|stinksauer|katastroph*|saftladen|inakzeptabel|unzumutbar*|schlamper*|dreist*|peinlich*|kotz*|schrott|nie wieder|geld zurück|mangelhaft*|lächerlich*|verletz*|gestürzt|sturz|gestorben|verstorben|unfall|anwalt|verbraucherzentrale|kündig*|keine antwort|keinerlei antwort|keine reaktion|niemand antwortet|niemand meldet"),
        (0.6, "kaputt*|defekt*|falsch*|schlecht*|verspät*|fehlt|fehler|fehlerhaft*|beschädigt*|verloren|gebrochen|gerissen|zerkratzt|immer noch|noch immer|schon wieder|wieder nicht|seit wochen|seit monaten|seit tagen|zum zweiten mal|zum dritten mal|nicht geliefert|nicht angekommen|funktioniert nicht|geht nicht|wochen warte*|wartet|warte seit|gewartet|problem*|ausgefallen|abgesagt|verpasst|teuer|überteuert|mahnung|doppelt abgebucht|unmöglich|versprochen|leider|schade|traurig"),
    ),
    "en": (
        (1.0, "complain*|disgrace*|appalling|unacceptable|furious|angry|outrageous|rip-off|scam|disappoint*|terrible|awful|worst|never again|money back|refund now|fed up|ridiculous|useless|rude|injur*|accident|lawyer|died|no reply|no answer|nobody answers"),
        (0.6, "broken|broke|damaged|wrong|late|delayed|missing|faulty|defective|failed|still waiting|still not|waiting since|waited|again|weeks|cancelled|lost|overcharged|charged twice|doesn't work|not working|unhappy|poor|bad|problem*"),
    ),
}  # fmt: skip
_PICTURE = re.compile(
    "[\U0001f300-\U0001f4dd\U0001f4df-\U0001f5ff\U0001f600-\U0001f64f\U0001f680-\U0001f6ff\U0001f900-\U0001faff\u2600-\u2604"
    "\u2618-\u2639\u263a\u2661-\u2667\u2728\u2763\u2764\U0001f1e6-\U0001f1ff]"
    "[\ufe0f\u200d\U0001f3fb-\U0001f3ff\u2640\u2642\u2764\U0001f300-\U0001faff]*"
)
_PLAIN_SIGNS = frozenset("📅📆📋📌📍📎📏📐📞📟📠📢📣📤📥📦📧📨📩📪📫📬📭📮🔍🔎🔗🔒🔓🔑🛒🚲🚚🚛🌐🏢🏠")
_SMILE = re.compile(r"(?<!\w)(?:[:;=8][-o^]?[)DPp(/|*]|\^\^|xD|XD|<3)(?!\w)")
_LAUGH = re.compile(
    r"(?<!\w)(?:ha(?:ha)+|hi(?:hi)+|he(?:he)+|lol|rofl|\*?(?:zwinker|grins|lach|schmunzel)\*|spaß beiseite|kleiner (?:scherz|spaß)"
    r"|war (?:nur )?(?:ein )?(?:scherz|spaß)|murphy lässt grüßen|nobody(?:'|’)?s? (?:is )?perfect|augenzwinkern|just kidding|only joking"
    r"|shit happens|ups(?:i)?|hoppla|oops(?:ie)?|whoops|wo gehobelt wird|dumm gelaufen|c(?:'|’)est la vie)(?!\w)",
    re.IGNORECASE,
)


def complains(asked: Text) -> bool:
    """Whether the message that is answered is a complaint: plain words with a weight, no learned judge."""
    low = " " + " ".join(t.low for t in asked.tokens) + " "
    weight = sum(w for w, words in _COMPLAINT[asked.language] for word in words.split("|") if _has(low, word))
    return weight + 0.4 * (asked.text.count("!!") > 0) >= 1.0


def _has(low: str, word: str) -> bool:
    return f" {word[:-1]}" in low if word.endswith("*") else f" {word} " in low


def jokes(text: Text) -> tuple[Finding, ...]:
    """Emoji, smileys and jokes, for an answer to a complaint. Signs that only point (a letter, a telephone) are none."""
    found = [("emoji", m) for m in _PICTURE.finditer(text.text) if m[0][0] not in _PLAIN_SIGNS]
    found += [("emoji", m) for m in _SMILE.finditer(text.text)]
    found += [("joke", m) for m in _LAUGH.finditer(text.text)]
    return tuple(Finding(Kind.JOKE, m.start(), m.end(), why, m[0]) for why, m in found)


def greets(text: str) -> bool:
    """Whether a text begins with a greeting."""
    return _GREETING.match(text[:_HEAD]) is not None


def names(text: str, asker: str) -> bool:
    """Whether the head of *text* names *asker* (one of her names is enough)."""
    head = text[:_HEAD].lower()
    return any(re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", head) for name in called(asker))


def called(asker: str) -> tuple[str, ...]:
    """The names by which one can greet somebody: "Petra Klein" → Petra, Klein. () where there is only a user name."""
    plain = re.sub(r"\(.*?\)|@\S+", " ", asker)
    return tuple(n for n in re.findall(r"[^\W\d_]+", plain) if len(n) > 1 and n[0].isupper() and not n.isupper()
                 ) if not re.search(r"[\d_]", plain) else ()  # fmt: skip


def greeting(text: Text, habit: str, asker: str, form: str) -> tuple[Finding, ...]:
    """What is missing at the head of *text*, or what the account's habit leaves out. *form*: "du" or "sie"."""
    has, names_ = greets(text.text), called(asker)
    if habit == "none":
        m = _GREETING.match(text.text[:_HEAD])
        return (Finding(Kind.GREETING, 0, m.end(), "unusual", m[0].strip()),) if m else ()
    if habit == "name" and names_ and not names(text.text, asker):
        why = "no_name" if has else "no_greeting"
    elif habit and not has:
        why = "no_greeting"
    else:
        return ()
    return (
        Finding(Kind.GREETING, 0, 0, why, asker if names_ else "", (_hello(text.language, names_, form),)),
    )


def _hello(language: str, called_: tuple[str, ...], form: str) -> str:
    if language == "en":
        return f"Hello {called_[0]}," if called_ else "Hello,"
    if form == "du":
        return f"Hallo {called_[0]}," if called_ else "Hallo,"
    return f"Guten Tag {' '.join(called_)}," if called_ else "Guten Tag,"
