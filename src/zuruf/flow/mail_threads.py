"""Which mails belong together. A Message-ID alone does not say so: all who answer the same newsletter name the same one, and what
one of them writes is nothing for another's conversation.

A mail joins the newest one it names (In-Reply-To, then References from the end) that is kept here and that whoever wrote it had a part
in, or that is ours. Where none is kept, it hangs on the first one it names together with its own correspondent.
What colleagues pass on to somebody else (it names a mail, and goes to nobody who had a part in it) is no answer and stays out.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from zuruf.core import clean
from zuruf.core.message import Incoming
from zuruf.store.models import Conversation, Message

MOST = 60  # ids of one mail that are looked up


@dataclass(frozen=True, slots=True)
class _Kept:
    """Who had a part in a mail: addresses in lower case."""

    ours: bool
    people: frozenset[str]


def apart(messages: Iterable[Incoming], realm: str) -> tuple[Incoming, ...]:
    """*messages* with `parent` and `root` such that strangers stay apart, without what was passed on."""
    mails = tuple(messages)
    named = [_named(m) for m in mails]
    kept = _kept(realm, {one for ids in named for one in ids})
    kept |= {clean.remote_id(m.remote_id): _of(m.ours, m.author.remote_id, m.ref) for m in mails}
    begun = _begun(realm, [_apart(clean.remote_id(m.remote_id), m) for m in mails])
    pairs = zip(mails, named, strict=True)
    return tuple(_placed(m, ids, kept, begun) for m, ids in pairs if not _passed_on(m, ids, kept))


def _passed_on(mail: Incoming, named: tuple[str, ...], kept: Mapping[str, _Kept]) -> bool:
    near = next((kept[one] for one in named if one in kept), None)
    if near is None or not mail.ours:
        return False
    to = {*mail.ref.get("to", "").lower().split(), mail.ref.get("reply_to", "").lower()}
    return not (to & near.people) - {mail.author.remote_id.lower(), ""}


def _placed(
    mail: Incoming, named: tuple[str, ...], kept: Mapping[str, _Kept], begun: frozenset[str]
) -> Incoming:
    if not named:  # it begins a thread, unless an answer to it was here before it
        early = _apart(clean.remote_id(mail.remote_id), mail)
        return replace(mail, root=early) if early in begun else mail
    near = next((one for one in named if one in kept and _had_a_part(mail, kept[one])), "")
    if near:
        return replace(mail, parent=near, root="")
    return replace(mail, parent="", root=_apart(named[-1], mail))


def _had_a_part(mail: Incoming, other: _Kept) -> bool:
    return bool(mail.ours or other.ours or mail.bounce_of or _people(mail) & other.people)


def _named(mail: Incoming) -> tuple[str, ...]:
    """The ids that *mail* names, the one it answers first, the thread's first one last."""
    chain = mail.ref.get("references", "").split()
    found = (mail.bounce_of, mail.parent, *reversed(chain[:1] + chain[1:][-MOST:]), mail.root)
    ids = dict.fromkeys(clean.remote_id(one) for one in found)
    return tuple(one for one in ids if one and one != clean.remote_id(mail.remote_id))


def _people(mail: Incoming) -> frozenset[str]:
    """Whoever wrote *mail*; of ours whom it went to."""
    who = ("",) if mail.ours else (mail.author.remote_id,)
    return frozenset(one.lower() for one in (*who, mail.ref.get("reply_to", "")) if one)


def _of(ours: bool, author: str, ref: Mapping[str, str]) -> _Kept:
    people = (author, ref.get("reply_to", ""), *ref.get("to", "").split())
    return _Kept(ours, frozenset(one.lower() for one in people if one))


def _kept(realm: str, ids: set[str]) -> dict[str, _Kept]:
    """Those of *ids* that are kept here."""
    if not ids:
        return {}
    rows = Message.objects.filter(realm=realm, remote_id__in=ids)
    told = rows.values_list("remote_id", "ours", "contact__remote_id", "ref")
    return {one: _of(ours, author or "", ref or {}) for one, ours, author, ref in told}


def _begun(realm: str, roots: list[str]) -> frozenset[str]:
    found = Conversation.objects.filter(realm=realm, root_id__in=roots).values_list("root_id", flat=True)
    return frozenset(found)


def _apart(first: str, mail: Incoming) -> str:
    """*first* as the root of a thread with the correspondent of *mail* alone."""
    with_ = min(_people(mail), default="") if mail.ours else mail.ref.get("reply_to", mail.author.remote_id)
    print_ = hashlib.sha256(with_.strip().lower().encode("utf-8", "replace")).hexdigest()[:16]
    return clean.remote_id(f"{first} {print_}")
