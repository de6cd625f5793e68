"""Hours to come, in words: when something goes out, what daylight saving does to it, and the picker's offers."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from zuruf.core import schedule
from zuruf.core.schedule import Chosen
from zuruf.web.timezones import city


def clock(at: datetime) -> str:
    """The time of day where the organisation is."""
    return timezone.localtime(at).strftime("%H:%M")


def at_hour(hour: Chosen) -> list[str]:
    """When it goes out, and what daylight saving does to that."""
    return [_("Goes out: %(when)s. You can recall it until then.") % {"when": when(hour.at)}, *shifted(hour)]


def released_at(hour: Chosen) -> list[str]:
    """The same for what somebody has to release first."""
    said = _("Once released it goes out: %(when)s. Released after that, at once.")
    return [said % {"when": when(hour.at)}, *shifted(hour)]


def shifted(hour: Chosen) -> list[str]:
    """What daylight saving does to it; nothing on most days."""
    said = []
    wall = {"wall": hour.wall[11:], "then": hour.shown.strftime("%H:%M")}
    if hour.moved:
        said.append(_("The clocks skip %(wall)s in that night; it becomes %(then)s.") % wall)
    if hour.ambiguous:
        said.append(_("The clocks show %(wall)s twice in that night; the first one is meant.") % wall)
    return said


def when(at: datetime) -> str:
    """A moment to come, short: "today, 18:00", "Mon 23 Nov, 09:00", with the year when it is another one."""
    local, today = timezone.localtime(at), timezone.localdate()
    days = (local.date() - today).days
    if days == 0:
        return _("today, %(time)s") % {"time": clock(at)}
    if days == 1:
        return _("tomorrow, %(time)s") % {"time": clock(at)}
    form = "D j. M" if formats.get_format("DATE_FORMAT").startswith("j.") else "D j M"
    return f"{formats.date_format(local, form if local.year == today.year else form + ' Y')}, {clock(at)}"


@dataclass(frozen=True, slots=True)
class Later:
    """What the picker of an hour offers: (value, words, chosen) each. `own`: the hour that she chose herself."""

    soon: tuple[tuple[str, str, bool], ...]
    own: str
    zone: str


def later(hour: Chosen | None, now: datetime, zone: str) -> Later:
    """The picker, with *hour* chosen (None: at once)."""
    quick = list(schedule.soon(now, zone).values())
    wall = hour.wall if hour else ""
    offers = [("", _("At once")), *((chosen.wall, _offer(chosen)) for chosen in quick)]
    known = any(wall == value for value, _words in offers)
    return Later(
        tuple((value, words, value == wall) for value, words in offers),
        "" if known else wall,
        city(zone),
    )


def _offer(chosen: Chosen) -> str:
    said = when(chosen.at)
    return said[0].upper() + said[1:]
