"""The terms of a network in words: until when it takes an answer, what it costs, and why it takes none."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuruf.core.capabilities import Terms
from zuruf.flow.errors import Declined
from zuruf.web import units
from zuruf.web.account_words import problem
from zuruf.web.later_words import clock, when

CODES = frozenset({"terms", "terms_text", "terms_then"})
SOON = timedelta(hours=3)  # then a list says so too


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence; `soon`: it should be seen."""

    text: str
    soon: bool = False


def lines(under: Terms | None, now: datetime) -> tuple[Line, ...]:
    """What to know before one writes; nothing where the network has no terms, or takes no answer (`refused` says that)."""
    if under is None or under.refusal:
        return ()
    found = []
    if under.until is not None:
        found.append(Line(_until(under.until, now), under.until - now < SOON))
    if under.cents:
        found.append(Line(_cost(under)))
    elif under.note:
        found.append(Line(said(under.note)))
    return tuple(found)


def refused(why: str, *, whatever: bool) -> list[str]:
    """Why the network takes no answer, and what else one can do where that is so *whatever* one writes."""
    instead = _("Answer there yourself where that is possible, or finish the conversation with a note.")
    return [said(why), instead] if whatever else [said(why)]


def refusal(declined: Declined) -> str:
    """The same when it was tried, or why an hour cannot be chosen."""
    if declined.code == "terms_then":
        return _too_late(declined.data.get("until"))
    why = said(str(declined.data.get("said", "")))
    return " ".join((why, _("Nothing was sent; your text is kept.")))


def _too_late(until: object) -> str:
    """At the hour that somebody chose the network takes no answer any more."""
    if not isinstance(until, datetime):
        return _(
            "At that hour the network takes no answer any more. Choose an earlier one; your text is kept."
        )
    words = _("The network takes an answer until %(when)s only. Choose an earlier hour; your text is kept.")
    return words % {"when": when(until)}


def said(sentence: str) -> str:
    """A channel's own sentence in the reader's language."""
    told = problem(sentence)
    return _(sentence) if told == sentence and sentence else told


def closing(at: datetime, now: datetime) -> str:
    """ "answer until 16:40" where that is soon, "too late to answer" when it is over; else ""."""
    if at - now >= SOON:
        return ""
    return _("too late to answer") if at <= now else _("answer until %(time)s") % {"time": clock(at)}


def left(rest: timedelta) -> str:
    """ "within 40 min", "within 3 h", "within 2 days": rounded down."""
    minutes = max(0, int(rest.total_seconds() // 60))
    if minutes < 120:
        return units.kept(_("within %(n)s min") % {"n": minutes})
    if minutes < 48 * 60:
        return units.kept(_("within %(n)s h") % {"n": minutes // 60})
    days = minutes // (24 * 60)
    return ngettext("within %(n)s day", "within %(n)s days", days) % {"n": days}


def _until(until: datetime, now: datetime) -> str:
    words = {"when": moment(until), "left": left(until - now)}
    return _("Answer possible until %(when)s (%(left)s).") % words


def moment(at: datetime) -> str:
    """ "Friday 16:40", with its date from a week on."""
    local, today = timezone.localtime(at), timezone.localdate()
    if 0 <= (local.date() - today).days < 7:
        return f"{capfirst(formats.date_format(local, 'l'))} {local:%H:%M}"
    return when(at)


def _cost(under: Terms) -> str:
    costs = _("This answer costs about %(sum)s.") % {"sum": money(under.cents)}
    return f"{costs} {said(under.note)}".rstrip()


def money(cents: float) -> str:
    """An amount in US dollars, with as many digits as it needs: "$0.20", "$0.015"."""
    digits = 2 if abs(round(cents) - cents) < 0.005 else 3
    return _("$%(n)s") % {"n": formats.number_format(cents / 100, digits)}
