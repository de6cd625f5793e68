"""Reading which devices somebody lets ring."""

from dataclasses import dataclass
from datetime import datetime

from zuruf.core.people import Who
from zuruf.store.models import Device


@dataclass(frozen=True, slots=True)
class DeviceView:
    """`ok_at`: its push service last took a message; `trouble_at`: since then it did not. `hash` tells the browser which one is itself."""

    public_id: str
    name: str
    hash: str
    made_at: datetime
    ok_at: datetime | None
    trouble_at: datetime | None


def mine(who: Who) -> tuple[DeviceView, ...]:
    """Her devices, the newest first."""
    rows = Device.objects.filter(member=who.id, ended_at=None).order_by("-made_at", "-pk")
    return tuple(
        DeviceView(r.public_id, r.name, r.endpoint_hash, r.made_at, r.ok_at, r.trouble_at) for r in rows
    )
