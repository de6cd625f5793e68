"""What every page's frame needs."""

from django.http import HttpRequest

from zuruf.web.access import current


def frame(request: HttpRequest) -> dict[str, object]:
    """`who`: the signed-in person or None."""
    return {"who": current(request) if hasattr(request, "user") else None}
