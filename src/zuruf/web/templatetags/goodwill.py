"""Money and goodwill for templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from zuruf.flow.reply import Standing
from zuruf.web import goodwill
from zuruf.web.mandate_words import money as in_words

register = template.Library()


@register.filter
def money(cents: int) -> str:
    """An amount in the reader's language."""
    return in_words(cents)


@register.filter
def field(cents: int) -> str:
    """An amount as the composer's field holds it: "12,50"; "" for none."""
    return "" if not cents else f"{cents // 100}" if cents % 100 == 0 else f"{cents // 100},{cents % 100:02d}"


@register.simple_tag
def goodwill_line(standing: Standing) -> SafeString:
    """The line below the field; "" where no money is promised."""
    said = goodwill.line(standing.judged, standing.composer.promise, standing.month)
    return mark_safe(said)  # noqa: S308 a rendered template
