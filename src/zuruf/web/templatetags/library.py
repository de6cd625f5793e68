"""The library for templates."""

from django import template

from zuruf.store.queries.library_machine import Machine, in_open_draft

register = template.Library()


@register.simple_tag
def machine_in(draft: str) -> Machine | None:
    """What a language model wrote into the draft with this public id. No statement where there is no draft."""
    return in_open_draft(draft) if draft else None
