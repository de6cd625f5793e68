"""The judges, as a table. A judge is one file with a class that keeps to `zuruf.core.triage.Classifier`.

The judge of topics is made anew whenever the organisation's list of them changes: `flow.triage.assess` adds it.
"""

from functools import cache

from zuruf.classifiers.intent import Intent
from zuruf.classifiers.language import Language
from zuruf.classifiers.question import Question
from zuruf.classifiers.risk import Risk
from zuruf.classifiers.sentiment import Sentiment
from zuruf.classifiers.urgency import Urgency
from zuruf.core.triage import Classifier

JUDGES = (Language, Question, Urgency, Sentiment, Intent, Risk)


@cache
def all() -> tuple[Classifier, ...]:
    """Every judge, made once per process; what they load, they load at their first judgement."""
    return tuple(judge() for judge in JUDGES)
