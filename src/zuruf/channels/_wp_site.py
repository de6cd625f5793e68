"""Where a blog's interface lies, and asking it as a signed-in user. Sources: the REST API handbook (discovery, authentication,
global parameters), and WordPress 6.1, against which the tests run.

* The interface is named by the header `Link: <…>; rel="https://api.w.org/"` of any of the blog's pages; where a page does not say,
  `?rest_route=` at its address always leads there. What was found is remembered for an hour, since a blog may move it.
* A password goes to the blog's own host only (or to the same with or without www.), over https only.
* PUT and DELETE are POST with a header, as WordPress itself asks: many hosts let nothing else through.
"""

import re
import time
from base64 import b64encode
from collections.abc import Collection, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from zuruf.channels import _json as told
from zuruf.channels._http import UNSAFE, Answer, Http, address, joined
from zuruf.core.channel import ChannelError, NotConnected, Refused

ELSEWHERE = "The blog's interface lies elsewhere, at %(host)s. Connect it with that address."
NEEDED = "User name and application password are needed."
SAYS = (ELSEWHERE, NEEDED)
API = "https://api.w.org/"
HOPS = 3
FRONT = "text/html, */*;q=0.1"
HOLDS = 3600.0  # seconds
_ROOTS: dict[str, tuple[str, float]] = {}


def forget_roots() -> None:
    """As after a restart of the process."""
    _ROOTS.clear()


class Site:
    """One blog, as one of its users sees it."""

    def __init__(self, http: Http, url: str, user: str, password: str) -> None:
        self.http = http
        self.url = url.strip()
        token = b64encode(f"{user.strip()}:{password.strip()}".encode()).decode()
        http.hide(token, password.strip())
        self._head = {"authorization": f"Basic {token}"}
        self._signs = bool(user.strip() and password.strip())

    def read(self, route: str, params: Mapping[str, object], accept: Collection[int] = ()) -> Answer:
        """GET of *route* (as in "comments/7"). Statuses in *accept* are handed back."""
        return self.http.read(self._at(route), params=params, headers=self._head, accept=accept)

    def write(
        self, route: str, body: Mapping[str, object], accept: Collection[int] = (), *, method: str = "POST"
    ) -> Answer:
        """A change. Statuses in *accept* are handed back."""
        heads = self._head if method == "POST" else {**self._head, "x-http-method-override": method}
        return self.http.post(self._at(route), json=body, headers=heads, accept=accept)

    @property
    def host(self) -> str:
        return _bare(urlsplit(address(self.url)).hostname)

    def is_here(self, link: str) -> bool:
        """Whether *link* is a page of this blog: on its host, at or below its address."""
        try:
            ours, theirs = urlsplit(address(self.url)), urlsplit(address(link))
        except Refused:
            return False
        below = theirs.path.startswith(ours.path.rstrip("/") + "/") or theirs.path == ours.path
        return _bare(theirs.hostname) == _bare(ours.hostname) and below

    def front(self) -> Answer:
        """The page at the blog's address; where the interface is, is known afterwards. Raises as a read does."""
        page = self.http.read(self.url, headers={"accept": FRONT}, hops=HOPS)
        _ROOTS[self.url] = self._checked(_named(page) or _fallback(page.url)), time.monotonic()
        return page

    def _checked(self, root: str) -> str:
        """*root*, when our password may be sent there."""
        here, there = urlsplit(address(self.url)), urlsplit(address(root))
        if _bare(here.hostname) != _bare(there.hostname):
            raise Refused(ELSEWHERE % {"host": there.hostname})
        if not self.http.trusts(root):
            raise Refused(UNSAFE)
        return root

    def _at(self, route: str) -> str:
        if not self._signs:
            raise NotConnected(NEEDED)
        address(self.url)
        root, found = _ROOTS.get(self.url, ("", 0.0))
        if not root or time.monotonic() - found > HOLDS:
            self.front()
            root, _ = _ROOTS[self.url]
        return _joined(self._checked(root), f"wp/v2/{route}")


def code(answer: Answer) -> str:
    """WordPress's own word for what went wrong, as in "comment_duplicate"; "" where there is none."""
    try:
        return told.text(answer.json(), "code")
    except ChannelError:
        return ""


def _named(page: Answer) -> str:
    """The address in the Link header of *page*."""
    for part in re.split(r",\s*(?=<)", page.headers.get("link", "")):
        hit = re.match(r"\s*<([^<>]{1,500})>(.*)", part)
        if hit and re.search(rf'rel\s*=\s*"?{re.escape(API)}"?(?:\s|;|$)', hit[2]):
            return joined(page.url, str(hit[1]))
    return ""


def _fallback(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", "rest_route=/", ""))


def _joined(root: str, route: str) -> str:
    """The address of *route* below *root*, which may carry it in its path or in its query."""
    parts = urlsplit(root)
    query = [(k, v.rstrip("/") + "/" + route if k == "rest_route" else v) for k, v in parse_qsl(parts.query)]
    if any(k == "rest_route" for k, _ in query):
        return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query, safe="/"), ""))
    return urlunsplit((parts.scheme, parts.netloc, f"{parts.path.rstrip('/')}/{route}", parts.query, ""))


def _bare(host: str | None) -> str:
    return (host or "").lower().removeprefix("www.")
