"""Tests. The scripts in tools/ import each other by name, and so do the tests that look at one."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "tools"))
