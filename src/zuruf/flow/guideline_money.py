"""Which guidelines ask about promised money: found by trying them, since they may ask by words, by amounts or by both."""

from zuruf.classifiers import facts
from zuruf.core.guideline import Example, Guideline, Verdict, judge
from zuruf.core.guideline_examples import facts_of
from zuruf.flow import guideline

PROMISES = (
    "Wir erstatten Ihnen 15 Euro.",
    "Sie bekommen von uns eine Gutschrift über 15 Euro.",
    "We will refund you 15 euros.",
    "We will give you a voucher of 15 euros.",
)


def asking_about_money() -> tuple[str, ...]:
    """The slugs of guidelines that are on and want a second pair of eyes for an ordinary promise of money. One statement."""
    return tuple(g.id for g in guideline.active() if g.then.verdict is Verdict.ASK and _asks(g))


def _asks(g: Guideline) -> bool:
    tried = (Example(text, Verdict.ASK, public=public) for text in PROMISES for public in (True, False))
    return any(judge(facts_of(one, facts.find), [g]).hits for one in tried)
