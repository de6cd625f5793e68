"""How fast a message is judged as a whole: rules, the model that ships, what follows from both, with and without the words that counted."""

import os
import statistics
import time
from collections.abc import Iterator, Sequence
from typing import Any

import django

AT_ONCE = 256
"""As many lines as `zuruf judge` takes at a time."""


def figures(texts: Sequence[str], alone: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Processor time. *texts* in batches, *alone* one by one; no text twice, as the last ones are remembered."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zuruf.settings")
    django.setup()
    from zuruf.flow import judging

    judging.findings(["Wo bleibt mein Paket?"])  # signs and model are read
    for name, reasons in (("with reasons", True), ("without reasons", False)):
        half = [t for n, t in enumerate(texts) if n % 2 == reasons]
        began = time.process_time()
        for at in range(0, len(half), AT_ONCE):
            judging.findings(half[at : at + AT_ONCE], reasons=reasons)
        yield _line("judged_batched", len(half) / (time.process_time() - began), "messages/s", name)
        took = []
        for text in (t for n, t in enumerate(alone) if n % 2 == reasons):
            began = time.process_time()
            judging.findings([text], reasons=reasons)
            took.append(time.process_time() - began)
        yield _line("judged_single", 1000 * statistics.median(took), "ms", name)


def _line(name: str, value: float, unit: str, data: str) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "data": f"rules and model, {data}"}
