"""Open the marketplace for a command that acts in it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from adapter.application.marketplace import connect_shared_marketplace
from adapter.marketplace import RefusedCallError, ServiceFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapter.marketplace import Marketplace
    from adapter.settings import Settings


@contextmanager
def open_marketplace(settings: Settings) -> Iterator[Marketplace]:
    """Open the marketplace that `serve` has too, and print its refusals as the command line does.

    Raises:
        StartError: the database cannot be used.
        ClickException: the marketplace refused a call, or its database failed.
    """
    marketplace = connect_shared_marketplace(settings)
    try:
        yield marketplace
    except RefusedCallError as error:
        raise click.ClickException(f"{error.code}: {error.message}") from None
    except ServiceFault as error:
        raise click.ClickException(marketplace.database.explain(error.reason)) from None
    finally:
        marketplace.close()
