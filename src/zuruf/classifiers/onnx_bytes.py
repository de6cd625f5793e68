"""Graphs of calculations in the ONNX format, written byte by byte (protocol buffers): what onnxruntime reads, without the library that
usually writes it. Field numbers: onnx/onnx.proto3 of ONNX 1.13 (IR version 8).
"""

import struct
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

MICROSOFT = "com.microsoft"
"""The domain of the operators that only onnxruntime knows."""
_KINDS = {"float32": 1, "uint8": 2, "int8": 3, "int64": 7}
_FLOAT, _INT = 1, 2

Attribute = float | int


def _number(n: int) -> bytes:
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def _whole(field: int, n: int) -> bytes:
    return _number(field << 3) + _number(n & (1 << 64) - 1)


def _bytes(field: int, raw: bytes | str) -> bytes:
    raw = raw.encode() if isinstance(raw, str) else raw
    return _number(field << 3 | 2) + _number(len(raw)) + raw


def constant(name: str, numbers: NDArray[np.generic]) -> bytes:
    """A tensor that belongs to the graph."""
    shape = b"".join(_whole(1, n) for n in numbers.shape)
    return shape + _whole(2, _KINDS[numbers.dtype.name]) + _bytes(8, name) + _bytes(9, numbers.tobytes())


def node(
    kind: str, takes: Iterable[str], gives: Iterable[str], domain: str = "", **attributes: Attribute
) -> bytes:
    """One calculation; the name "" stands for an input that is left out."""
    said = b"".join(_bytes(5, _attribute(name, value)) for name, value in attributes.items())
    ends = b"".join(_bytes(1, name) for name in takes) + b"".join(_bytes(2, name) for name in gives)
    return ends + _bytes(4, kind) + said + (_bytes(7, domain) if domain else b"")


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return _bytes(1, name) + _number(2 << 3 | 5) + struct.pack("<f", value) + _whole(20, _FLOAT)
    return _bytes(1, name) + _whole(3, value) + _whole(20, _INT)


def value(name: str, shape: Sequence[int | str]) -> bytes:
    """What goes in or comes out, in single precision; a name in *shape* is a length that is not fixed."""
    lengths = b"".join(_bytes(1, _whole(1, n) if isinstance(n, int) else _bytes(2, n)) for n in shape)
    return _bytes(1, name) + _bytes(2, _bytes(1, _whole(1, _FLOAT) + _bytes(2, lengths)))


def graph(
    nodes: Iterable[bytes], constants: Iterable[bytes], takes: Iterable[bytes], gives: Iterable[bytes]
) -> bytes:
    """The whole model: operators of ONNX's set 18 and Microsoft's set 1."""
    fields = ((1, nodes), (5, constants), (11, takes), (12, gives))
    body = _bytes(2, "zuruf") + b"".join(_bytes(field, part) for field, parts in fields for part in parts)
    sets = (("", 18), (MICROSOFT, 1))
    told = b"".join(_bytes(8, _bytes(1, domain) + _whole(2, version)) for domain, version in sets)
    return _whole(1, 8) + _bytes(7, body) + told
