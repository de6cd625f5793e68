"""Whether a message answers another one, as far as anybody can tell: the house's own model learns from it (`classifiers.compact_reply`)."""

from zuruf import channels


def is_reply(channel: str, public: bool, remote_id: str, parent: str) -> bool | None:
    """Of a message that came in on *channel* and names *parent* ("" for none): True where that is another one, whether it was ever fetched
    or not; False where it names none and its network always would. None: nobody knows, or it is private, since between two all
    that is written answers. No statement."""
    if not public:
        return None
    if parent not in ("", remote_id):
        return True
    return False if channels.can(channel).parents else None
