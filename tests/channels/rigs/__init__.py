"""One file per channel, named like it, with its `RIG`. They are found by themselves."""

import pkgutil
from importlib import import_module

from tests.channels.rig import Rig


def rigs() -> dict[str, Rig]:
    """All rigs by channel, in the order of their names."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__))
    found = [import_module(f"{__name__}.{name}").RIG for name in names]
    return {rig.name: rig for rig in found}
