"""Triage looks at what was heard, by the same judges as at what comes in: what deserves an answer can stand first, abuse is veiled.

Judging takes a moment, and the stream goes on meanwhile: what was edited by then is judged by its new words, with the next step.
"""

from datetime import datetime

from django.db import transaction

from zuruf.core.mandate import RISK_OF, Risk
from zuruf.core.triage import Finding, as_kept
from zuruf.flow import triage
from zuruf.flow.clock import clock
from zuruf.store.models import Heard

AT_ONCE = 50  # hits a transaction
_HARM = (Risk.SERIOUS, Risk.GRAVE)


def step(*, now: datetime | None = None) -> int:
    """Judge the newest that nobody has judged yet; how many were looked at."""
    now = now or clock()
    hits = list(Heard.objects.filter(judged_at=None).order_by("-pk")[:AT_ONCE])
    if not hits:
        return 0
    made = triage.assess([triage.heard(hit) for hit in hits])
    for hit, found in zip(hits, made, strict=True):
        hit.findings = [as_kept(f) for f in found.findings]
        hit.deserves = deserves(found.findings)
        hit.judged_at = now
    with transaction.atomic():
        held = Heard.objects.select_for_update().filter(pk__in=[hit.pk for hit in hits]).order_by("pk")
        texts = dict(held.values_list("pk", "text"))
        as_read = [hit for hit in hits if texts.get(hit.pk) == hit.text]
        Heard.objects.bulk_update(as_read, ["findings", "deserves", "judged_at"])
    return len(hits)


def deserves(findings: tuple[Finding, ...]) -> int:
    """How much it deserves an answer, in percent; what may do grave or serious harm stands above all others (100 and more)."""
    said = next((f for f in findings if f.label == "deserves_answer"), None)
    share = 0.0 if said is None else said.probability if said.value == "yes" else 1 - said.probability
    harm = any(f.label == "risk" and RISK_OF.get(f.value) in _HARM and not f.unsure for f in findings)
    return min(99, round(100 * share)) + 100 * harm
