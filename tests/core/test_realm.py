"""Which instance of a network an account is on."""

import pytest

from zuruf.core.realm import realm


def test_two_pages_of_one_server_are_two_whatever_tells_them_apart() -> None:
    pages = ["", "?feed=rss2", "?feed=comments-rss2", "a.xml", "#a", "A.xml"]
    assert len({realm("feed", f"https://example.org/{page}") for page in pages}) == len(pages)
    assert realm("webhook", "Shop #1") != realm("webhook", "Shop #2")


@pytest.mark.parametrize("written", ["Example.org", "https://example.org", " https://EXAMPLE.org/ "])
def test_a_server_is_one_however_it_is_written(written: str) -> None:
    assert realm("mastodon", written) == realm("mastodon", "https://example.org/")


@pytest.mark.parametrize("name", ["Portal [EU]", "[", "", "Shop: Nord/Süd", "x" * 2000, "\ud800"])
def test_any_name_is_one(name: str) -> None:
    assert realm("webhook", name).startswith("webhook:")
    assert len(realm("webhook", name)) <= 190
