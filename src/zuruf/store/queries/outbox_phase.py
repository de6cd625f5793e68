"""Where a delivery stands, in the one word that people see: `DeliveryView.phase` says what each means."""

from datetime import datetime
from typing import Any

from zuruf.core.outbox import DeliveryState
from zuruf.core.read_back import MISSING
from zuruf.core.reply import Kind
from zuruf.store.queries.holds import HoldView

D = DeliveryState
BUDGET = "code:budget"  # as flow.asking writes it


def phase(row: Any, hold: HoldView | None, now: datetime) -> str:
    """Of a Delivery with the annotations of `outbox._rows`, on which *hold* lies."""
    if row.state != D.QUEUED:
        return _phase_of_what_started(row)
    if hold is not None:
        return "held"
    if row.wants_yes:
        return "wants_yes"
    if row.scheduled_for is not None and row.scheduled_for > now:
        return "scheduled"
    if row.follows and (row.follows.state not in (D.PUBLISHED, D.CORRECTED) or not row.follows.remote_id):
        return "behind"
    if row.account.disconnected_at is not None:
        return "disconnected"
    if not row.account.enabled:
        return "paused"
    if row.wait_for_account and row.account.state == "not_connected":
        return "account"
    if row.not_before <= now:
        return "to_post" if row.by_hand else "due"
    if row.why == BUDGET:
        return "budget"
    return "counting" if row.not_before <= row.recall_until and not row.attempts else "later"


def _phase_of_what_started(row: Any) -> str:
    if row.state in (D.PUBLISHED, D.CORRECTED) and row.withdraw_asked_at is not None:
        return "withdrawing"
    gone = row.state == D.WITHDRAWN and row.fix_state in (D.PUBLISHED, D.CORRECTED, D.WITHDRAWN)
    if row.fixed_as == Kind.EDIT and (row.state == D.CORRECTED or gone):
        return "edited"
    if row.state == D.PUBLISHED and row.visibility in MISSING:
        return str(row.visibility)
    return str(row.state)
