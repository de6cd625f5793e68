"""`zuruf rotate_keys`: a new key for stored passwords, and all of them under it."""

from typing import Any

from django.core.management.base import BaseCommand

from zuruf.flow import chats, library_model, tokens


class Command(BaseCommand):
    help = "Make a new key for what networks gave us, and encrypt all of it anew. Old key files may then be removed."

    def handle(self, *args: Any, **options: Any) -> None:
        done = tokens.rotate()
        library_model.rotate()
        chats.rotate()
        self.stdout.write(f"{done} accounts are under a new key.")
