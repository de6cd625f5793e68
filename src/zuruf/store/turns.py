"""One at a time, where no row can be held because what is to be written is not there yet. Called inside a transaction.

SQLite needs none of it: whoever begins a transaction there is the only one who writes."""

import zlib

from django.db import connection

_COUNTED = 0x5A56


def one_at_a_time(number: int, what: str) -> None:
    """Nobody else passes here with the same *number* (whose lock it is) and *what* until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, %s)", [number, zlib.crc32(what.encode()) - 2**31]
            )


def counted(what: str) -> None:
    """Before *what* there is already is counted, because there may only be so many: of two who add at once, the second counts what
    the first added."""
    one_at_a_time(_COUNTED, what)
