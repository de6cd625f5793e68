"""What channels take, without opening a file."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.there import there
from zuruf.core import attach
from zuruf.core.capabilities import Attach
from zuruf.core.channel import Media

LIMITS = Attach(2, {"image/png": 100, "image/jpeg": 50}, alt_longest=10)
PICTURE = Media("0" * 64, "image/png", 100, "a.png", "0123456789")


def media(**change: Any) -> Media:
    return Media(**{"sha256": "0" * 64, "mime": "image/png", "size": 10, "name": "a.png", **change})


def test_what_fits_has_no_problem() -> None:
    assert attach.problem(LIMITS, [PICTURE, PICTURE]) is None
    assert attach.problem(None, []) is None


@pytest.mark.parametrize(
    ("limits", "files", "code"),
    [
        (None, [PICTURE], "cannot_attach"),
        (LIMITS, [PICTURE] * 3, "too_many_files"),
        (LIMITS, [media(mime="image/gif")], "file_not_taken"),
        (LIMITS, [media(size=101)], "file_too_large"),
        (LIMITS, [media(alt="x" * 11)], "alt_too_long"),
    ],
)
def test_the_first_problem_is_named(limits: Attach | None, files: list[Media], code: str) -> None:
    assert there(attach.problem(limits, files)).code == code


LIMIT = st.builds(
    Attach,
    most=st.integers(1, 10),
    types=st.dictionaries(st.sampled_from(attach.PICTURES), st.integers(1, 100)),
    alt_longest=st.integers(0, 20),
    most_pixels=st.none() | st.integers(1, 100),
)
FILE = st.builds(
    media,
    mime=st.sampled_from([*attach.PICTURES, "image/gif"]),
    size=st.integers(1, 120),
    alt=st.text(max_size=25),
)


@given(st.lists(LIMIT, min_size=1, max_size=4), st.lists(FILE, max_size=5))
def test_what_several_channels_take_together_each_of_them_takes(
    limits: list[Attach], files: list[Media]
) -> None:
    both = attach.together(limits)
    if attach.problem(both, files) is None:
        assert all(attach.problem(one, files) is None for one in limits)


def test_nothing_can_be_attached_where_one_of_several_takes_nothing() -> None:
    assert attach.together([LIMITS, None]) is None
    assert attach.together([]) is None


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", ""),
        (b"GIF89a", "image/gif"),
        (b"%PDF-1.7", "application/pdf"),
        (b"<svg onload=alert(1)>", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_it_begins_with(begin: bytes, kind: str) -> None:
    assert attach.kind(begin) == kind
