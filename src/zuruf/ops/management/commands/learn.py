"""`zuruf learn`: teach the house's own model from what was corrected at the desk."""

from typing import Any

from django.core.management.base import BaseCommand

from zuruf.flow import learning


class Command(BaseCommand):
    help = (
        "Learn from what people corrected at the desk, now. The worker does it by itself after every "
        f"{learning.EACH} new examples; what would be worse than what stands is not taken."
    )
    requires_system_checks: list[str] = []  # of pages, which this command does not need

    def handle(self, *args: Any, **options: Any) -> None:
        tasks = learning.learn()
        self.stdout.write(
            f"Learned: {', '.join(tasks)}" if tasks else "There is too little to learn from yet."
        )
