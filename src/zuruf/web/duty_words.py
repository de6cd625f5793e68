"""Duty and ringing, in words: weekdays, times on the wall, and what was declined."""

from datetime import datetime

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zuruf.core.duty import DAY
from zuruf.flow.errors import Declined
from zuruf.web import refusals

PAUSES = (15, 30, 45, 60, 90)  # minutes to choose from


def weekdays() -> list[tuple[int, str]]:
    """(number, name), Monday first."""
    return [(n, str(name)) for n, name in WEEKDAYS.items()]


def at(minutes: int) -> str:
    """ "08:30"; beyond a day the hour of the next one."""
    return "{:02d}:{:02d}".format(*divmod(minutes % DAY, 60))


def passed(next_one: bool) -> str:
    """Said after somebody let it ring on."""
    if next_one:
        return _("It rings at the next.")
    return _("Nobody else is there now. It rings as soon as somebody comes, and after a while anew.")


def declined(why: Declined) -> str:
    data = {k: _moment(v) if isinstance(v, datetime) else str(v) for k, v in why.data.items()}
    said = {
        "nobody": _("Choose somebody who answers here: neither a partner nor a guest."),
        "shift_times": _("Give a beginning and an end; a shift lasts 16 hours at most."),
        "shift_twice": _("For a part of that time this person is on the rota already."),
        "duty_outside": _(
            "The house is closed for a part of that time. Duty out of hours is switched off below."
        ),
        "duty_rest": _(
            "%(name)s would have less than eleven hours' rest: until %(end)s, then from %(begins)s."
        ),
        "duty_times": _("Give a beginning and a later end that lies ahead."),
        "duty_none": _("Nobody is on duty there any more. Please look again."),
        "duty_self": _("That is your own time already."),
        "ring_minutes": _("Choose between 1 and %(most)s minutes."),
        "gone": _("That is over already. Please look again."),
        "picked_up": _("Somebody else was faster."),
        "not_yours": _("Only whoever it is about or an owner may do this."),
        "empty": _("Please write something."),
        "too_long": _("That is too long: %(used)s characters, %(limit)s fit."),
        "wall_name": _("Say where the screen hangs."),
        "wall_many": _("More than %(most)s links do not fit. End one first."),
    }.get(why.code)
    return said % data if said else refusals.words(why)


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
