"""Words of the posts' pages for their templates."""

from django import template

from zuruf.core import schedule
from zuruf.store.queries.post import CameBack
from zuruf.web import later_words, post_words

register = template.Library()


@register.filter
def came_back(back: CameBack) -> str:
    return post_words.came_back(back)


@register.filter
def hour_words(stored: str) -> str:
    """The hour that was chosen: "tomorrow, 09:00"; "" when there is none."""
    chosen = schedule.stored(stored)
    return later_words.when(chosen.at) if chosen else ""
