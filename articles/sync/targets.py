"""Which collections an import is of: from the paths and options of the command to targets."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from articles.documents.urls import is_link
from articles.models import Collection
from articles.sync.files import is_short, printable


class UsageError(Exception):
    """The paths and options don't name collections; the message says what would."""


@dataclass(frozen=True, slots=True)
class Target:
    """A collection (not saved when it is new) and the part of it to import."""

    collection: Collection
    #: A folder or file under the root, "" for all of it.
    part: str = ""

    @property
    def root(self) -> Path:
        return Path(self.collection.root)

    def holds(self, path: str) -> bool:
        """Whether a document of the collection, by its path there, belongs to the part."""
        return self.part in ("", path) or path.startswith(f"{self.part}/")


def targets(paths: Sequence[str], *, name: str = "", site: str = "") -> list[Target]:
    """Return what to import; without paths all known collections, or the seeds when there is none.

    Raises UsageError; nothing has been stored then.
    """
    if site and not is_link(site):
        raise UsageError(
            "--site: expected an address such as https://news.example, "
            f"got {printable(site[:200])!r}."
        )
    if not paths:
        return _known_targets(name, site)
    found: list[Target] = []
    for path in paths:
        found.append(_target(path, name, site, [target.collection for target in found]))
    return found


def _known_targets(name: str, site: str) -> list[Target]:
    collections = list(Collection.objects.all())
    if name:
        collections = [each for each in collections if each.name == name]
        if not collections:
            known = ", ".join(Collection.objects.values_list("name", flat=True)) or "none"
            raise UsageError(f"No collection is named {name!r}. Known: {known}.")
    elif not collections:
        collections = [Collection(name="seeds", root=str(settings.SEEDS_DIR))]
    if site and len(collections) > 1:
        raise UsageError("--site is one collection's: name it with --collection or by its folder.")
    for each in collections:
        _must_be_there(each)
        each.site_url = site or each.site_url
    return [Target(each) for each in collections]


def _must_be_there(collection: Collection) -> None:
    reason = "is missing"
    try:
        if Path(collection.root).is_dir():
            return
    except OSError as error:
        reason = f"can't be reached ({error.strerror})"
    raise UsageError(
        f"The folder of collection {collection.name!r} {reason}: {printable(collection.root)}"
    )


def _target(path: str, name: str, site: str, named: Sequence[Collection]) -> Target:
    if not path.strip():
        raise UsageError("An empty PATH names nothing; leave it out to import all collections.")
    try:
        place = Path(path).resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"No such file or folder: {printable(path)!r} ({reason})") from None
    if not is_short(str(place)) or printable(str(place)) != str(place):
        raise UsageError(f"This folder's path can't be kept: {printable(str(place))!r}")
    folder = place if place.is_dir() else place.parent
    known = [*named, *Collection.objects.all()]
    for collection in known:
        if folder.is_relative_to(collection.root):
            if name and name != collection.name:
                raise UsageError(
                    f"{printable(str(place))} belongs to collection {collection.name!r}, "
                    f"whose root is {printable(collection.root)}; --collection says {name!r}."
                )
            collection.site_url = site or collection.site_url
            part = place.relative_to(collection.root).as_posix()
            return Target(collection, "" if part == "." else part)
    return Target(_new(folder, name or folder.name, site, known), _part(place, folder))


def _part(place: Path, folder: Path) -> str:
    return "" if place == folder else place.name


def _new(folder: Path, name: str, site: str, known: Sequence[Collection]) -> Collection:
    for other in known:
        if other.name == name:
            raise UsageError(
                f"Collection {name!r} has the root {printable(other.root)}; "
                f"{printable(str(folder))} is another folder. Name that otherwise: --collection."
            )
        if Path(other.root).is_relative_to(folder):
            raise UsageError(
                f"{printable(str(folder))} holds the root of collection {other.name!r} "
                f"({printable(other.root)}), whose documents would be imported twice."
            )
    if not name or len(name) > 100:
        raise UsageError("A collection's name has 1 to 100 characters. Give it with --collection.")
    return Collection(name=name, root=str(folder), site_url=site)
