"""Service targets in words: for what one is, how long it gives, and what it says as a sentence."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.target import ANY, LONGEST, RISKS, Target
from zuruf.flow.due import Explained
from zuruf.flow.errors import Declined
from zuruf.web import refusals, responsibility_words, triage_words, words

LANGUAGES = responsibility_words.LANGUAGES


def risks() -> list[tuple[str, str]]:
    """(code, name) of what a target can be for."""
    return [(code, risk(code)) for code in RISKS]


def risk(code: str) -> str:
    return _("any risk") if code == ANY else triage_words.risk(code)


def what(target: Target, accounts: Mapping[str, str]) -> str:
    """For what it is: "Repair · on Radwerk · in English". *accounts*: public id → name."""
    parts = [
        triage_words.topic(target.topic) if target.topic else "",
        risk(target.risk) if target.risk else "",
    ]
    if target.account:
        parts.append(_("on %(account)s") % {"account": accounts.get(target.account, "–")})
    if target.language:
        parts.append(_("in %(language)s") % {"language": words.language(target.language)})
    return " · ".join(filter(None, parts)) or _("everything else")


def span(minutes: int) -> str:
    """So many minutes of being open: "45 min", "2 h", "1 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    told = ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest} if rest or not hours else ""
    if hours:
        told = " ".join(filter(None, (ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}, told)))
    return told


def sentence(target: Target) -> str:
    """How long it gives."""
    if target.first == target.next:
        return _("every answer within %(time)s") % {"time": span(target.first)}
    return _("the first answer within %(first)s, each one after it within %(next)s") % {
        "first": span(target.first),
        "next": span(target.next),
    }


def which(told: Explained, accounts: Mapping[str, str]) -> str:
    """Beside a due time: which target it follows. "" for the house's own."""
    if not told.target.key:
        return ""
    named = {"what": what(told.target, accounts)}
    return _("next answer: %(what)s") % named if told.again else _("target: %(what)s") % named


def refused(declined: Declined) -> str:
    said = {
        "target_minutes": _("Choose between 1 minute and %(days)s days for both answers.")
        % {"days": LONGEST // 24 // 60},
        "targets_many": _(
            "There are so many targets already that nobody could tell which applies. End one first."
        ),
        "unknown_target": _(
            "This target has been changed by somebody else meanwhile. Look at the list again."
        ),
        "unknown_topic": _("This topic is not in use any more. Choose another one."),
        "unknown_risk": _("Choose a risk from the list."),
        "unknown_language": _("Choose a language from the list."),
        "changed": _("Somebody decided otherwise meanwhile. Look at the list again."),
    }
    return said.get(declined.code) or refusals.words(declined)
