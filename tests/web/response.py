"""What a request of Django's test client gives back, under a name."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # its type lies in django-stubs alone
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
else:
    from django.http import HttpResponse as Response

__all__ = ["Response"]
