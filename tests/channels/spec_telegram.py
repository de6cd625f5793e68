"""Requests and answers held against the Bot API's machine-readable form, read beside the project (a format of its own: types and
methods with their fields). Skips with a sentence where the file is missing."""

import gzip
import json
from functools import cache
from typing import Any

import pytest

from tests.channels.spec import SPECS
from tests.servers.loopback import Reply, Request

SIMPLE: dict[str, Any] = {"Integer": int, "Float": (int, float), "String": str, "Boolean": bool}


def check(request: Request, reply: Reply | None = None) -> None:
    """Fails with the first thing in *request* (or in the good answer *reply* to it) that the specification does not know."""
    name = request.path.rpartition("/")[2]
    method = _read()["methods"].get(name)
    assert method, f"there is no method {name}"
    assert request.headers["content-type"] == "application/json"
    _fields(json.loads(request.body), method, name)
    if reply is not None:
        told = json.loads(reply.body)
        assert told.pop("ok") is True
        assert list(told) == ["result"]
        _any(told["result"], method["returns"], f"the result of {name}")


@cache
def _read() -> Any:
    path = SPECS / "tg_api.json.gz"
    if not path.exists():
        pytest.skip(f"the specification {path.name} is not beside the project")
    return json.loads(gzip.decompress(path.read_bytes()))


def _fields(told: object, spec: Any, where: str) -> None:
    assert isinstance(told, dict), f"{where} is no object"
    known = {f["name"]: f for f in spec.get("fields", ())}
    assert not told.keys() - known.keys(), f"{where} has unknown fields: {told.keys() - known.keys()}"
    missing = [name for name, f in known.items() if f["required"] and name not in told]
    assert not missing, f"{where} lacks {missing}"
    for name, value in told.items():
        _any(value, known[name]["types"], f"{where}.{name}")


def _any(value: object, kinds: list[str], where: str) -> None:
    """Fails when *value* is of none of *kinds*."""
    said = []
    for kind in kinds:
        try:
            _one(value, kind, where)
        except AssertionError as error:
            said.append(str(error))
        else:
            return
    raise AssertionError(said[0] if len(said) == 1 else f"{where} is none of {kinds}")


def _one(value: object, kind: str, where: str) -> None:
    if kind.startswith("Array of "):
        assert isinstance(value, list), f"{where} is no list"
        for number, one in enumerate(value):
            _one(one, kind.removeprefix("Array of "), f"{where}[{number}]")
    elif simple := SIMPLE.get(kind):
        good = isinstance(value, simple) and (kind == "Boolean" or not isinstance(value, bool))
        assert good, f"{where} is no {kind}"
    elif subtypes := _read()["types"][kind].get("subtypes"):
        _any(value, subtypes, where)
    else:
        _fields(value, _read()["types"][kind], where)
