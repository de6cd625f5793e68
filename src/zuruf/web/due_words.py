"""How a due time came about, in one line: "Friday 16:40 + 2 h; Monday is a holiday (Easter Monday) → Tuesday 9:40"."""

from datetime import date, datetime, timedelta, tzinfo

from django.utils import formats
from django.utils.translation import gettext as _

from zuruf.core.calendar import Due, Special, Why, wall
from zuruf.web import units, words

NEAR = timedelta(days=6)  # a weekday's name says enough
MOST = 3  # shorter days that are named


def told(due: Due, zone: tzinfo) -> str:
    """The whole line. Times as the house's wall shows them."""
    start, end = due.start.astimezone(zone), due.at.astimezone(zone)
    return f"{because(due, zone)} → {hour(end, start.date())}"


def because(due: Due, zone: tzinfo) -> str:
    """The line without its end, for where the due time stands already."""
    start = due.start.astimezone(zone)
    begins = _("%(start)s + %(minutes)s") % {
        "start": hour(start, start.date()),
        "minutes": _minutes(due.minutes),
    }
    reasons = [special(day, start.date()) for day in due.because[:MOST]]
    if len(due.because) > MOST:
        reasons.append("…")
    return "; ".join([begins, *reasons])


def hour(at: datetime, near: date) -> str:
    """ "Tue 9:40", with its date when it is further from *near* than a week."""
    return f"{day(at.date(), near)} {at:%H:%M}".replace(" 0", " ")


def day(which: date, near: date) -> str:
    """ "Tuesday", or with its date when the weekday alone could be another week's."""
    weekday = formats.date_format(which, "l")
    if abs(which - near) <= NEAR:
        return weekday
    return f"{weekday}, {formats.date_format(which, 'j. F' if dotted() else 'j F')}"


def special(one: Special, near: date) -> str:
    """Why that day is shorter."""
    named = {"day": day(one.day, near), "name": one.name}
    if one.why is Why.HOLIDAY:
        return _("%(day)s is a public holiday (%(name)s)") % named
    if one.why is Why.HALF:
        named["until"] = wall(one.until or 0)
        if one.name:
            return _("%(day)s we close at %(until)s (%(name)s)") % named
        return _("%(day)s we close at %(until)s") % named
    return _("%(day)s is closed (%(name)s)") % named if one.name else _("%(day)s is closed") % named


def _minutes(minutes: int) -> str:
    if minutes % 60 == 0:
        return units.kept(_("%(hours)s h of being open") % {"hours": minutes // 60})
    return words.duration(minutes)


def dotted() -> bool:
    return str(formats.get_format("DATE_FORMAT")).startswith("j.")
