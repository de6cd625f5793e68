"""What every page's frame needs."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from zuruf.flow.clock import clock
from zuruf.store.queries import frame as frames
from zuruf.web.access import current


def frame(request: HttpRequest) -> dict[str, object]:
    """`who`: the signed-in person or None. `around`: queues, teams and counts, read when a page shows them."""
    who = current(request) if hasattr(request, "user") else None
    return {
        "who": who,
        "around": SimpleLazyObject(lambda: frames.frame(who, clock()) if who else frames.Frame()),
    }
