"""Signing in: allauth's pages, without open registration."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited; nobody registers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
