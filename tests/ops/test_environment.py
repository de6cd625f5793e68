from pathlib import Path

import pytest
from django.http.request import validate_host

from zuruf.ops import environment
from zuruf.ops.environment import Mistake, read


def given(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"ZURUF_DATA": str(tmp_path / "data"), **more}


def test_without_anything_it_listens_on_loopback_over_sqlite(tmp_path: Path) -> None:
    env = read(given(tmp_path))
    assert (env.host, env.port, env.url, env.sqlite) == ("127.0.0.1", 8000, "http://127.0.0.1:8000", True)
    assert env.data.is_dir()
    assert env.data.stat().st_mode & 0o077 == 0


def test_the_port_is_part_of_the_address_unless_the_address_is_given(tmp_path: Path) -> None:
    assert read(given(tmp_path, PORT="8123")).url == "http://127.0.0.1:8123"
    assert (
        read(given(tmp_path, PORT="8123", ZURUF_URL="https://desk.example.org/")).url
        == "https://desk.example.org"
    )


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "80 80", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused_in_a_sentence(tmp_path: Path, port: str) -> None:
    with pytest.raises(Mistake, match="PORT is"):
        read(given(tmp_path, PORT=port))


@pytest.mark.parametrize(
    "url",
    [
        "desk.example.org", "ftp://x", "https://", "https://desk.example.org/zuruf", "https://desk.example.org?x=1",
        "https://desk.example.org#x", "https://desk.example.org:https", "http://[::1", "http://desk.example.org:99999",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(Mistake, match="ZURUF_URL"):
        read(given(tmp_path, ZURUF_URL=url))


def test_another_database_than_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="DATABASE_URL"):
        read(given(tmp_path, DATABASE_URL="mysql://x"))


@pytest.mark.parametrize("password", ["pa[ss", "pa/ss", "pa#ss", "pa?ss", "12#34"])
def test_an_address_of_a_database_that_cannot_be_one_is_refused_without_its_password(
    password: str, tmp_path: Path
) -> None:
    with pytest.raises(Mistake, match="%23") as refused:
        read(given(tmp_path, DATABASE_URL=f"postgresql://desk:{password}@db.example.org/zuruf"))
    assert password not in str(refused.value)


def test_a_database_with_a_password_of_special_characters_is_taken_as_it_is(tmp_path: Path) -> None:
    url = "postgresql://desk:p%5B%23%2F@db.example.org:5432/zuruf?sslmode=require&pool_timeout=5"
    assert read(given(tmp_path, DATABASE_URL=url)).database_url == url
    with pytest.raises(Mistake, match="pool_timeout"):
        read(given(tmp_path, DATABASE_URL=url + "s"))


@pytest.mark.parametrize(
    "said",
    [
        {"ZURUF_NATS": "nats://desk:very[secret@10.0.0.5"},
        {"ZURUF_LISTEN": "wss://[x"},
        {"ZURUF_LISTEN_NAMES": "https://[x"},
    ],
)
def test_an_address_with_a_bracket_that_does_not_close_is_refused_in_a_sentence(
    tmp_path: Path, said: dict[str, str]
) -> None:
    with pytest.raises(Mistake, match=next(iter(said))):
        read(given(tmp_path, **said))


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"ZURUF_URL": "http://[2001:db8::7]:8000"}, "[2001:db8::7]"),
        ({"ZURUF_HOST": "2001:db8::8"}, "[2001:db8::8]"),
        ({"ZURUF_HOST": "::", "ZURUF_URL": "https://Desk.example.org"}, "desk.example.org"),
        ({}, "[::1]"),
    ],
)
def test_a_browser_may_ask_under_the_address_that_was_said(
    tmp_path: Path, said: dict[str, str], asked: str
) -> None:
    hosts = read(given(tmp_path, **said)).hosts
    assert validate_host(asked, hosts)
    assert not validate_host("elsewhere.example.org", hosts)


