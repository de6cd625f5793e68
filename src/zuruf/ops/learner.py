"""Learning from corrections in a process of its own, so that what it takes of memory goes with it."""

import logging
import subprocess
import sys

from zuruf.flow import learning

log = logging.getLogger("zuruf.worker")
LONGEST = 600.0  # seconds


def step() -> bool:
    """Learn, where there is enough to learn. What fails or takes too long leaves the model as it was; False: rest."""
    if not learning.due():
        return False
    try:
        done = subprocess.run(
            [sys.executable, "-m", "zuruf", "learn"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        log.warning("Learning from corrections took longer than %d s and was ended.", LONGEST)
    else:
        if done.returncode:
            log.warning("Learning from corrections failed: %s", done.stderr.strip()[-500:])
    return False
