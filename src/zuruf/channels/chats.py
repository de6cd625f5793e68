"""Ringing in a chat: Matrix, Teams, ntfy, Slack and a hundred more, through the library apprise. No channel: nothing is published and
nothing received. An address is one of apprise's ("ntfys://…", "matrixs://…"), and mostly carries a password.

The library brings connections of its own, so it runs in a process of its own that is fenced in (`_chats_child`), knows nothing of
ours but this one message, and is ended when its time is over.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

PATIENCE = 20.0  # seconds for one message, the start of the process and all
LONGEST = 1000  # characters of an address
PASSED_ON = ("PATH", "SYSTEMROOT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "LANG")


class Said(StrEnum):
    """How it ended. `took` and `fits` are good."""

    TOOK = "took"  # the chat's server has it
    FITS = "fits"  # an address that can be used; nothing was sent
    UNFIT = "unfit"  # no address of a chat
    PLAIN = "plain"  # goes without TLS, to a host that no operator allowed
    PRIVATE = "private"  # lies on a private address that no operator allowed
    REFUSED = "refused"  # the chat's server did not take it, or could not be reached
    MAYBE = "maybe"  # it took too long, or broke down: it may have arrived or not


@dataclass(frozen=True, slots=True)
class Told:
    """`service`: the kind of chat, such as "ntfy"."""

    said: Said
    service: str = ""


@dataclass(frozen=True, slots=True)
class Chats:
    """*allow_private*: hosts that may lie on private addresses and be reached without TLS. *home*: our own address."""

    allow_private: Sequence[str] = ()
    home: str = ""
    patience: float = field(default=PATIENCE)

    def fits(self, url: str) -> Told:
        """FITS, UNFIT or PLAIN. Asks no network."""
        return self._ask(url, "", "") if 0 < len(url) <= LONGEST else Told(Said.UNFIT)

    def send(self, url: str, title: str, body: str) -> Told:
        """Tell it once, and never again by itself: TOOK, PLAIN, PRIVATE, REFUSED, UNFIT or MAYBE. Nothing of the address is in an
        error or a log."""
        return self._ask(url, title, body)

    def _ask(self, url: str, title: str, body: str) -> Told:
        asked = {"url": url, "title": title, "body": body, "icon": self.home}
        asked_all = json.dumps({**asked, "allow_private": list(self.allow_private)})
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-m", "zuruf.channels._chats_child"],
                input=asked_all.encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
                timeout=self.patience,
                check=True,
            )
            found = json.loads(done.stdout)
            return Told(Said(found["said"]), str(found["service"]))
        except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError):
            return Told(Said.MAYBE)