def test_an_unknown_log_level_names_the_choices(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="WARNING"):
        read(given(tmp_path, ZURUF_LOG="chatty"))


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Mistake, match="cannot be made"):
        read({"ZURUF_DATA": str(tmp_path / "file" / "data")})


def test_hosts_are_listed_by_comma(tmp_path: Path) -> None:
    assert read(given(tmp_path, ZURUF_ALLOW_PRIVATE="pds.local, ,10.0.0.5")).allow_private == (
        "pds.local",
        "10.0.0.5",
    )


def test_embeddings_are_off_unless_they_are_switched_on(tmp_path: Path) -> None:
    unsaid, on, off = (read(given(tmp_path, ZURUF_EMBEDDINGS=said)) for said in ("", "on", "off"))
    assert [e.embeddings for e in (unsaid, on, off)] == [False, True, False]
    assert [e.embeddings_for_data for e in (unsaid, on, off)] == [True, True, False]
    with pytest.raises(Mistake, match="choose on or off"):
        read(given(tmp_path, ZURUF_EMBEDDINGS="maybe"))


def test_embeddings_that_are_not_installed_are_refused_with_the_way_to_get_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    with pytest.raises(Mistake, match="make run WITH=embeddings"):
        read(given(tmp_path, ZURUF_EMBEDDINGS="on"))


@pytest.mark.parametrize(
    "address", ["answers", "@x.example", "a b@x.example", "a+b@x.example", f"{'x' * 25}@x.example"]
)
def test_an_answer_address_that_cannot_carry_a_signature_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(Mistake, match="ZURUF_ANSWERS"):
        read(given(tmp_path, ZURUF_ANSWERS=address))


def test_the_address_of_a_nats_server_is_checked_and_its_password_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="nats://") as refused:
        read(given(tmp_path, ZURUF_NATS="https://desk:very-secret@10.0.0.5:4222"))
    assert "very-secret" not in str(refused.value)
    assert read(given(tmp_path, ZURUF_NATS="tls://desk:very-secret@10.0.0.5:4222")).nats


@pytest.mark.parametrize(
    "given",
    [
        "foo",
        "mail.example.org:587",
        "https://mail.example.org",
        "smtp://",
        "smtp://u:half/past@mail.example.org",
        "smtp://u:half@mail.example.org:2525?tls=perhaps",
    ],
)
def test_a_mail_server_that_cannot_be_one_is_refused_without_its_password(given: str, tmp_path: Path) -> None:
    with pytest.raises(environment.Mistake, match="EMAIL_URL is no address") as told:
        environment.read({"ZURUF_DATA": str(tmp_path), "EMAIL_URL": given})
    assert "half" not in str(told.value)


def test_a_mail_server_with_a_password_of_special_characters_is_taken_as_it_is(tmp_path: Path) -> None:
    given = "smtp://desk%40example.org:half%2Fpast@mail.example.org:465"
    assert environment.read({"ZURUF_DATA": str(tmp_path), "EMAIL_URL": given}).email_url == given


@pytest.mark.parametrize(
    ("given", "lock"),
    [
        ("", ""),
        ("smtp://u:pw@mail.example.org", "starttls"),
        ("smtp://u:pw@mail.example.org:587", "starttls"),
        ("smtp://u:pw@mail.example.org:465", "tls"),
        ("smtp://u:pw@mail.example.org:2525", "starttls"),
        ("smtp://u:pw@10.0.0.5:25", "starttls"),
        ("smtp://u:pw@mail.example.org:2525?tls=none", ""),
        ("smtp://u:pw@mail.example.org:2525/?tls=none", ""),
        ("smtp://u:pw@127.0.0.1:2525", ""),
        ("smtp://u:pw@[::1]:2525", ""),
        ("smtp://u:pw@localhost:2525", ""),
        ("smtp://relay.example.org:25", ""),
    ],
)
def test_a_password_leaves_the_machine_in_the_open_only_where_the_operator_said_so(
    given: str, lock: str, tmp_path: Path
) -> None:
    env = environment.read({"ZURUF_DATA": str(tmp_path), "EMAIL_URL": given})
    assert env.mail_lock == lock
