"""A channel whose file is broken: it is named, its accounts stand still, and everything else goes on."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.builders import NOW
from zuruf import channels
from zuruf.core.outbox import DeliveryState
from zuruf.core.reply import DraftState
from zuruf.flow import accounts, arrivals, outbox, polling, sending
from zuruf.flow.able import NOT_LOADED
from zuruf.ops import doctor
from zuruf.ops.finding import Level
from zuruf.store.models import Account, Conversation, Delivery, Member, RawArrival
from zuruf.web import account_words

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Iterator[None]:
    """WordPress is a file that Python cannot read."""
    (tmp_path / "broken_blog.py").write_text("class WordPress(Base:\n    pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(channels.BUILT_IN, "wordpress", "broken_blog:WordPress")
    settings.DATA = tmp_path
    (tmp_path / "keys").mkdir()
    channels._loaded.cache_clear()
    account_words._brought.cache_clear()
    yield
    channels._loaded.cache_clear()
    account_words._brought.cache_clear()


@pytest.fixture
def account() -> Account:
    return builders.account("wordpress", name="Radwerk-Blog")


@pytest.fixture
def asked(account: Account) -> Conversation:
    return builders.conversation(account)


@pytest.fixture
def queued(asked: Conversation, answers: Member, monkeypatch: pytest.MonkeyPatch) -> Delivery:
    """An answer that was sent before the file broke."""
    sound = {**channels.kinds(), "wordpress": channels.kinds()["webhook"]}
    draft = builders.draft(asked, answers, state=DraftState.SENT)
    with monkeypatch.context() as before:
        before.setattr(channels, "kinds", lambda: sound)
        return outbox.queue(builders.who(answers), draft, text="Morgen.", kind="reply", now=NOW)


@pytest.fixture
def browser(second_pair: Member, client_of: Callable[[Member], Client]) -> Client:
    made = client_of(second_pair)
    made.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


def test_no_page_breaks(account: Account, asked: Conversation, queued: Delivery, browser: Client) -> None:
    one, here = asked.public_id, account.public_id
    pages = (
        "/desk/all/", "/desk/us/", f"/desk/us/{one}/", f"/desk/us/{one}/thread/", f"/c/{one}/composer", "/outbox/",
        "/accounts/", f"/accounts/{here}/", "/accounts/new/", "/search/?q=blog", "/search/?q=channel:wordpress", "/posts/",
        "/people/", "/organisation/", "/guidelines/", "/audit/", "/insight/", "/talk/", "/listening/", "/library/", "/by-hand/",
    )  # fmt: skip
    assert {page: code for page in pages if (code := browser.get(page).status_code) >= 500} == {}
    assert browser.post(f"/accounts/{here}/check/").status_code == 302
    assert browser.get("/accounts/new/wordpress/").status_code == 404
    said = browser.post(f"/c/{one}/reply", {"text": "Morgen.", "seen": "0"})
    assert said.status_code < 500


def test_the_pages_of_accounts_say_what_to_do(account: Account, browser: Client) -> None:
    builders.account("feed", name="A feed that works")
    shown = browser.get("/accounts/").content.decode()
    assert shown.index("Radwerk-Blog") < shown.index("A feed that works")  # trouble comes first
    assert "zuruf doctor" in shown
    shown = browser.get(f"/accounts/{account.public_id}/").content.decode()
    assert "Out of order" in shown
    assert "SyntaxError" in shown
    assert browser.post(f"/accounts/{account.public_id}/disconnect/").status_code == 302
    assert Account.objects.get(pk=account.pk).disconnected_at is not None


def test_the_composer_says_that_nothing_can_go_out(asked: Conversation, browser: Client) -> None:
    assert "out of order" in browser.get(f"/c/{asked.public_id}/composer").content.decode()


def test_doctor_names_it_and_what_mends_it() -> None:
    (found,) = [f for f in doctor.examine() if f.level is Level.BAD and "wordpress" in f.what]
    assert "SyntaxError" in found.what
    assert "Install" in found.mend


def test_doctor_names_an_account_whose_channel_is_not_installed() -> None:
    builders.account("pigeon", name="Loft")
    assert any("Loft" in f.what and "disconnect" in f.mend for f in doctor.accounts())


def test_its_accounts_are_not_read_and_others_are(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    monkeypatch.setattr(polling, "_turn", lambda pk, *_: read.append(pk))
    other = builders.account("feed")
    assert polling.read_due("w", lambda *_: "", now=LATER) == 1
    assert read == [other.pk]


def test_its_replies_wait_for_its_mending_and_nothing_else(queued: Delivery) -> None:
    assert sending.work("w", now=LATER)
    row = Delivery.objects.get(pk=queued.pk)
    assert (row.state, row.why) == (DeliveryState.QUEUED, NOT_LOADED)
    assert not row.wait_for_account  # nobody has to connect anything
    assert row.doubt_at is None  # and nothing can be out


def test_its_calls_are_turned_away_for_now_and_what_came_before_is_kept(account: Account) -> None:
    assert (
        Client().post(f"/hook/{account.public_id}/", b"{}", content_type="application/json").status_code
        == 503
    )
    RawArrival.objects.create(
        account=account, received_at=NOW, kind="webhook", body="{}", state="new", read_from=NOW
    )
    assert arrivals.read(now=LATER) == 0
    assert RawArrival.objects.get().state == "new"


def test_looking_at_it_says_so(account: Account, second_pair: Member) -> None:
    seen = accounts.check(builders.who(second_pair), account.public_id, now=NOW)
    assert seen.problem == NOT_LOADED
