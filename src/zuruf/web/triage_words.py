"""What triage finds, in words: intents, risks, moods and topics; and what helps where somebody is in danger."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from zuruf.core.triage import INTENTS, RINGS, RISKS_FOUND, Finding
from zuruf.store.queries.understood import Understood, topic_name


def intent(value: str) -> str:
    """What somebody wants; "" for what is not known."""
    return {
        "question": _("Question"),
        "complaint": _("Complaint"),
        "praise": _("Praise"),
        "idea": _("Idea"),
        "request": _("Request"),
        "thanks": _("Thanks"),
        "abuse": _("Abuse"),
        "spam": _("Advertising"),
        "chat": _("Small talk"),
    }.get(value, "")


def risk(value: str) -> str:
    """What can do harm; "" for what is not known."""
    return {
        "self_harm": _("self-harm"),
        "threat": _("threat"),
        "health": _("health and safety"),
        "legal": _("law"),
        "personal_data": _("personal data"),
        "press": _("press"),
        "politics": _("politics"),
    }.get(value, "")


def sentiment(value: str) -> str:
    """How it sounds; a neutral message goes without saying."""
    return {
        "positive": _("sounds content"),
        "negative": _("sounds upset"),
        "mixed": _("sounds both content and upset"),
    }.get(value, "")


def topic(slug: str) -> str:
    """A topic in the reader's language; "" for none."""
    return topic_name(slug, _language()) if slug else ""


def short(u: Understood) -> list[str]:
    """What stands in a row of a list: the likeliest intent and topic."""
    first = [intent(u.intents[0])] if u.intents else []
    return [*filter(None, first), *([topic(u.topics[0])] if u.topics else [])]


def gravest(u: Understood) -> tuple[str, bool]:
    """(the gravest risk in a word, does it ring?); ("", False) for none."""
    worst = next((kind for kind in RISKS_FOUND if kind in u.risks), "")
    return risk(worst), worst in RINGS


def intents() -> list[tuple[str, str]]:
    """All that can be chosen: (value, name)."""
    return [(value, intent(value)) for value in INTENTS]


def risks() -> list[tuple[str, str]]:
    return [(value, risk(value)) for value in RISKS_FOUND]


@dataclass(frozen=True, slots=True)
class Help:
    """A card for whoever sits there with it. `numbers`: (number, whose). `answer`: a sentence to begin with."""

    title: str
    steps: tuple[str, ...]
    numbers: tuple[tuple[str, str], ...]
    answer: str = ""


def helps(kinds: set[str], language: str) -> list[Help]:
    """The cards for these risks. The prepared answer is in the *language* of the conversation, German where it is neither."""
    return [
        card for kind, card in (("self_harm", _self_harm(language)), ("threat", _threat())) if kind in kinds
    ]


def _self_harm(language: str) -> Help:
    return Help(
        _("Somebody may want to harm herself"),
        (
            _("Take it seriously, and do not stay alone with it: tell somebody beside you now."),
            _("If it is acute, call 112 and pass on all that you know: name, place, what was written."),
            _(
                "Answer soon and calmly, privately where the channel can. Do not judge, promise nothing, name the number."
            ),
        ),
        (
            ("112", _("emergency, when it is acute")),
            ("116 123", _("TelefonSeelsorge: free, anonymous, day and night")),
            ("116 111", _("for children and young people")),
        ),
        _ANSWERS.get(language, _ANSWERS["de"]),
    )


def _threat() -> Help:
    return Help(
        _("Somebody threatens"),
        (
            _("Do not argue. Warn whoever is meant, and tell whoever runs the house."),
            _(
                "If it is acute, call 112. Report it to the police; what was written is kept here with its time."
            ),
            _("Take a picture of the page at the network, before it is deleted there."),
        ),
        (("112", _("emergency, when it is acute")),),
    )


_ANSWERS = {
    "de": "Danke, dass du das schreibst. Das klingt sehr schwer, und wir nehmen es ernst. Wir sind dafür nicht die Richtigen, aber "
    "es gibt Menschen, die jetzt zuhören: die TelefonSeelsorge unter 116 123, kostenlos und anonym, Tag und Nacht. Wenn du in "
    "akuter Gefahr bist, ruf bitte die 112 an.",
    "en": "Thank you for writing this. It sounds very hard, and we take it seriously. We are not the right people to help, but "
    "there are people who listen, at any hour: in Germany call 116 123, free and anonymous. If you are in danger now, please "
    "call 112.",
}  # what the public reads, in the language of whoever wrote: no words of a page


def _language() -> str:
    return (get_language() or "en")[:2]


def named(name: dict[str, str]) -> str:
    """A topic's name for this reader."""
    return name.get(_language()) or next(iter(name.values()), "")


def tried(found: Sequence[Finding], slug: str) -> list[tuple[str, str, bool]]:
    """(topic, the words that counted, is it the one that is edited?) of a text that was tried."""
    own = slug or "this"
    said = []
    for f in found:
        because = ", ".join(
            pgettext("quotation", "“%(word)s”") % {"word": w} for r in f.reasons for w in r.words
        )
        said.append((_("this topic") if f.value == own else topic(f.value), because, f.value == own))
    return said


def declined(code: str) -> str:
    """Why a topic was not kept."""
    return {
        "no_name": _("Please give the topic a name."),
        "no_words": _("Please write down at least one word by which it is known."),
        "too_many": _("There are many topics already. Please retire one first."),
        "gone": _("This topic is not in use any more."),
        "not_allowed": _("Topics are changed by owners."),
    }.get(code, "")
