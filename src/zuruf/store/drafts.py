"""A draft goes from one state to another: by one conditional UPDATE, where the table of `core.reply` allows it."""

from django.db.models import QuerySet

from zuruf.core import moves
from zuruf.core.reply import DRAFT_MOVES, DraftState
from zuruf.store.models import Draft


def move(rows: QuerySet[Draft], here: DraftState, there: DraftState, **changes: object) -> int:
    """Those of *rows* that stand *here* go *there*, with *changes* of other fields. How many did: 0 when somebody was
    quicker. Raises NotAllowed for a move that the table does not have."""
    return rows.filter(state=here).update(state=moves.move(DRAFT_MOVES, here, there), **changes)
