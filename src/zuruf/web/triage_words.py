"""What triage finds, in words: intents, risks, moods and topics; and what helps where somebody is in danger."""

from collections.abc import Sequence
from typing import NamedTuple

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


def risk_short(value: str) -> str:
    """The same where there is little room."""
    return {
        "health": pgettext("tag", "health"),
        "personal_data": pgettext("tag", "private data"),
    }.get(value) or risk(value)


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


def perhaps(name: str) -> str:
    """What nobody can be sure of, as it is said above a conversation, too."""
    return _("perhaps %(what)s") % {"what": name}


def short(u: Understood) -> list[str]:
    """What stands in a row of a list: the likeliest intent and topic."""
    first = [_said(u, "intent", u.intents[0], intent(u.intents[0]))] if u.intents else []
    return [*filter(None, first), *([_said(u, "topic", u.topics[0], topic(u.topics[0]))] if u.topics else [])]


def asks(u: Understood) -> str:
    """The same where all that is known is that something is asked."""
    return _said(u, "question", "yes", intent("question"))


def _said(u: Understood, label: str, value: str, name: str) -> str:
    """Of a guess in a row: in front, where it is not cut off, and short."""
    guess = name and (label, value) in u.guesses
    return pgettext("list", "perhaps %(what)s") % {"what": name} if guess else name


class Gravest(NamedTuple):
    """The gravest risk in a word and in all words, "" for none; whether it rings; the others where at least two are certain."""

    short: str
    name: str
    rings: bool
    others: tuple[str, ...]


def gravest(u: Understood) -> Gravest:
    """What a row says of risks."""
    found = [kind for kind in RISKS_FOUND if kind in u.risks]
    worst = found[0] if found else ""
    sure = [kind for kind in found if kind in u.surely]
    others = [risk(kind) for kind in sure if kind != worst] if len(sure) > 1 else ()
    name = perhaps(risk(worst)) if ("risk", worst) in u.guesses else risk(worst)
    return Gravest(_said(u, "risk", worst, risk_short(worst)), name, worst in RINGS, tuple(others))


def intents() -> list[tuple[str, str]]:
    """All that can be chosen: (value, name)."""
    return [(value, intent(value)) for value in INTENTS]


def risks() -> list[tuple[str, str]]:
    return [(value, risk(value)) for value in RISKS_FOUND]


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
