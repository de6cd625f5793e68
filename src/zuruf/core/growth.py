"""What a wider or a narrower mandate would say: one step at a time, by what its holder had to ask about."""

from collections.abc import Mapping

from zuruf.core.mandate import RISKS, Gap, Mandate, Risk

LEAST_EACH, LEAST_MONTH = 2_000, 10_000  # cents: the first goodwill that is suggested
Suggested = dict[str, object]  # fields of a mandate as they would be


def wider(m: Mandate, lacked: Mapping[str, int]) -> Suggested:
    """The one step that would have spared most questions. *lacked*: how often each `Gap` was why she had to ask. {} when
    nothing is left that could be widened: "grave" is granted by hand only."""
    steps = _wider(m)
    often = sorted(lacked, key=lambda gap: -lacked[gap])
    for gap in [*often, Gap.RISK, Gap.GOODWILL, Gap.TOPIC, Gap.INTENT, Gap.ACCOUNT, Gap.POST]:
        if step := steps.get(str(gap)):
            return step
    return {}


def narrower(m: Mandate) -> Suggested:
    """The step that takes back what reaches furthest; {} when no more than the least is held."""
    if m.waives:
        return {"waives": []}
    if m.highest_risk is not RISKS[0]:
        return {"highest_risk": RISKS[RISKS.index(m.highest_risk) - 1].value}
    if m.goodwill_each or m.goodwill_month:
        return {"goodwill_each": 0, "goodwill_month": 0}
    return {"posts": False} if m.posts else {}


def _wider(m: Mandate) -> dict[str, Suggested]:
    money: Suggested = {
        "goodwill_each": max(LEAST_EACH, 2 * m.goodwill_each),
        "goodwill_month": max(LEAST_MONTH, 2 * m.goodwill_month),
    }
    steps: dict[str, Suggested] = {Gap.GOODWILL: money, Gap.GOODWILL_MONTH: money}
    if RISKS.index(m.highest_risk) < RISKS.index(Risk.SERIOUS):
        steps[Gap.RISK] = {"highest_risk": RISKS[RISKS.index(m.highest_risk) + 1].value}
    for gap, field in ((Gap.TOPIC, "topics"), (Gap.INTENT, "intents"), (Gap.ACCOUNT, "accounts")):
        if getattr(m, field):
            steps[gap] = {field: []}
    if not m.posts:
        steps[Gap.POST] = {"posts": True}
    return {str(gap): step for gap, step in steps.items()}
