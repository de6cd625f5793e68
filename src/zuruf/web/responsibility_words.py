"""Who answers what, in words: what a rule is for, and why a conversation lies with somebody or with nobody."""

from django.utils.translation import gettext as _

from zuruf.core.responsibility import Way
from zuruf.store.queries.responsibility import Told
from zuruf.web import triage_words, words

LANGUAGES = ("de", "en", "fr", "it", "es", "nl", "pl", "cs", "da", "sv", "pt", "ro", "tr", "uk", "ru", "ar")
"""In which a rule can be for one language alone."""


def asked(topic: str, account: str, language: str) -> str:
    """What a rule is for: "Delivery · Ask us · English"; "everything" for one that asks for nothing. *account*: its name."""
    parts = (triage_words.topic(topic), account, words.language(language) if language else "")
    return " · ".join(filter(None, parts)) or _("everything")


def whose(told: Told, *, taken: bool) -> str:
    """Why the conversation lies where it lies. *taken*: somebody has it."""
    rule = told.rule
    if rule is None:
        return _("nobody is responsible for %(what)s") % {"what": _looked_for(told)}
    what = asked(rule.topic, told.account if rule.account else "", rule.language)
    if taken:
        return _("by the plan for %(what)s") % {"what": what}
    if told.found.way is Way.AWAY:
        return _("%(name)s is responsible and away, and nobody stands in") % {"name": told.owner}
    return _("%(name)s is responsible by now; it came in before") % {"name": told.owner}


def short(told: Told) -> str:
    """The same of what nobody has, for a row of a list."""
    if told.rule is None:
        return _("nobody responsible")
    name = {"name": told.owner}
    return _("%(name)s is away") % name if told.found.way is Way.AWAY else _("for %(name)s by now") % name


def _looked_for(told: Told) -> str:
    topic = told.topics[0] if told.topics else ""
    return asked(topic, told.account, told.language)


def refusals() -> dict[str, str]:
    """What a verb of responsibility declined."""
    return {
        "responsible_unfit": _("Only who answers here can be responsible: neither partners nor guests."),
        "responsible_same": _("That is how it is already."),
        "unknown_responsibility": _("Somebody has changed or ended this meanwhile. Please look again."),
        "unknown_topic": _("This topic is not in use."),
        "unknown_language": _("Choose a language from the list."),
        "changed": _("Somebody else changed it at the same moment. Please look again."),
    }
