"""`restore_backup` where the database and the secret key lie on two disks, or one can't be put."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import CommandError
from django.db import connection

from articles.models import Provider
from tests.transfer.kit import Databases, run

OTHER_DISK = Path("/dev/shm")


@pytest.fixture
def backup(data: Path, tmp_path: Path, databases: Databases) -> Path:
    """Return a backup of a desk on SQLite with one provider; the data folder is empty then."""
    path = tmp_path / "desk.tar"
    with databases.another("sqlite"):
        Provider.objects.create(name="Example", domain="provider.example")
        run("backup", path)
    (data / "secret-key").unlink()
    return path


def test_a_database_on_another_disk_than_the_data_folder_is_restored(
    backup: Path, data: Path, databases: Databases
) -> None:
    if not OTHER_DISK.is_dir() or OTHER_DISK.stat().st_dev == data.stat().st_dev:
        pytest.skip("there is no second disk at /dev/shm")
    other = TemporaryDirectory(dir=OTHER_DISK)
    with other as folder, databases.another("sqlite", migrated=False):
        connection.settings_dict["NAME"] = Path(folder) / "desk.sqlite3"
        run("restore_backup", backup)
        assert Provider.objects.get().name == "Example"
        connection.close()
        assert [each.name for each in Path(folder).iterdir()] == ["desk.sqlite3"]
    assert [each.name for each in data.iterdir()] == ["secret-key"]


def test_where_only_the_secret_key_cannot_be_put_that_is_said(
    backup: Path, data: Path, databases: Databases
) -> None:
    (data / "secret-key").mkdir()
    with databases.another("sqlite", migrated=False):
        with pytest.raises(CommandError, match="The database is restored, but not the secret key"):
            run("restore_backup", backup)
        assert Provider.objects.get().name == "Example"
    assert [each.name for each in data.iterdir()] == ["secret-key"]
