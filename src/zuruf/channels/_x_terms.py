"""Under which terms X takes an answer, and what it bills for it. Pure.

Sources: docs.x.com, x-api/posts/manage-tweets/introduction ("Self-serve customers: Replies are only permitted if the original post's
author has explicitly summoned the replying account by @mentioning them or quoting one of their posts"; one cashtag at most), and
x-api/getting-started/pricing. Not written anywhere: whether a summoned answer with a link is billed as an answer or as a post with a
link, and whether the mention that X itself puts before an answer counts. So the higher price is shown with both named, and a mention
of that kind is taken for one.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime

from zuruf.channels import _x_length as weighted
from zuruf.core.capabilities import Asked, Terms

PRICED_ON = date(2026, 4, 20)
PRICES: Mapping[str, float] = {
    "answer": 1.0,  # to somebody who mentioned or quoted us
    "post": 1.5,
    "post with a link": 20.0,
    "post of others that is read": 0.5,
    "person whose post is read": 1.0,
    "own post that is read": 0.1,
}
"""In US cents, as X bills apps of its own price list since `PRICED_ON`."""

SELF_SERVE, ENTERPRISE = "self-serve", "enterprise"

NOT_SUMMONED = "X lets an app like yours answer only people who mentioned or quoted this account. Answer in X's own app, or by hand."
CASHTAGS = "X takes at most one cashtag, such as $ABC, in a post of an app like yours."
A_LINK = (
    "X bills 1 or 20 US cents for an answer with a link; it does not say which. Without a link it is 1 cent."
)
BY_CONTRACT = "What it costs is in your contract with X."
SAYS = (NOT_SUMMONED, CASHTAGS, A_LINK, BY_CONTRACT)

_CASHTAG = re.compile(r"(?<!\S)\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?![A-Za-z0-9])")


def terms(asked: Asked, text: str, now: datetime) -> Terms:
    """What holds for the message at hand: its `ref` says whether its author summoned us, and which access the account had when it was
    read."""
    return judged(asked.ref, text, access=asked.ref.get("access", ""))


def judged(ref: Mapping[str, str], text: str, *, access: str) -> Terms:
    """As `terms`; a post of our own has no *ref*. Anything but enterprise *access* is self-serve."""
    if access == ENTERPRISE:
        return Terms(note=BY_CONTRACT)
    if ref and not ref.get("summoned"):
        return Terms(refusal=NOT_SUMMONED)
    if len(_CASHTAG.findall(text)) > 1:
        return Terms(refusal=CASHTAGS)
    if weighted.linked(text):
        return Terms(cents=PRICES["post with a link"], note=A_LINK if ref else "")
    return Terms(cents=PRICES["answer" if ref else "post"])
