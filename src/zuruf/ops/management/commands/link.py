"""`zuruf link EMAIL`: a one-time sign-in link, for whoever can run commands on this machine."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from zuruf.flow import people
from zuruf.flow.errors import Declined
from zuruf.ops.up import running_at
from zuruf.store.queries.people import everyone


class Command(BaseCommand):
    help = "Print a link that signs somebody in once, within 24 hours (lost password, no mail server)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "email",
            metavar="EMAIL",
            nargs="?",
            default="",
            help="nobody: the first person, until she has a password",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"]
        try:
            path = people.link_on_machine(email) if email else people.first_link()
        except Declined:
            known = ", ".join(person.email for person in everyone() if person.active)
            raise CommandError(f"Nobody here signs in with {email}. These do: {known}") from None
        if path is None:
            raise CommandError(
                "The first person has a password already. Say whom the link is for: zuruf link EMAIL, or make link WHO=EMAIL"
            )
        self.stdout.write(f"{running_at(settings.DATA) or settings.URL}{path}")
