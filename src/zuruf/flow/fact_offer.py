"""What is offered to whoever asked for a fact and got none in time: a holding reply that guidelines and channel let go."""

from zuruf.core.reply import Late, Terms
from zuruf.flow.verdict import holding_reply
from zuruf.store.queries import reply


def holding(conversation: str) -> str:
    """The words, to be put into an answer by a person; "" where there is no such conversation. Sends nothing."""
    here = reply.scene(conversation)
    return holding_reply(here, Terms(0, Late.HOLDING, {}, "")) if here else ""
