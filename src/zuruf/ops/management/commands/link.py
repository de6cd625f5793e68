"""`zuruf link EMAIL`: for whoever is locked out, made by whoever can run commands on this machine."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from zuruf.flow import people
from zuruf.flow.errors import Declined


class Command(BaseCommand):
    help = "Make a one-time sign-in link for a member. Without EMAIL: for the first person, until she has a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"]
        try:
            path = people.link_on_machine(email) if email else people.first_link()
        except Declined:
            raise CommandError(
                f"Nobody here has the address {email!r}; see the page People for all members."
            ) from None
        if path is None:
            raise CommandError(
                "The first person has a password already. Say whom it is for: zuruf link EMAIL"
            )
        self.stdout.write(f"{settings.URL}{path}")
