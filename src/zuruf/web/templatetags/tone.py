"""Suggestions of the tone check, as they are written on a page."""

from django import template

register = template.Library()


@register.filter
def unbracketed(suggestion: str) -> str:
    """ "(who exactly)" is no wording but what to say: it stands without its brackets, with an ellipsis before it."""
    return f"… {suggestion[1:-1]}" if suggestion.startswith("(") and suggestion.endswith(")") else suggestion
