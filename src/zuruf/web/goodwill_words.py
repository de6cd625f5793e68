"""Goodwill in words."""

from django.utils.translation import gettext as _

from zuruf.store.queries.goodwill import Month
from zuruf.web.mandate_words import money


def promised(cents: int, what: str, *, beside: bool) -> str:
    """What an answer promises. *beside*: it was written into the field, not only heard in the text."""
    if beside:
        return (
            _("%(money)s goodwill: %(what)s.") % {"money": money(cents), "what": what}
            if what
            else _("%(money)s goodwill.") % {"money": money(cents)}
        )
    return _("Your text promises %(money)s: it is booked as goodwill when you send it.") % {
        "money": money(cents)
    }


def left(month: Month, cents: int) -> str:
    """What would be left of her month; "" where no mandate limits it."""
    if not month.limited:
        return ""
    if not month.limit:
        return _("Your mandates allow no goodwill, so somebody else looks first.")
    rest = month.rest - cents
    if rest < 0:
        return _("That is %(over)s more than is left of your month.") % {"over": money(-rest)}
    return _("%(rest)s of your month would be left.") % {"rest": money(rest)}


def month(m: Month) -> str:
    """Her own month in a sentence."""
    if not m.limited or not m.limit:
        return _("You have promised %(money)s this month.") % {"money": money(m.promised)}
    said = {"money": money(m.promised), "limit": money(m.limit), "rest": money(m.rest)}
    return _("You have promised %(money)s of %(limit)s this month; %(rest)s are left.") % said


def declined(code: str) -> str:
    return {
        "gone": _("This slip is not open any more: somebody was quicker."),
        "goodwill_why": _("Please say in a few words why it will not be fulfilled."),
        "not_allowed": _("Only people who answer here may do this."),
    }.get(code, _("That was not done. Nothing was changed."))
