"""Fields and TOML are two views of one guideline: nothing is lost on the way there, back, or by editing."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.test_guideline_file import HOUSE
from zuruf.core import guideline_fields, guideline_file
from zuruf.core.guideline import DELICATE
from zuruf.core.guideline_facts import KINDS
from zuruf.core.guideline_write import write
from zuruf.core.phrases import LANGUAGES
from zuruf.flow.guideline import shipped

words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
line = st.lists(words, min_size=1, max_size=4).map(" ".join)
texts = st.dictionaries(st.sampled_from(LANGUAGES), line, min_size=1)
phrases = st.one_of(
    st.lists(line, min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(LANGUAGES), st.lists(line, min_size=1, max_size=3), min_size=1),
)


def some(allowed: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(allowed), min_size=1, unique=True)


tests = {
    "channel": st.lists(words, min_size=1, max_size=2),
    "public": st.booleans(),
    "language": some(LANGUAGES),
    "contains": some(KINDS),
    "words": phrases,
    "asked_words": phrases,
    "asked_urgent": st.booleans(),
    "longer_than": st.integers(0, 9999),
    "links_outside": st.lists(words, max_size=2),
    "topic": st.lists(line, min_size=1, max_size=2),
    "risk": st.lists(line, min_size=1, max_size=2),
    "crisis": st.booleans(),
    "hours": st.just("08:00-18:30"),
    "attachments_without_alt": st.booleans(),
    "author_role": some(guideline_file.ROLES),
}
example = st.fixed_dictionaries(
    {"text": line, "verdict": st.sampled_from(["go", "stop"])},
    optional={
        "asked": line, "public": st.booleans(), "urgent": st.booleans(), "topic": line, "hour": st.just("07:15"),
        "attachments_without_alt": st.integers(0, 3), "known": st.lists(line, min_size=1, max_size=2),
    },
)  # fmt: skip
whole = st.fixed_dictionaries(
    {
        "id": st.just("a-rule"),
        "title": texts,
        "why": texts,
        "when": st.fixed_dictionaries({}, optional=tests).filter(bool),
        "then": st.fixed_dictionaries({"verdict": st.just("stop"), "say": texts}),
        "example": st.lists(example, min_size=1, max_size=3),
    },
    optional={"source": line, "owner": line, "about": some(DELICATE)},
)


def round_trip(toml: str) -> str:
    return write(guideline_fields.from_fields(guideline_fields.to_fields(tomllib.loads(toml))), toml)


@given(whole)
def test_what_is_written_reads_back_as_the_same_values(data: dict[str, object]) -> None:
    assert tomllib.loads(write(data)) == data


@given(whole)
def test_over_the_fields_and_back_it_is_the_same_guideline(data: dict[str, object]) -> None:
    def read(toml: str) -> object:
        try:
            return guideline_file.read(toml, guideline_file.uncut)
        except guideline_file.Unreadable as error:  # "{hit}" where nothing is found, a word without letters
            return [(p.code, p.key) for p in error.problems]

    before = write(data)
    assert read(round_trip(before)) == read(before)


@pytest.mark.parametrize("toml", shipped(), ids=lambda t: t.partition('id = "')[2].partition('"')[0])
def test_every_shipped_guideline_survives_the_fields_with_its_comments(toml: str) -> None:
    after = round_trip(toml)
    assert guideline_file.read(after, guideline_file.uncut) == guideline_file.read(toml, guideline_file.uncut)
    for comment in (row for row in toml.splitlines() if row.startswith("#")):
        assert comment in after.splitlines()
    assert round_trip(after) == after


def test_a_comment_stays_with_its_key_also_when_the_value_changes() -> None:
    toml = HOUSE.replace("public = true", '# because it stays\npublic = true  # for now "#1"')
    fields = guideline_fields.to_fields(tomllib.loads(toml)) | {"when.public": "no"}
    lines = write(guideline_fields.from_fields(fields), toml).splitlines()
    at = lines.index("public = false")
    assert lines[at - 2 : at] == ["# because it stays", '# for now "#1"']
    assert "# look | ask | stop" in lines


def test_a_comment_whose_key_went_away_is_kept_at_the_top() -> None:
    toml = HOUSE.replace("public = true", "# because it stays\npublic = true")
    fields = guideline_fields.to_fields(tomllib.loads(toml)) | {"when.public": ""}
    after = write(guideline_fields.from_fields(fields), toml)
    assert after.startswith("# because it stays\n")


def test_a_number_that_is_none_is_named_when_it_is_read() -> None:
    fields = guideline_fields.to_fields(tomllib.loads(HOUSE)) | {"when.longer_than": "viel"}
    with pytest.raises(guideline_file.Unreadable) as refused:
        guideline_file.read(write(guideline_fields.from_fields(fields)), guideline_file.uncut)
    assert [(p.code, p.key) for p in refused.value.problems] == [("number", "when.longer_than")]


def test_what_only_looks_like_a_number_is_none_and_no_error() -> None:
    assert (
        guideline_fields.from_fields({"example.².text": "a", f"example.{'9' * 5000}.text": "b"})["example"]
        == []
    )
    assert guideline_fields.from_fields({"then.minutes": "9" * 5000})["then"] == {"minutes": "9" * 5000}
