"""Serves Bootstrap's minified style sheet from its package, and nothing else of it.

The package's own finder imports pkg_resources, and its forty other files (maps, right-to-left,
unminified) would be collected, hashed and compressed for nobody.
"""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

STYLE_SHEET = "css/bootstrap.min.css"
MAP_COMMENT = b"/*# sourceMappingURL="


def data_folder() -> Path:
    """Where the package keeps its files; found without importing (and so running) it."""
    spec = find_spec("xstatic")
    for place in spec.submodule_search_locations if spec else ():
        folder = Path(place, "pkg", "bootstrap", "data")
        if (folder / STYLE_SHEET).exists():
            return folder
    raise ImproperlyConfigured(f"XStatic-Bootstrap is not installed: {STYLE_SHEET} is missing")


class WithoutMap(FileSystemStorage):
    """Reads a style sheet without its reference to a source map, which is not served."""

    def _open(self, name: str, mode: str = "rb") -> File:
        content = Path(self.path(name)).read_bytes()
        return ContentFile(content.partition(MAP_COMMENT)[0], name=name)


class BootstrapFinder(BaseFinder):
    """Finds `bootstrap/bootstrap.min.css`."""

    prefix = "bootstrap"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.path = data_folder() / STYLE_SHEET
        self.storage = WithoutMap(location=self.path.parent)
        self.storage.prefix = self.prefix

    def find(self, path: str, find_all: bool = False, **kwargs) -> str | list[str]:
        """The file's place on disk, when it is the one that this finder knows."""
        found = path == f"{self.prefix}/{self.path.name}"
        if find_all:
            return [str(self.path)] if found else []
        return str(self.path) if found else []

    def list(self, ignore_patterns: Callable | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """The one file and the storage that reads it."""
        yield self.path.name, self.storage
