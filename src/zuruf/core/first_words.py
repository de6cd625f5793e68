"""Words prepared for what cannot wait: they were written in calm, so they may go out at once, as they stand.

The public reads them, in the language of whoever wrote: no words of a page.
"""

from collections.abc import Collection, Iterable

COUNTRIES = ("DE", "AT", "CH")
LANGUAGES = ("de", "en")
FORMS = ("sie", "du")
"""How German speaks to whoever wrote; a stranger is addressed with Sie."""
_LINES = {"DE": "116 123", "AT": "142", "CH": "143"}
_WHOSE = {
    "DE": {"de": "die TelefonSeelsorge unter", "en": "in Germany call TelefonSeelsorge at"},
    "AT": {"de": "die TelefonSeelsorge unter", "en": "in Austria call TelefonSeelsorge at"},
    "CH": {"de": "die Dargebotene Hand unter", "en": "in Switzerland call Die Dargebotene Hand at"},
}
_SELF_HARM = {
    "de-du": "Danke, dass du das schreibst. Das klingt sehr schwer. Wir sind dafür nicht die Richtigen, aber es gibt Menschen, die jetzt "
    "zuhören: %(whose)s %(line)s, anonym, Tag und Nacht. Wenn du in akuter Gefahr bist, ruf bitte die 112 an.",
    "de-sie": "Danke, dass Sie das schreiben. Das klingt sehr schwer. Wir sind dafür nicht die Richtigen, aber es gibt Menschen, die jetzt "
    "zuhören: %(whose)s %(line)s, anonym, Tag und Nacht. Wenn Sie in akuter Gefahr sind, rufen Sie bitte die 112 an.",
    "en": "Thank you for writing this. It sounds very hard. We are not the right people to help, but there are people who listen, "
    "at any hour: %(whose)s %(line)s, anonymous. If you are in danger now, please call 112.",
}
_THREAT = {
    "de-du": "Wir haben gelesen, was du schreibst, und es weitergegeben. Worum es dir geht, klären wir gern mit dir, sobald wir "
    "ohne Drohungen miteinander reden.",
    "de-sie": "Wir haben gelesen, was Sie schreiben, und es weitergegeben. Worum es Ihnen geht, klären wir gern mit Ihnen, sobald wir "
    "ohne Drohungen miteinander reden.",
    "en": "We have read what you wrote and passed it on. We are glad to sort out what this is about as soon as we can talk without "
    "threats.",
}


def words(kind: str, language: str, country: str = "DE", form: str = "sie") -> str:
    """What is prepared for a risk that rings; "" for any other. German where *language* is not English; *form* of FORMS, in German."""
    spoken = language if language in LANGUAGES else "de"
    where = country if country in COUNTRIES else "DE"
    said = f"de-{form if form in FORMS else 'sie'}" if spoken == "de" else spoken
    if kind == "self_harm":
        return _SELF_HARM[said] % {"whose": _WHOSE[where][spoken], "line": _LINES[where]}
    return _THREAT[said] if kind == "threat" else ""


def prepared(kinds: Iterable[str]) -> frozenset[str]:
    """All that is prepared for these risks: in each language, with the numbers of each country, with du and with Sie."""
    ways = [(spoken, place, form) for spoken in LANGUAGES for place in COUNTRIES for form in FORMS]
    return frozenset(words(kind, *way) for kind in kinds for way in ways) - {""}


def exactly(text: str, among: Collection[str]) -> bool:
    """Is *text* one of these, and not a word more or less? Blanks and line ends do not count."""
    said = _even(text)
    return bool(said) and any(said == _even(one) for one in among)


def _even(text: str) -> str:
    return " ".join(text.split())
