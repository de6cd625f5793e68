"""Replies sent by people over HTTP, real networks on loopback, and everything that can go wrong meanwhile: `make torture`.

Nothing of the product is replaced: `zuruf web` and `zuruf worker` run as processes of their own, are killed (SIGKILL)
at random moments and started again; between them and the networks stands a proxy that cuts, delays and swallows. What
is counted at the end is what the networks have.
"""


def plain(text: str) -> str:
    """What a robot wrote, without the signature that the house puts under it."""
    return text.rpartition(")")[0] + ")"
