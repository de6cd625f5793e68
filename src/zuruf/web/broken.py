"""The page that says that the program broke: with a number that stands in the log too."""

import logging
import secrets

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader
from django.utils import timezone

log = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponseServerError:
    """Django's `handler500`: 500 with the page 500.html. Logs the number right before what Django logs itself, with the trace."""
    number = secrets.token_hex(3)
    log.error("Error %s at %s %s", number, request.method, request.path)
    page = loader.get_template("500.html")
    return HttpResponseServerError(page.render({"number": number, "at": timezone.now()}))
