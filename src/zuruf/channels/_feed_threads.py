"""Which entries of a feed belong together: posts of one topic in a forum, comments below one article. A feed does not say it (but by
RFC 4685, which hardly any writes), their addresses do. Pure.

| as in | spoken by |
|---|---|
| /t/words/12/3 | Discourse |
| /threads/words.12/post-34, /threads/12-words/page2 | XenForo, vBulletin |
| viewtopic.php?f=1&t=12&p=34, showthread.php?tid=12 | phpBB, vBulletin, MyBB |
| index.php?topic=12.msg34 | SMF |
| /article/#comment-34, /topic/words/#post-34 | blogs, bbPress, many others |

An address that looks like none of these is one's own: an article in a blog begins a conversation by itself.
"""

import re
from urllib.parse import parse_qsl

from zuruf.channels._http import parts

_DISCOURSE = re.compile(r"^(.*/t/)(?:[^/]*[^/\d][^/]*/)?(\d{1,12})(?:/\d{1,9})?/?$")
_THREADS = re.compile(
    r"^(.*/(?:threads|topics?|thema|themen)/)([^/]*\d[^/]*)(?:/(?:post|page|seite)-?\d*)?/?$"
)
_NAMED = frozenset({"t", "tid", "topic", "threadid", "thread"})
_POST = re.compile(
    r"^(?:comment|kommentar|post|p|msg|c|reply|antwort|entry|findcomment)?[-_]?\d{1,12}$", re.IGNORECASE
)


def thread(link: str) -> str:
    """What all addresses of one topic have in common; "" where *link* does not look like a post in one."""
    page = parts(link)
    if page is None:
        return ""
    for kind in (_DISCOURSE, _THREADS):
        if hit := kind.match(page.path):
            return f"{page.hostname}{hit[1]}{hit[2]}"
    for name, value in parse_qsl(page.query):
        number = re.match(r"\d{1,12}", value)
        if name.lower() in _NAMED and number:
            return f"{page.hostname}{page.path}?{name.lower()}={number[0]}"
    if _POST.match(page.fragment):
        return f"{page.hostname}{page.path.rstrip('/')}?{page.query}"
    return ""
