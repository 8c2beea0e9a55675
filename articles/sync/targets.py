"""Resolve the paths and options of the commands to targets: collections, or parts of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from articles.documents.urls import is_link
from articles.models import Collection
from articles.sync.files import is_short_enough, printable


class UsageError(Exception):
    """Paths, options or the folders they name can't be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """A collection (not saved when it is new) and the part of it to import or export."""

    collection: Collection
    #: The path of a folder or file relative to the root, "" for all of it.
    part: str = ""

    @property
    def root(self) -> Path:
        """The collection's root folder."""
        return Path(self.collection.root)

    def contains(self, path: str) -> bool:
        """Tell whether a document (its path relative to the root) belongs to the part."""
        return self.part in ("", path) or path.startswith(f"{self.part}/")


def targets(paths: Sequence[str], *, name: str = "", site: str = "") -> list[Target]:
    """Return the targets that the paths and the options --collection and --site name.

    Each path gives one target; a path in no known collection (stored, or of an earlier path) gives
    one with a new collection, not saved, whose root is the folder or the file's folder, and whose
    name is `name` or the folder's. Without paths the targets are all stored collections, or the one
    named; without name either, the seeds where none is stored. Their folders may be missing:
    `split_by_folder` tells. `site`, if given, is set on the collections in memory. Stores nothing.
    Raises UsageError for an empty or missing path, a path or name that can't be stored, a name that
    is unknown (without paths), taken or not that of the path's collection, a new folder around
    another collection's root, and a `site` that is no link or, without paths, for several
    collections.
    """
    if site and not is_link(site):
        raise UsageError(
            "--site: expected an address such as https://news.example, "
            f"got {printable(site[:200])!r}."
        )
    if not paths:
        return _known_targets(name, site)
    result: list[Target] = []
    for path in paths:
        result.append(_target(path, name, site, [target.collection for target in result]))
    return result


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
        each.site_url = site or each.site_url
    return [Target(each) for each in collections]


def split_by_folder(selected: Sequence[Target]) -> tuple[list[Target], list[str]]:
    """Split targets into those whose root folder is there, and a message for each of the others.

    So one missing folder stops no other collection. Raises UsageError, with the messages, where no
    target is left, also for no targets at all.
    """
    present, faults = [], []
    for target in selected:
        if message := _folder_fault(target.collection):
            faults.append(message)
        else:
            present.append(target)
    if not present:
        raise UsageError("\n".join(faults))
    return present, faults


def _folder_fault(collection: Collection) -> str:
    """Return a message where the root is missing, no folder or can't be reached, otherwise ""."""
    reason = "is missing"
    try:
        if Path(collection.root).is_dir():
            return ""
    except OSError as error:
        reason = f"can't be reached ({error.strerror})"
    root = printable(collection.root)
    return (
        f"The folder of collection {collection.name!r} {reason}: {root}. Bring it back, or name "
        "the collections to take, each by --collection."
    )


def _target(path: str, name: str, site: str, new: Sequence[Collection]) -> Target:
    """Return the target of one path; `new` are the collections of the paths before it.

    Raises UsageError where the path is empty, missing or can't be stored, where its collection
    isn't the one named, and as `_new_collection` does.
    """
    if not path.strip():
        raise UsageError("An empty PATH names nothing; leave it out to import all collections.")
    try:
        location = Path(path).resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"No such file or folder: {printable(path)!r} ({reason})") from None
    if not is_short_enough(str(location)) or printable(str(location)) != str(location):
        raise UsageError(f"This folder's path can't be kept: {printable(str(location))!r}")
    folder = location if location.is_dir() else location.parent
    known = [*new, *Collection.objects.all()]
    for collection in known:
        if folder.is_relative_to(collection.root):
            if name and name != collection.name:
                raise UsageError(
                    f"{printable(str(location))} belongs to collection {collection.name!r}, "
                    f"whose root is {printable(collection.root)}; --collection is {name!r}."
                )
            collection.site_url = site or collection.site_url
            part = location.relative_to(collection.root).as_posix()
            return Target(collection, "" if part == "." else part)
    part = "" if location == folder else location.name
    return Target(_new_collection(folder, name or folder.name, site, known), part)


def _new_collection(folder: Path, name: str, site: str, known: Sequence[Collection]) -> Collection:
    """Return a new collection with the folder as its root, not saved.

    Raises UsageError where one of `known` has the name or a root within the folder, and for a name
    that isn't 1 to 100 characters long.
    """
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
