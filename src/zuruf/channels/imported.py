"""Messages that came from a file (`zuruf import`). There is no network behind them: nothing to ask, nobody to answer."""

from zuruf.channels._base import Base
from zuruf.core.capabilities import Capabilities, Group, Receive, TriedAgainst
from zuruf.core.channel import Check


class Imported(Base):
    """An account that only holds what was imported."""

    name = "import"
    can = Capabilities(
        group=Group.OWN,
        title="Import from a file",
        lead="Messages from a file. They can be read and closed here, not answered.",
        receive=Receive.NONE,
        reply=False,
        addressed=True,  # who brings a file along mostly brings what was written to us; else it says so
        tried_against=TriedAgainst.REAL_SERVER,
    )

    def check(self) -> Check:
        """Asks nobody: what was imported is here."""
        return Check(can_read=False, can_publish=False, remote_id="import", limits=("read only",))
