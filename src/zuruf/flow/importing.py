"""Taking in a file of messages: the very same road as everything else, in chunks that are each kept raw first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zuruf.core import importing
from zuruf.core.importing import BadLine
from zuruf.flow import audit, intake
from zuruf.flow.clock import clock
from zuruf.flow.errors import Declined
from zuruf.flow.intake import Received
from zuruf.store.models import Account

CHUNK, BYTES = 500, 4_000_000  # lines and bytes an arrival


@dataclass(frozen=True, slots=True)
class Imported:
    """One chunk: what was received, which lines were not, and how many lines have been read so far."""

    received: Received
    bad: tuple[BadLine, ...]
    lines: int


def account_for(public_id: str = "", realm: str = "import", *, now: datetime | None = None) -> int:
    """The account that the messages are to belong to: the one named, else one that only holds imports of *realm*.

    A realm is the network whose ids are unique: files from two networks go into two realms. An account for imports is
    never polled and cannot answer. Raises Declined("unknown_account").
    """
    now = now or clock()
    if public_id:
        found = Account.objects.filter(public_id=public_id).values_list("id", flat=True).first()
        if found is None:
            raise Declined("unknown_account")
        return found
    name = "Import" if realm == "import" else f"Import ({realm})"
    with transaction.atomic():
        account, new = Account.objects.get_or_create(
            channel="import",
            realm=realm,
            remote_id=f"import:{realm}",
            defaults={"name": name, "enabled": False, "state": "ok", "created_at": now},
        )
        if new:
            audit.record(
                "account.connected", "account", account.public_id, now=now, data={"channel": "import"}
            )
    return account.pk


def take_lines(
    account_id: int, lines: Iterable[bytes], *, to_us: bool | None = None, now: datetime | None = None
) -> Iterator[Imported]:
    """Take a file's lines in, chunk by chunk; what is wrong with a line is told and the others go in. Again is harmless. *to_us*:
    whether they were written to us, where a line does not say; None: as the account tells."""
    kind = importing.kind(to_us)
    before = 0
    for chunk in _chunks(lines):
        read = importing.read(chunk, before + 1, to_us)
        body = "".join(line[: importing.LONGEST_LINE].decode(errors="replace") for line in chunk)
        received = intake.take(account_id, kind, body, lambda batch=read.batch: batch, now=now)  # type: ignore[misc]
        before += len(chunk)
        yield Imported(received, read.bad, before)


def accounts() -> list[tuple[str, str]]:
    """(public id, name) of the accounts there are."""
    return list(Account.objects.order_by("name").values_list("public_id", "name"))


def _chunks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    chunk: list[bytes] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += len(line)
        if len(chunk) == CHUNK or size >= BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
