"""Layers of the encoder that can learn, forwards and backwards, in numpy: attention, two matrices with a bend between them, each added to what came
in and brought to length (BERT, Devlin et al. 2019). What is computed is what `embedding_graph` computes, unrounded.

A layer's numbers are a mapping of arrays: "qkv", "ao", "fi", "fo" (rows x columns, as the encoder's file has them), each with its "….b", and "aln", "oln" with theirs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]
Layer = Mapping[str, Numbers]
Thinned = Callable[[tuple[int, ...]], Numbers | None]
"""What to multiply an array of this shape by, so that some of it is left out at random; None for nothing."""

_ROOT, _CUBIC = np.float32(np.sqrt(2 / np.pi)), np.float32(0.044715)
_FAR = np.float32(-1e4)
_ROWS = 32


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts side by side: how many, how long the longest is, how many heads look, and where there is a token (texts x tokens, 1 or 0)."""

    texts: int
    tokens: int
    heads: int
    there: Numbers

    @property
    def unseen(self) -> Numbers | None:
        """What is added to a look at a place: nothing, or so much that it is not seen."""
        return None if self.there.all() else ((1 - self.there) * _FAR)[:, None, None, :]


def forth(layer: Layer, x: Numbers, batch: Batch, epsilon: float, thin: Thinned) -> tuple[Numbers, Any]:
    """What comes out of a layer (texts · tokens x size), and what `back` needs."""
    seen, looks = _look(x @ layer["qkv"].T + layer["qkv.b"], batch)
    told = seen @ layer["ao"].T + layer["ao.b"]
    thin_told = thin(told.shape)
    if thin_told is not None:
        told *= thin_told
    middle, normal_middle = _normal(x + told, layer["aln"], layer["aln.b"], epsilon)
    wide = middle @ layer["fi"].T + layer["fi.b"]
    bent, slope = _bend(wide)
    narrow = bent @ layer["fo"].T + layer["fo.b"]
    thin_narrow = thin(narrow.shape)
    if thin_narrow is not None:
        narrow *= thin_narrow
    out, normal_out = _normal(middle + narrow, layer["oln"], layer["oln.b"], epsilon)
    return out, (x, looks, seen, thin_told, normal_middle, middle, bent, slope, thin_narrow, normal_out)


def back(layer: Layer, kept: Any, by: Numbers, batch: Batch, into: Mapping[str, Numbers]) -> Numbers:
    """*by*: how the error changes with what came out. Writes into *into* how it changes with the layer's numbers, answers how with what went in."""
    x, looks, seen, thin_told, normal_middle, middle, bent, slope, thin_narrow, normal_out = kept
    by = _normal_back(by, normal_out, layer["oln"], into, "oln")
    narrow = by if thin_narrow is None else by * thin_narrow
    wide = _times_back(narrow, bent, layer, into, "fo") * slope
    by = by + _times_back(wide, middle, layer, into, "fi")
    by = _normal_back(by, normal_middle, layer["aln"], into, "aln")
    told = by if thin_told is None else by * thin_told
    asked = _look_back(_times_back(told, seen, layer, into, "ao"), looks, batch)
    return np.asarray(by + _times_back(asked, x, layer, into, "qkv"), np.float32)


def _times_back(by: Numbers, x: Numbers, layer: Layer, into: Mapping[str, Numbers], name: str) -> Numbers:
    np.matmul(by.T, x, out=into[name])
    by.sum(axis=0, out=into[f"{name}.b"])
    return by @ layer[name]


def _look(asked: Numbers, batch: Batch) -> tuple[Numbers, Any]:
    """Each token gathers from the others what it asks for."""
    parts = asked.reshape(batch.texts, batch.tokens, 3, batch.heads, -1).transpose(2, 0, 3, 1, 4)
    q, k, v = np.ascontiguousarray(parts)
    scale = np.float32(q.shape[-1] ** -0.5)
    p = (q * scale) @ k.swapaxes(-1, -2)
    if (unseen := batch.unseen) is not None:
        p += unseen
    p -= p.max(axis=-1, keepdims=True)
    np.exp(p, out=p)
    p /= p.sum(axis=-1, keepdims=True)
    seen = (p @ v).transpose(0, 2, 1, 3).reshape(batch.texts * batch.tokens, -1)
    return seen, (q, k, v, p, scale)


def _look_back(by: Numbers, looks: Any, batch: Batch) -> Numbers:
    q, k, v, p, scale = looks
    by = np.ascontiguousarray(by.reshape(batch.texts, batch.tokens, batch.heads, -1).transpose(0, 2, 1, 3))
    out = np.empty((3, *q.shape), np.float32)
    np.matmul(p.swapaxes(-1, -2), by, out=out[2])
    s = by @ v.swapaxes(-1, -2)
    s -= (s * p).sum(axis=-1, keepdims=True)
    s *= p
    s *= scale
    np.matmul(s, k, out=out[0])
    np.matmul(s.swapaxes(-1, -2), q, out=out[1])
    return out.transpose(1, 3, 0, 2, 4).reshape(batch.texts * batch.tokens, -1)


def _bend(x: Numbers) -> tuple[Numbers, Numbers]:
    """GELU by its approximation with tanh (Hendrycks & Gimpel 2016), off by .0005 at most, and its slope. By blocks, which stay near the
    processor: a third of the time."""
    bent, slope = np.empty_like(x), np.empty_like(x)
    half = np.float32(0.5)
    for at in range(0, len(x), _ROWS):
        part = x[at : at + _ROWS]
        squared = part * part
        t = np.tanh(_ROOT * part * (1 + _CUBIC * squared))
        share = half * (1 + t)
        np.multiply(part, share, out=bent[at : at + _ROWS])
        steeper = half * part * (1 - t * t) * (_ROOT * (1 + 3 * _CUBIC * squared))
        np.add(share, steeper, out=slope[at : at + _ROWS])
    return bent, slope


def _normal(x: Numbers, weight: Numbers, bias: Numbers, epsilon: float) -> tuple[Numbers, Any]:
    x = x - x.mean(axis=1, keepdims=True)
    narrower = 1 / np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / x.shape[1] + np.float32(epsilon))
    x *= narrower
    return x * weight + bias, (x, narrower)


def _normal_back(by: Numbers, kept: Any, weight: Numbers, into: Mapping[str, Numbers], name: str) -> Numbers:
    x, narrower = kept
    into[name][:] = np.einsum("ij,ij->j", by, x)
    by.sum(axis=0, out=into[f"{name}.b"])
    by = by * weight
    along = np.einsum("ij,ij->i", by, x)[:, None] / x.shape[1]
    by -= by.mean(axis=1, keepdims=True)
    by -= x * along
    by *= narrower
    return by
