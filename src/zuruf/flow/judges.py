"""Who judges in this process: the rules, the model that ships, and the extra, as far as they are to be had."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.conf import settings

from zuruf.classifiers import embedding, embedding_package, learned
from zuruf.store.queries import judged

MODEL = "learned@"
"""Before its version, among the names of those that judged a message."""


class Extra(StrEnum):
    """How sentence embeddings stand."""

    ON = "on"
    OFF = "off"  # installed and not switched on
    UNABLE = "unable"  # installed, but not for this processor
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Judges:
    """`model`: the model that ships judged what came in last, or would where nothing has come in yet; the rules always do. `taught_on`:
    when it was taught, None where nobody knows."""

    model: bool
    taught_on: date | None
    extra: Extra


def at_work() -> Judges:
    """Loads no model. One statement."""
    last = judged.by_whom()
    which = (
        next((one.removeprefix(MODEL) for one in last if one.startswith(MODEL)), "")
        if last
        else learned.there()
    )
    return Judges(bool(which), learned.taught_on(which), _extra())


def _extra() -> Extra:
    if embedding.available():
        return Extra.ON if settings.EMBEDDINGS else Extra.OFF
    return Extra.MISSING if embedding_package.weights() is None else Extra.UNABLE
