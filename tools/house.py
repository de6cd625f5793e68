"""Rules of the house that no linter knows: pages compile and load nothing from elsewhere; files and functions stay small."""

import ast
import os
import re
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
ELSEWHERE = re.compile(r"""(?:src|href|action|data-src)\s*=\s*["'](?:https?:)?//""")
LINK = re.compile(r"<a\b[^>]*>", re.DOTALL)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']",
    re.IGNORECASE,
)
CSS_ELSEWHERE = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])(?:https?:)?//""")


# One page may give these in two style sheets: the second one refines what the first one begins.
REFINED = frozenset({".card", ".notice", ".part", ".side-by", ".composer", ".second"})


def main() -> int:
    faults = [*pages(), *classes(), *sizes()]
    print("\n".join(faults) or "pages compile, nothing comes from elsewhere, everything is small enough")
    return 1 if faults else 0


def pages() -> Iterator[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zuruf.settings")
    import django
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    django.setup()
    folder = ROOT / "src/zuruf/web/templates"
    for path in sorted(folder.rglob("*.*")):
        name, text = str(path.relative_to(folder)), path.read_text("utf-8")
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            yield f"{name}: {error}"
        if path.suffix != ".html" or path.parent.name == "email":
            continue
        if ELSEWHERE.search(LINK.sub("", text)):
            yield f"{name}: loads something from elsewhere"
        if found := INLINE.search(text):
            yield f"{name}: inline script or style ({found.group(0).strip()})"
    for path in sorted((ROOT / "src/zuruf/web/static").rglob("*.css")):
        if CSS_ELSEWHERE.search(path.read_text("utf-8")):
            yield f"{path.relative_to(ROOT)}: loads something from elsewhere"


def classes() -> Iterator[str]:
    """A bare class that two style sheets of one page give a look: the one means something else, and draws over it."""
    bare = {
        path.name: _bare(path.read_text("utf-8"))
        for path in (ROOT / "src/zuruf/web/static/css").glob("*.css")
    }
    for path in sorted((ROOT / "src/zuruf/web/templates").rglob("*.html")):
        text = path.read_text("utf-8")
        linked = sorted(
            set(re.findall(r"css/([\w-]+\.css)", text)) | ({"base.css"} if "{% extends" in text else set())
        )
        for one, other in combinations([name for name in linked if name in bare], 2):
            for name in sorted((bare[one] & bare[other]) - REFINED):
                yield f"{path.name}: both {one} and {other} give {name} a look; name one of them for what it is"


def _bare(css: str) -> set[str]:
    """Classes that stand alone in a selector, on screens."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@media print\s*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", css)  # on paper, the frame is taken away
    css = re.sub(r"\([^()]*\)", "", css)
    selectors = (one.strip() for many in re.findall(r"([^{}]+)\{", css) for one in many.split(","))
    return {one for one in selectors if re.fullmatch(r"\.[\w-]+", one)}


def sizes() -> Iterator[str]:
    for path in sorted(
        [*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
    ):
        if "migrations" in path.parts:
            continue
        text = path.read_text("utf-8")
        lines = text.count("\n")
        if lines > LONGEST_FILE:
            yield f"{path.relative_to(ROOT)}: {lines} lines, at most {LONGEST_FILE}"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                told = ast.get_docstring(node, clean=False) or ""
                long = (
                    (node.end_lineno or node.lineno) - node.lineno + 1 - (told.count("\n") + 1 if told else 0)
                )
                if long > LONGEST_FUNCTION:
                    yield f"{path.relative_to(ROOT)}: {node.name} has {long} lines, at most {LONGEST_FUNCTION}"


if __name__ == "__main__":
    sys.exit(main())
