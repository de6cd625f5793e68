"""What the public sees on the model network, and what a test reads of it afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.flow.model_network import Network
from zuruf.core.capabilities import Visibility
from zuruf.core.channel import ChannelError, Receipt, Seen
from zuruf.store.models import AuditEntry, Delivery


@dataclass
class Public:
    """What the public sees on the model network: what is out and not deleted, unless *says* has something else."""

    network: Network
    says: dict[str, Seen | ChannelError | None] = field(default_factory=dict)
    looks: list[str] = field(default_factory=list)
    during: Callable[[], object] = lambda: None

    def read_back(self, receipt: Receipt) -> Seen | None:
        self.looks.append(receipt.remote_id)
        self.during()
        post = next((p for p in self.network.posts if p.remote_id == receipt.remote_id), None)
        usual = None if post is None or post.gone else Seen(post.text, Visibility.VISIBLE, receipt.permalink)
        said = self.says.get(receipt.remote_id, usual)
        if isinstance(said, ChannelError):
            raise said
        return said

    def locate(self, link: str) -> Receipt | None:
        post = next((p for p in self.network.posts if link.endswith(f"/{p.remote_id}")), None)
        return (
            Receipt(post.remote_id, f"https://model.example/{post.remote_id}", {"uri": post.remote_id})
            if post
            else None
        )


def verbs(row: Delivery) -> list[str]:
    found = AuditEntry.objects.filter(thing_id=row.public_id).order_by("pk")
    return list(found.values_list("verb", flat=True))
