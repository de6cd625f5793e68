"""The second pair of eyes in words: who is asked and why her, and what she changed."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuruf.core.difference import Sense
from zuruf.core.second_pair import Choice, Way
from zuruf.store.queries.asks import AskView
from zuruf.web.later_words import clock, when

_SENSES = {
    Sense.NUMBER: gettext_lazy("a number"),
    Sense.DATE: gettext_lazy("a day"),
    Sense.LINK: gettext_lazy("a link"),
    Sense.NAME: gettext_lazy("a name"),
    Sense.NOT: gettext_lazy("a “not”"),
    Sense.SURE: gettext_lazy("how sure or how soon"),
    Sense.MOST: gettext_lazy("most of the words"),
}

REFUSED = {
    "not_yours": gettext_lazy("Only somebody who is a second pair of eyes may decide this."),
    "not_covered": gettext_lazy(
        "You may not say this without asking. Give it back with a remark, or ask a second pair of eyes to release it."
    ),
    "own_draft": gettext_lazy("This is your own answer. Somebody else has to look at it."),
    "remark": gettext_lazy("Say in a sentence what is missing, so that its author can go on."),
}
"""Why a question was not decided."""


def senses(found: Iterable[Sense]) -> str:
    """Why a change is held to be one of meaning: "a number, a day"."""
    return ", ".join(str(_SENSES[s]) for s in found)


def till(at: datetime) -> str:
    """A deadline: "14:12" today, else with its day."""
    today = timezone.localtime(at).date() == timezone.localdate()
    return clock(at) if today else when(at)


def asks(choice: Choice | None) -> str:
    """Before it is asked: whom it would ring at."""
    if choice is None:
        return ""
    names = {"name": choice.eyes.name, "next": choice.next.name if choice.next else ""}
    if choice.way is Way.LEAD:
        return _("Asks %(name)s, who leads the incident.") % names
    if choice.next:
        return _("Asks %(name)s, if need be %(next)s.") % names
    return _("Asks %(name)s.") % names


def asked(ask: AskView) -> str:
    """While it lies there: with whom, since when not with somebody else, and who comes after her."""
    if not ask.asked_of and ask.partner:
        return _("Nobody in particular is asked: any second pair of eyes may look, or an owner.")
    if not ask.asked_of:
        return _("Nobody in particular is asked: any second pair of eyes may look.")
    names = {"name": ask.asked_of, "first": ask.first_asked}
    if ask.first_asked:
        return _("Lies with %(name)s now; %(first)s did not look in time or is away.") % names
    if ask.next_at:
        return _("Lies with %(name)s; from %(time)s with whoever stands in.") % {
            **names,
            "time": till(ask.next_at),
        }
    return _("Lies with %(name)s.") % names


def why_you(ask: AskView) -> str:
    """To whoever reads it: why it rings here, or with whom it lies instead."""
    if not ask.at_me:
        return asked(ask)
    way = ask.chosen.get("way")
    if way == Way.LEAD:
        return _("You are asked because you lead the incident.")
    if ask.first_asked:
        return _("You are asked in place of %(name)s.") % {"name": ask.first_asked}
    if ask.reason == "mandate" and ask.chosen.get("covers"):
        return _("You are asked because your mandate reaches to it.")
    return _("It rings at you alone; others may decide it, too.")


def heading(ask: AskView) -> str:
    """Who asks whom."""
    names = {"name": ask.author, "asked": ask.asked_of}
    if ask.at_me:
        return _("%(name)s asks for your eyes") % names
    if ask.asked_of:
        return _("%(name)s asks for the eyes of %(asked)s") % names
    return _("%(name)s asks for a second pair of eyes") % names


def question(ask: AskView) -> str:
    """The one question."""
    if ask.partner:
        return _("May it go out in your name?")
    if ask.reason == "mandate":
        return _("The author's mandates do not reach: may it go out?")
    return _("May it go out like this?")
