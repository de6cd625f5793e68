"""What follows when guidelines and mandates have spoken: the strictest wins."""

from dataclasses import dataclass, replace
from enum import StrEnum

from zuruf.core.guideline import ORDER, Hit, Judgement, Verdict, terms
from zuruf.core.mandate import Coverage
from zuruf.core.reply import Late, Terms


class Reason(StrEnum):
    """Why a second pair of eyes is asked. TRIAL: only because the old way is still gone beside the new one."""

    NONE = ""
    GUIDELINE = "guideline"
    MANDATE = "mandate"  # hers does not reach
    PARTNER = "partner"  # never sends on her own
    TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class Settled:
    """The verdict of guidelines and mandates together. `waived`: ids of guidelines that would ask and need not ask her.
    `reason`: why it is asked about; NONE when it is not."""

    verdict: Verdict
    reason: Reason = Reason.NONE
    waived: frozenset[str] = frozenset()


def settle(
    judgement: Judgement,
    coverage: Coverage | None,
    *,
    partner: bool = False,
    old_way: bool = False,
    prepared: bool = False,
) -> Settled:
    """The strictest of what guidelines say, of what her mandates leave open, and of what she is.

    *coverage* None: mandates are not in force, and guidelines alone speak. What a mandate that reaches waives is looked
    at afterwards instead of being asked about; what stops is never waived, and a partner waives nothing. *old_way*: a
    trial run goes on, in which everything is approved as before. *prepared*: these are the words that were prepared for what
    cannot wait (core.first_words): of ours they ask nobody, whatever her mandates; what stops still stops them.
    """
    prepared = prepared and not partner
    may_waive = coverage.waives if coverage and coverage.covered and not partner else frozenset()
    asking = {h.guideline.id for h in judgement.hits if h.guideline.then.verdict is Verdict.ASK}
    waived = frozenset(asking if prepared else asking & may_waive)
    instead = Verdict.GO if prepared else Verdict.LOOK
    said = max((_milder(h, waived, instead) for h in judgement.hits), key=ORDER.index, default=Verdict.GO)
    outside = partner or (coverage is not None and not coverage.covered and not prepared)
    verdict = max(said, Verdict.ASK, key=ORDER.index) if outside else said
    if verdict is not Verdict.ASK:
        beside = old_way and verdict is not Verdict.STOP and not prepared
        return Settled(Verdict.ASK, Reason.TRIAL, waived) if beside else Settled(verdict, Reason.NONE, waived)
    if partner:
        return Settled(verdict, Reason.PARTNER, waived)
    return Settled(verdict, Reason.GUIDELINE if said is Verdict.ASK else Reason.MANDATE, waived)


def asks(hit: Hit) -> bool:
    """Does the guideline want a second pair of eyes, as far as it is concerned?"""
    return hit.guideline.then.verdict is Verdict.ASK


def terms_of(judgement: Judgement, settled: Settled, *, outside: bool, minutes: int) -> Terms:
    """On what terms to ask, when the verdict is ask. *minutes*: the house's, where no guideline says how long. *outside*:
    no mandate of hers reaches, or she is a partner; then nothing is ever released because nobody looked in time."""
    left = tuple(h for h in judgement.hits if not (asks(h) and h.guideline.id in settled.waived))
    if not any(asks(h) for h in left):
        return Terms(minutes, Late.HOLDING, {}, "", real=judgement.rings)
    on = terms(replace(judgement, hits=left))
    return replace(on, late=Late.HOLDING) if outside else on


def _milder(hit: Hit, waived: frozenset[str], instead: Verdict) -> Verdict:
    return instead if asks(hit) and hit.guideline.id in waived else hit.guideline.then.verdict
