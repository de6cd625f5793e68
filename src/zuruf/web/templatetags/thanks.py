"""Thanks from outside, for the desk's templates."""

from django import template

from zuruf.core.people import Who
from zuruf.store.queries import thanks as reading
from zuruf.store.queries.thanks import Thank

register = template.Library()


@register.simple_tag
def new_thanks(who: Who | None) -> tuple[Thank, ...]:
    """Hers that she has not read yet. One statement."""
    return reading.unseen(who) if who else ()
