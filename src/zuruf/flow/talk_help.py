"""Whether the receipt of our own page carries numbers for whoever wrote: by rules alone, after the words are stored."""

import logging
from datetime import datetime, timedelta

from zuruf.classifiers.risk import Risk
from zuruf.core.triage import Subject
from zuruf.flow.clock import clock

FRESH = timedelta(hours=1)
"""So long the receipt carries them. Who opens its address later may be somebody else."""
_log = logging.getLogger(__name__)


def needed(text: str, written: datetime, *, now: datetime | None = None) -> bool:
    """Do the rules hear self-harm in these words, which came in at *written*, just now? Milliseconds; nothing is stored, and where
    a rule breaks down the receipt is as usual."""
    if not text or (now or clock()) - written > FRESH:
        return False
    try:
        (found,) = Risk().judge([Subject(text, direct=True)])
    except Exception as broken:  # whoever wrote has her receipt whatever happens here
        _log.error("The receipt could not be looked at: %s", type(broken).__name__)  # never the words
        return False
    return any(f.value == "self_harm" for f in found)
