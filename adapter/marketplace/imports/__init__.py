"""Make a seed of files that requesters kept: batch results, and answers of list operations."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from adapter.errors import SeedError
from adapter.marketplace.imports.batch_results import read_batch_results
from adapter.marketplace.imports.gaps import fill_gaps
from adapter.marketplace.imports.item_store import ItemStore
from adapter.marketplace.imports.saved_answers import read_saved_answers
from adapter.marketplace.imports.source import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TextIO

    from adapter.marketplace.imports.source import Report

__all__ = ["ImportedFiles", "import_files"]

_JSON = (b"{", b"[")


class ImportedFiles:
    """The items of files, which can be written as a seed.

    Attributes:
        counts: the number of items by list.
        notes: what could not be derived from the files, in words and with the places.
    """

    def __init__(self, store: ItemStore) -> None:
        self.counts: Mapping[str, int] = store.count_items()
        self.notes: Sequence[str] = store.list_notes()
        self._store = store

    def write(self, access_key_id: str, output: TextIO) -> None:
        """Write the seed item by item.

        Args:
            access_key_id: the account that owns the items.
            output: the file to write to.
        """
        account = {"AccessKeyId": access_key_id, **self._store.account}
        output.write(f'{{\n "Account": {json.dumps(account)}')
        for name in self.counts:
            output.write(f',\n "{name}": [\n  ')
            for number, item in enumerate(self._store.list_items(name)):
                output.write(f",\n  {item}" if number else item)
            output.write("\n ]")
        output.write("\n}\n")


@contextmanager
def import_files(files: Sequence[Path], report: Report) -> Iterator[ImportedFiles]:
    """Read all files; what a later file states of an item counts.

    The items are stored in a temporary file until the `with` statement ends, so that the files may
    exceed the memory.

    Args:
        files: CSV files of batch results, and JSON files of answers, in any order.
        report: receives how many bytes of a file were read.

    Raises:
        SeedError: files cannot be read as what they seem to be; it has the first hundred places.
    """
    with closing(ItemStore()) as store:
        for file in files:
            _read_file(file, store, report)
        store.raise_for_problems()
        fill_gaps(store)
        yield ImportedFiles(store)


def _read_file(file: Path, store: ItemStore, report: Report) -> None:
    try:
        with open_source(file, report) as source:
            read = read_saved_answers if source.first_byte in _JSON else read_batch_results
            read(source, store)
    except OSError as error:
        raise SeedError(str(file), f"it cannot be read: {error.strerror}") from None
