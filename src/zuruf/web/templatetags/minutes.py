"""Minutes of waiting as people say them."""

from django import template
from django.utils.translation import gettext as _

from zuruf.web import units

register = template.Library()


@register.filter
def minutes(value: float) -> str:
    """ "44 min", "20 h 40 min"; the sign is left out, and less than a minute is said so."""
    whole = round(abs(value))
    if whole < 1:
        return _("less than a minute")
    if whole < 60:
        return units.whole(_("%(m)s min") % {"m": whole})
    return units.whole(_("%(h)s h %(m)s min") % {"h": f"{whole // 60}", "m": f"{whole % 60:02d}"})
