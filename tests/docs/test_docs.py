"""Documents that cannot lie: what they name exists."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.urls import Resolver404, resolve

from zuruf.core import guideline_file
from zuruf.ops import cli
from zuruf.ops.environment import VARIABLES

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
IN_ASGI = re.findall(
    r'"(/[a-z]+/)"', (ROOT / "src/zuruf/asgi.py").read_text()
)  # served before Django's addresses
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


each_page = pytest.mark.parametrize("page", PAGES, ids=ids)


def anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def spoken(page: Path) -> list[str]:
    """All code in a page: spans, and lines of shell blocks."""
    text = page.read_text()
    blocks = [body for kind, body in FENCE.findall(text) if kind in ("sh", "")]
    return [*CODE.findall(FENCE.sub("", text)), *(line for body in blocks for line in body.splitlines())]


@cache
def german() -> set[tuple[str, str]]:
    """Each word of the screen with its German."""
    with (ROOT / "src/zuruf/web/locale/de/LC_MESSAGES/django.po").open("rb") as file:
        return {(str(m.id), str(m.string)) for m in read_po(file) if m.id}


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(FENCE.sub("", page.read_text())):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        assert file.exists(), f"{target} leads nowhere"
        assert not anchor or anchor in anchors(file), f"{target} has no such heading"


@each_page
def test_every_command_exists(page: Path) -> None:
    for code in spoken(page):
        for name in re.findall(r"(?:^|[ /])zuruf ([a-z]\w+)\b", code):
            assert name in cli.COMMANDS or name == "help", f"zuruf {name}"
        for name in re.findall(r"(?:^|\s)make ([a-z-]+)", code):
            assert name in TARGETS, f"make {name}"


@each_page
def test_every_setting_exists(page: Path) -> None:
    known = {v.name for v in VARIABLES}
    for name in re.findall(r"\bZURUF_[A-Z_]+", page.read_text()):
        assert name in known, name


@each_page
def test_every_address_of_ours_answers(page: Path) -> None:
    for code in CODE.findall(FENCE.sub("", page.read_text())):
        if code in IN_ASGI:
            continue
        if re.fullmatch(r"/[a-z/]*", code) and not code.startswith(
            ("/tmp", "/path", "/var", "/opt", "/safe")
        ):
            try:
                resolve(code)
            except Resolver404:
                pytest.fail(f"{code} is no page")


@each_page
def test_every_file_that_is_named_exists(page: Path) -> None:
    for code in CODE.findall(FENCE.sub("", page.read_text())):
        if re.fullmatch(
            r"(?:src|tests|tools|docs|bench|requirements|core|flow|store|web|ops|channels|classifiers)/[\w./-]+",
            code,
        ):
            places = [ROOT / code, ROOT / "src/zuruf" / code]
            assert any(p.exists() for p in places), f"{code} does not exist"


@each_page
def test_no_page_names_a_machine_or_a_registry(page: Path) -> None:
    assert not re.search(r"/(?:root|home|tmp)/|(?:localhost|127\.0\.0\.1):\d{5}|index-url", page.read_text())


@each_page
def test_a_word_of_the_screen_is_named_in_both_languages_as_it_stands_there(page: Path) -> None:
    named = re.findall(r'\*(?:[^*\n]+→ )?([^*\n→]+)\*(?: \(|, )"([^"\n]+)"', page.read_text())
    assert [pair for pair in named if pair not in german()] == []


def test_the_table_of_settings_is_the_programs_own() -> None:
    text = (ROOT / "docs/run/settings.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert rows == [(v.name, v.meaning, v.default) for v in VARIABLES]


def test_every_command_is_described_for_those_who_run_it() -> None:
    text = (ROOT / "docs/run/install.md").read_text()
    assert not [name for name in cli.COMMANDS if f"`zuruf {name}`" not in text]


def test_make_help_lists_every_target() -> None:
    listed = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert listed == TARGETS


def test_every_figure_that_is_named_is_printed_by_the_bench() -> None:
    text = (ROOT / "docs/run/sizes.md").read_text()
    code = "".join(p.read_text() for p in (ROOT / "bench").glob("*.py"))
    for row in re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE):
        for name in CODE.findall(row):
            assert name in code or re.sub(r"_(sqlite|postgresql)$", "_", name) in code, name


def test_the_guideline_in_the_documents_is_one_that_works(db: None) -> None:
    from zuruf.flow.guideline import trial

    blocks = [
        b for p in PAGES for kind, b in FENCE.findall(p.read_text()) if kind == "toml" and "[when]" in b
    ]
    assert blocks
    for block in blocks:
        _, tried = trial(block)
        assert tried
        assert all(one.as_said for one in tried)


def test_the_readme_names_both_commands_and_shows_one_picture() -> None:
    text = (ROOT / "README.md").read_text()
    assert "make run" in text
    assert "make test" in text
    assert re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text) == ["docs/screenshot.png"]


PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")


def test_every_picture_is_shown_is_made_by_the_command_and_is_small() -> None:
    from screenshots import LARGEST, SHOTS

    shown = {
        (page.parent / file).resolve().relative_to(ROOT / "docs")
        for page in PAGES
        for said, file in PICTURE.findall(page.read_text())
        if said.strip()
    }
    there = {path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.png")}
    assert shown == there == {Path(shot.file) for shot in SHOTS}
    assert [path for path in there if (ROOT / "docs" / path).stat().st_size > LARGEST] == []


def test_no_word_of_the_glossary_stands_there_twice() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE)[1:]
    english = [row[0] for row in rows]
    assert len(english) == len(set(english))
    assert all(all(cell.strip() for cell in row) for row in rows)


def test_every_mutant_still_fits_the_code() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools/mutants.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_every_key_of_a_guideline_is_described() -> None:
    text = (ROOT / "docs/use/guidelines.md").read_text()
    named = {name for row in text.splitlines() for name in re.findall(r"`([a-z_]+)`", row)}
    assert {key for keys in guideline_file.KEYS.values() for key in keys} - {
        "when",
        "then",
        "example",
    } <= named
    assert set(guideline_file.KINDS) <= named
