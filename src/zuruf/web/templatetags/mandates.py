"""Words of mandates and absences for their templates."""

from datetime import datetime

from django import template

from zuruf.web import mandate_words

register = template.Library()


@register.filter
def last_day(ends_at: datetime) -> str:
    """The last day of something that ends at midnight."""
    return mandate_words.last_day(ends_at)
