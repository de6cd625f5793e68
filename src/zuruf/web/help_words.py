"""The card for whoever sits before words that may mean danger: what to do, what not to do, whom to call, words to begin with."""

from collections.abc import Set
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Help:
    """`numbers`: (number, whose). `answer`: words to begin with, in the language of whoever wrote. `rings_at`: a name, "" for
    whoever is on duty."""

    title: str
    steps: tuple[str, ...]
    never: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]
    answer: str
    rings_at: str = ""


def helps(kinds: Set[str], language: str, place: str = "", rings_at: str = "") -> list[Help]:
    """The cards for these risks, the gravest first. *place*: where the house is ("AT-9"), for its numbers; *language* of the
    conversation: the prepared answer is German where it is not English."""
    country = place[:2] if place[:2] in _LINES else "DE"
    spoken = "en" if language == "en" else "de"
    made = []
    if "self_harm" in kinds:
        made.append(_self_harm(country, spoken, rings_at))
    if "threat" in kinds:
        made.append(_threat(spoken, rings_at))
    return made


def _self_harm(country: str, language: str, rings_at: str) -> Help:
    return Help(
        _("Somebody may want to harm herself"),
        (
            _("Take it seriously, and do not stay alone with it: tell somebody beside you now."),
            _("If it is acute, call 112 and pass on all that you know: name, place, what was written."),
            _("Answer soon and calmly, privately where the channel can, and name one of these numbers."),
        ),
        (
            _("Do not judge, argue or ask why in public."),
            _("Do not promise to keep it to yourself."),
            _("Do not hide or delete it before somebody has seen to it."),
        ),
        (("112", _("emergency, when it is acute")), *_numbers(country)),
        _SELF_HARM[language] % {"line": _LINES[country][0], "whose": _WHOSE[country][language]},
        rings_at,
    )


def _threat(language: str, rings_at: str) -> Help:
    return Help(
        _("Somebody threatens"),
        (
            _("Warn whoever is meant, and tell whoever runs the house."),
            _(
                "If it is acute, call 112. Report it to the police; what was written is kept here with its time."
            ),
            _("Take a picture of the page at the network, before it is deleted there."),
        ),
        (
            _("Do not argue, and do not threaten back."),
            _("Do not say where somebody of ours is or when she works."),
        ),
        (("112", _("emergency, when it is acute")),),
        _THREAT[language],
        rings_at,
    )


def _numbers(country: str) -> tuple[tuple[str, str], ...]:
    """Lines that are open day and night and cost nothing."""
    return {
        "AT": (
            ("142", _("TelefonSeelsorge Austria: free, anonymous, day and night")),
            ("147", _("for children and young people")),
        ),
        "CH": (
            ("143", _("Die Dargebotene Hand: anonymous, day and night")),
            ("147", _("for children and young people")),
        ),
    }.get(
        country,
        (
            ("116 123", _("TelefonSeelsorge: free, anonymous, day and night")),
            ("0800 111 0 111", _("TelefonSeelsorge as well")),
            ("0800 111 0 222", _("TelefonSeelsorge as well")),
            ("116 111", _("for children and young people")),
        ),
    )


_LINES = {"DE": ("116 123",), "AT": ("142",), "CH": ("143",)}
# What the public reads, in the language of whoever wrote: no words of a page.
_WHOSE = {
    "DE": {"de": "die TelefonSeelsorge unter", "en": "in Germany call TelefonSeelsorge at"},
    "AT": {"de": "die TelefonSeelsorge unter", "en": "in Austria call TelefonSeelsorge at"},
    "CH": {"de": "die Dargebotene Hand unter", "en": "in Switzerland call Die Dargebotene Hand at"},
}
_SELF_HARM = {
    "de": "Danke, dass du das schreibst. Das klingt sehr schwer. Wir sind dafür nicht die Richtigen, aber es gibt Menschen, die jetzt "
    "zuhören: %(whose)s %(line)s, anonym, Tag und Nacht. Wenn du in akuter Gefahr bist, ruf bitte die 112 an.",
    "en": "Thank you for writing this. It sounds very hard. We are not the right people to help, but there are people who listen, "
    "at any hour: %(whose)s %(line)s, anonymous. If you are in danger now, please call 112.",
}
_THREAT = {
    "de": "Wir haben gelesen, was Sie schreiben, und es weitergegeben. Worum es Ihnen geht, klären wir gern mit Ihnen, sobald wir "
    "ohne Drohungen miteinander reden.",
    "en": "We have read what you wrote and passed it on. We are glad to sort out what this is about as soon as we can talk without "
    "threats.",
}
