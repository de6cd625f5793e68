"""Requests held against Meta's own list of fields, edges and parameters (`meta_graph/*.json.gz`, read beside the project: it is not ours
to hand on). A test whose file is missing skips with a sentence.

`check(request, kinds)` fails with the first thing that Meta's list does not know. *kinds*: the id in a path → the kind of node it is.
"""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.channels.spec import SPECS
from tests.servers.loopback import Request
from zuruf.channels._graph import VERSION

ALWAYS = {"fields", "limit", "after", "before", "appsecret_proof"}  # of the interface itself, not of an edge
HOLDS = {  # what a field or edge brings, where Meta's list says it in words of its own
    "comments": {"PagePost": "Comment", "Comment": "Comment", "IGMedia": "IGComment"},
    "replies": {"IGComment": "IGComment"},
    "parent": {"Comment": "Comment"},
    "media": {"IGComment": "IGMedia"},
    "mentioned_comment": {"IGUser": "IGComment"},
    "mentioned_media": {"IGUser": "IGMedia"},
}
UNLISTED = {"messages", "participants", "subscribed_fields"}  # Meta's list names no fields below these
_NAME = re.compile(r"[a-z_]+")


@cache
def node(kind: str) -> dict[str, Any]:
    """What Meta says of one kind of node; skips the test where it is missing."""
    path = SPECS / "meta_graph" / f"{kind}.json.gz"
    if not path.exists():
        pytest.skip(f"the specification meta_graph/{path.name} is not beside the project")
    found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return found


def check(request: Request, kinds: Mapping[str, str]) -> None:
    """Every edge, field and parameter of *request* is in Meta's list."""
    _, version, ident, *rest = request.path.split("/")
    assert version == VERSION.name
    kind, edge = kinds[ident], rest[0] if rest else ""
    name = edge or {"GET": "#get", "POST": "#update", "DELETE": "#delete"}[request.method]
    api = _api(kind, request.method, name)
    told = set(_sent(request))
    known = {p["name"] for p in api["params"]}
    assert told - ALWAYS <= known, f"{request.method} {kind}/{name} does not know {told - ALWAYS - known}"
    needed = {p["name"] for p in api["params"] if p["required"]}
    assert needed <= told, f"{request.method} {kind}/{name} needs {needed - told}"
    for fields in request.query.get("fields", ()):
        _fields(_below(kind, edge, api["return"]), fields)


def _api(kind: str, method: str, name: str) -> dict[str, Any]:
    apis = [
        a for a in node(kind)["apis"] if a["method"] == method and a.get("endpoint", a.get("name")) == name
    ]
    if not apis:
        pytest.fail(f"{kind} has no {method} {name}")
    found: dict[str, Any] = apis[0]
    return found


def _sent(request: Request) -> Iterator[str]:
    yield from request.query
    if request.headers.get("content-type") == "application/json":
        yield from json.loads(request.body)
    else:
        yield from parse_qs(request.body.decode())


def _below(kind: str, edge: str, returns: str) -> str:
    if not edge:
        return kind
    return HOLDS.get(edge, {}).get(kind, returns)


def _fields(kind: str, fields: str) -> None:
    """Each of *fields* ("id,comments.limit(5){id,from}") is a field, or an edge that can be read, of a *kind*."""
    if kind not in ("Comment", "IGComment", "IGMedia", "IGUser", "Page", "PagePost", "UnifiedThread"):
        return
    told = node(kind)
    known = {f["name"] for f in told["fields"]}
    edges = {a.get("endpoint") for a in told["apis"] if a["method"] == "GET"}
    for name, below in _split(fields):
        assert name in known | edges, f"{kind} has no field {name}"
        if below and name not in UNLISTED:
            inner = HOLDS.get(name, {}).get(kind)
            assert inner, f"{kind}.{name} holds nothing that is known"
            _fields(inner, below)


def _split(fields: str) -> Iterator[tuple[str, str]]:
    """(name, what is asked below it) of each field."""
    depth, begin = 0, 0
    for n, sign in enumerate(f"{fields},"):
        depth += (sign in "{(") - (sign in "})")
        if sign == "," and not depth:
            one = fields[begin:n]
            begin = n + 1
            name = _NAME.match(one)
            assert name, one
            yield name[0], one.partition("{")[2].rpartition("}")[0]


def answer(kind: str, told: Mapping[str, object]) -> None:
    """Each name in *told* is a field, or an edge that can be read, of a *kind*."""
    node_ = node(kind)
    known = {f["name"] for f in node_["fields"]} | {
        a.get("endpoint") for a in node_["apis"] if a["method"] == "GET"
    }
    assert set(told) <= known, f"{kind} has no fields {set(told) - known}"
