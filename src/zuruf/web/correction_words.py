"""What can be said otherwise of a message, in words: the lines of the panel, their values, and what is asked about."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuruf.web import triage_words, words

ORDER = (
    "intent",
    "topic",
    "risk",
    "deserves_answer",
    "urgent",
    "sentiment",
    "toxic",
    "relevant",
    "factclaiming",
    "language",
    "engaging",
)
"""The lines of the panel: the first nine open by the keys 1 to 9, the tenth by 0."""


def title(label: str) -> str:
    """What a line is about."""
    return {
        "intent": _("What they want"),
        "topic": _("Topic"),
        "risk": _("Risk"),
        "deserves_answer": _("Deserves an answer"),
        "urgent": _("Urgent"),
        "sentiment": _("How it sounds"),
        "toxic": _("Hurtful"),
        "relevant": _("About us"),
        "factclaiming": _("Claims a fact"),
        "engaging": _("Takes part in the talk"),
        "language": _("Language"),
    }.get(label, label)


def value(label: str, found: str) -> str:
    """One value of a label; the value itself where it has no words."""
    say = {
        "intent": triage_words.intent,
        "topic": triage_words.topic,
        "risk": triage_words.risk,
        "sentiment": _mood,
        "language": words.language,
    }.get(label, _yes_no)
    return say(found) or found


def nothing(label: str) -> str:
    """That nothing is found under a label."""
    return {"topic": pgettext("topic", "none"), "risk": pgettext("risk", "none")}.get(label) or _("not known")


def question(label: str, found: str) -> str:
    """Whether it is that, as one would ask a colleague."""
    if label == "topic":
        return _("Is it about “%(topic)s”?") % {"topic": triage_words.topic(found) or found}
    if label == "deserves_answer":
        return _("Does it deserve an answer?")
    return {
        "question": _("Is it a question?"),
        "complaint": _("Is it a complaint?"),
        "praise": _("Is it praise?"),
        "idea": _("Is it an idea?"),
        "request": _("Do they ask you to do something?"),
        "thanks": _("Do they say thank you?"),
        "abuse": _("Is it abuse?"),
        "spam": _("Is it advertising?"),
        "chat": _("Is it only small talk?"),
    }.get(found, "")


def _mood(found: str) -> str:
    return {
        "positive": pgettext("mood", "content"),
        "negative": pgettext("mood", "upset"),
        "mixed": pgettext("mood", "both content and upset"),
        "neutral": pgettext("mood", "neither content nor upset"),
    }.get(found, "")


def _yes_no(found: str) -> str:
    return {"yes": _("yes"), "no": _("no")}.get(found, "")
