"""Load the mappings, once for each kind of upstream."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from adapter.current_api import model as current
from adapter.errors import MappingError
from adapter.mapping.catalogue import load
from adapter.mapping.lint import lint
from adapter.settings.resources import find_data_folder
from adapter.translation.handlers import HANDLERS

if TYPE_CHECKING:
    from adapter.mapping.catalogue import Catalogue


@functools.cache
def load_catalogue(*, embedded: bool) -> Catalogue:
    """Return the catalogue of our mappings.

    Args:
        embedded: whether the embedded marketplace answers, which takes more values than Amazon.

    Raises:
        MappingError: a mapping cannot be used.
    """
    catalogue = load(find_data_folder("mappings"), embedded=embedded)
    for finding in lint(catalogue, current.load(), HANDLERS):
        raise MappingError(finding.file, f"{finding.place}: {finding.text}")
    return catalogue
