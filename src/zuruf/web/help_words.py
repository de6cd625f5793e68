"""The card for whoever sits before words that may mean danger: what to do, what not to do, whom to call, words to begin with."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zuruf.core import first_words


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


@dataclass(frozen=True, slots=True)
class Seen:
    """The public sees what was written. `privately`: its network takes an answer to its author alone; `hides`: it can hide it, and show
    it again."""

    privately: bool = False
    hides: bool = False


def helps(
    kinds: Iterable[str],
    language: str,
    place: str = "",
    rings_at: str = "",
    seen: Seen | None = None,
    form: str = "sie",
) -> list[Help]:
    """The cards for these risks, in their order. *place*: where the house is ("AT-9"), for its numbers; *language* of the
    conversation: the prepared answer is German where it is not English; *seen*: None where it is private; *form*: how it speaks,
    "sie" or "du"."""
    country = _country(place)
    spoken = "en" if language == "en" else "de"
    cards = {
        "self_harm": lambda: _self_harm(country, spoken, rings_at, seen, form),
        "threat": lambda: _threat(spoken, rings_at, form),
    }
    return [cards[kind]() for kind in kinds if kind in cards]


def _country(place: str) -> str:
    return place[:2] if place[:2] in first_words.COUNTRIES else "DE"


def _in_public(seen: Seen) -> tuple[str, ...]:
    """What can be done here, and what cannot."""
    answers = (
        _("Everybody can read it. “Only to its author” below the answer sends it to nobody else.")
        if seen.privately
        else _(
            "Everybody can read it, and the answer, too: this network takes none to its author alone. Ask for nothing private."
        )
    )
    hides = _(
        "Once somebody has seen to it: “Against abuse” (!) can hide it by a rule of the house, and show it again."
    )
    return (answers, hides) if seen.hides else (answers,)


def _self_harm(country: str, language: str, rings_at: str, seen: Seen | None, form: str) -> Help:
    return Help(
        _("Somebody may want to harm herself"),
        (
            _("Take it seriously, and do not stay alone with it: tell somebody beside you now."),
            _("If it is acute, call 112 and pass on all that you know: name, place, what was written."),
            _("Answer soon and calmly, privately where the channel can, and name one of these numbers."),
            *(_in_public(seen) if seen else ()),
        ),
        (
            _("Do not judge, argue or ask why in public."),
            _("Do not promise to keep it to yourself."),
            _("Do not hide or delete it before somebody has seen to it."),
        ),
        numbers(country),
        first_words.words("self_harm", language, country, form),
        rings_at,
    )


def _threat(language: str, rings_at: str, form: str) -> Help:
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
        first_words.words("threat", language, form=form),
        rings_at,
    )


def numbers(place: str) -> tuple[tuple[str, str], ...]:
    """(number, whose) for whoever writes of harming herself: 112 and the lines of the country where the house is."""
    return (("112", _("emergency, when it is acute")), *_lines(_country(place)))


def _lines(country: str) -> tuple[tuple[str, str], ...]:
    """Lines that cost nothing, or no more than a call. That for children and young people in Germany is not open at night."""
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
