"""Read the faults that the settings ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapter.application.mappings import load_catalogue
from adapter.errors import SettingError
from adapter.fault_injection import FaultPlan, list_operations

if TYPE_CHECKING:
    from adapter.settings import Settings


def open_fault_plan(settings: Settings) -> FaultPlan:
    """Return the plan with the faults of the settings' file; raises a StartError."""
    catalogue = load_catalogue(embedded=settings.upstream == "marketplace")
    text, file = b"", settings.faults
    if file is not None:
        try:
            text = file.read_bytes()
        except OSError as error:
            raise SettingError(str(file), f"it cannot be read: {error.strerror}") from error
    return FaultPlan(list_operations(catalogue), text, str(file))
