"""How fast time goes in the processes under torture. The full run has the product's own constants; the short form, which
cannot wait minutes for a claim to run out, shortens them here, in its own processes only."""

import os
from datetime import timedelta


def apply() -> None:
    """To be called before anything else of the product is imported. TORTURE_CLAIM, TORTURE_DEADLINE: seconds."""
    from zuruf.core import outbox

    if claim := os.environ.get("TORTURE_CLAIM"):
        outbox.CLAIM = timedelta(seconds=float(claim))
        outbox.START_WITHIN = outbox.CLAIM / 4
    if deadline := os.environ.get("TORTURE_DEADLINE"):
        from zuruf.channels import _http

        _http.DEADLINE = float(deadline)
        assert _http.Http.__init__.__kwdefaults__ is not None
        _http.Http.__init__.__kwdefaults__["deadline"] = float(deadline)
