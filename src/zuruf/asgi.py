"""The web process' application: Django for pages, and beside it the live stream, which holds no thread."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zuruf.settings")
_django = get_asgi_application()

from zuruf.web import bounded, live  # noqa: E402  after Django is set up

Message = MutableMapping[str, Any]


async def application(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """One ASGI application."""
    if scope["type"] == "lifespan":
        await live.lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live/":
        await live.serve(scope, receive, send)
    else:
        await bounded.serve(_django, scope, receive, send)  # type: ignore[arg-type]  # Django's stubs want a dict
