"""The checks and the setup of the command `start`, without a server."""

import shutil
import socket
import stat
from contextlib import nullcontext
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command

from articles.management import setup
from articles.management.commands import start
from articles.models import Collection
from articles.sync.targets import UsageError
from tests.test_start import ROOT, free_port


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--host", ""), "--host: expected an address such as 127.0.0.1"),
        (("--host", "[]"), "--host: expected an address such as 127.0.0.1"),
        (("--port", "0"), "--port: expected a number from 1 to 65535, got 0."),
        (("--port", "65536"), "--port: expected a number from 1 to 65535, got 65536."),
        (("--host", "nowhere.invalid"), "Choose another --host."),
        (("--host", "a" * 70), "Choose another --host."),
        (
            ("--host", "192.0.2.1"),
            "Serving beyond this machine needs NEWSROOM_URL=http://HOST:PORT",
        ),
        (("--host", "0.0.0.0"), "Serving beyond this machine needs NEWSROOM_URL=http://HOST:PORT"),
        (("--host", "::"), "Serving beyond this machine needs NEWSROOM_URL=http://HOST:PORT"),
    ],
)
def test_an_address_that_cannot_be_served_on_is_refused(
    options: tuple[str, ...], expected: str
) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("start", *options)
    assert expected in str(refusal.value)


def test_another_machine_is_served_at_the_address_that_people_use(settings: Any) -> None:
    settings.SITE_URL = "http://desk.example:8000"
    assert start._checked_address("0.0.0.0", free_port()) == "0.0.0.0"
    with pytest.raises(CommandError, match=r"Choose another --host\."):
        start._checked_address("192.0.2.1", free_port())


def test_brackets_around_an_address_are_dropped() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert start._checked_address("[::1]", free_port()) == "::1"
    assert start._checked_address("localhost", free_port()) == "127.0.0.1"


@pytest.mark.usefixtures("groups")
@pytest.mark.parametrize("error", [UsageError("No such folder"), FileNotFoundError("seeds")])
def test_a_desk_without_its_seeds_is_set_up_all_the_same(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(setup, "import_seeds", fail)
    monkeypatch.setattr(start._Server, "run", lambda self: None)
    monkeypatch.setattr(start.connections, "close_all", lambda: None)
    out, err = StringIO(), StringIO()
    call_command("start", "--port", str(free_port()), stdout=out, stderr=err)
    assert err.getvalue() == f"seeds/ was not imported. {error}\n"
    assert "reviewer " in out.getvalue()


@pytest.mark.django_db
def test_an_installed_desk_imports_a_copy_of_the_seeds(tmp_path: Path, settings: Any) -> None:
    """Exports write into documents, and must not change those of the installed package."""
    settings.PACKAGED_SEEDS_DIR = shutil.copytree(ROOT / "seeds", tmp_path / "package")
    for document in settings.PACKAGED_SEEDS_DIR.iterdir():
        document.chmod(0o444)
    settings.SEEDS_DIR = tmp_path / "data" / "seeds"
    # The remains of a start that was killed while it copied.
    (tmp_path / "data" / "seeds.unfinished").mkdir(parents=True)
    (tmp_path / "data" / "seeds.unfinished" / "half.txt").touch()
    report = setup.import_seeds()
    assert report is not None
    assert report.count == 2
    assert Collection.objects.get().root == str(settings.SEEDS_DIR)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["seeds"]
    for document in settings.SEEDS_DIR.iterdir():
        assert document.read_bytes() == (ROOT / "seeds" / document.name).read_bytes()
        assert document.stat().st_mode & stat.S_IWUSR


@pytest.mark.django_db
def test_the_copy_of_the_seeds_is_left_as_it_is(tmp_path: Path, settings: Any) -> None:
    settings.SEEDS_DIR = tmp_path / "seeds"
    settings.SEEDS_DIR.mkdir()
    setup.import_seeds()
    assert not list(settings.SEEDS_DIR.iterdir())


@pytest.mark.django_db
def test_users_are_created_all_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    Group.objects.filter(name="Reviewers").delete()
    with pytest.raises(Group.DoesNotExist):
        setup.make_people()
    assert not User.objects.exists()


def test_ctrl_c_before_serving_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(self: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(start.Command, "_set_up", interrupt)
    monkeypatch.setattr(start.setup, "one_at_a_time", nullcontext)
    err = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("start", "--port", str(free_port()), stderr=err)
    assert end.value.code == 130
    assert err.getvalue().startswith("Stopped")
