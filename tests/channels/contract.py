"""The channels on their test benches.

A new channel adds one file under `rigs` and a folder of tapes; `test_contract*.py` does the rest.
"""

from tests.channels.rig import AT, HERE, SECRETS, TAPES, Rig, tape
from tests.channels.rigs import rigs

RIGS = rigs()

__all__ = ["AT", "HERE", "RIGS", "SECRETS", "TAPES", "Rig", "tape"]
