"""`zuruf link EMAIL`: a one-time sign-in link, for whoever can run commands on this machine."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from zuruf.flow import people
from zuruf.flow.errors import Declined


class Command(BaseCommand):
    help = "Print a link that signs somebody in once, within 24 hours (lost password, no mail server)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path = people.link_on_machine(options["email"])
        except Declined:
            raise CommandError(
                f"Nobody here signs in with {options['email']}. The page “People” shows all addresses."
            ) from None
        self.stdout.write(f"{settings.URL}{path}")
