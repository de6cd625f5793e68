"""Requests and answers held against a network's own machine-readable specification (OpenAPI), read beside the project: they are
not ours to hand on. A test whose file is missing skips with a sentence.

`check("x", "POST", "/2/tweets", request, reply)` fails with the first thing that the specification does not allow. *request* and
*reply* are what `tests.servers.loopback` saw and answered; either may be None. Looking a thing up takes no network.
"""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.servers.loopback import Reply, Request

SPECS = Path(__file__).resolve().parents[3] / "shared" / "specs"
HOST = "http://spec.example"
METHODS = ("get", "post", "put", "patch", "delete")


def check(name: str, method: str, url: str, request: Request | None, response: Reply | None) -> None:
    """Hold *request* and *response* against the specification *name* (the file `<name>_openapi.json.gz`). *url*: address or path,
    as the specification spells it (a query in it counts, else the request's). Fails with a sentence."""
    api = read(name)
    asked = _asked(method, url, request)
    if request is not None:
        _fails(f"{method} {url}", lambda: api.validate_request(asked))
    if response is not None:
        heads = {k.lower(): v for k, v in response.headers.items()}
        kind = heads.get("content-type", "application/json").partition(";")[0]
        answer = _Answer(response.body, response.status, kind, heads)
        _fails(f"the answer to {method} {url}", lambda: api.validate_response(asked, answer))


@cache
def read(name: str) -> Any:
    """The specification, ready to be asked; skips the test where it is missing. Security is not looked at: it is the contract
    suite's work that a token goes out, and only where it should."""
    from openapi_core import Config, OpenAPI

    path = SPECS / f"{name}_openapi.json.gz"
    if not path.exists():
        pytest.skip(f"the specification {path.name} is not beside the project")
    told = json.loads(gzip.decompress(path.read_bytes()))
    told["servers"] = [{"url": HOST}]
    told.pop("security", None)
    for item in told["paths"].values():
        item.pop("servers", None)
        for method in METHODS:
            if method in item:
                item[method].pop("security", None)
                item[method].pop("servers", None)
    return OpenAPI.from_dict(told, config=Config(spec_validator_cls=None))


@dataclass(frozen=True)
class _Asked:
    """A request in the shape that openapi-core asks for."""

    method: str
    path: str
    parameters: Any
    content_type: str
    body: bytes | None
    host_url: str = HOST


@dataclass(frozen=True)
class _Answer:
    data: bytes
    status_code: int
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)


def _asked(method: str, url: str, request: Request | None) -> _Asked:
    from openapi_core import datatypes
    from werkzeug.datastructures import Headers, ImmutableMultiDict

    parts = urlsplit(url)
    query = parts.query or (urlsplit(request.target).query if request else "")
    heads = dict(request.headers) if request else {}
    told = datatypes.RequestParameters(
        query=ImmutableMultiDict(parse_qsl(query, keep_blank_values=True)), header=Headers(heads)
    )
    kind = heads.get("content-type", "application/json")
    return _Asked(method.lower(), parts.path, told, kind, (request.body if request else b"") or None)


def _fails(what: str, look: Any) -> None:
    """Turn what openapi-core raises into one sentence."""
    from openapi_core.exceptions import OpenAPIError

    try:
        look()
    except OpenAPIError as error:
        deeper: BaseException | None = error
        said = []
        while deeper is not None:
            said += [
                str(deeper),
                *(
                    f"{list(e.absolute_path)}: {e.message}"[:300]
                    for e in getattr(deeper, "schema_errors", ())
                ),
            ]
            deeper = deeper.__cause__
        pytest.fail(
            f"{what} is not as the specification says: " + " | ".join(dict.fromkeys(filter(None, said)))
        )
