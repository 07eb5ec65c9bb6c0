"""Pictures of addresses that telephones read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from pathlib import Path

# Dots of a picture for each module of the code, and modules of white around it.
_SCALE, _BORDER = 10, 4


def render_svg(url: str) -> bytes:
    """Return the QR code of the URL as SVG, black on white whatever is behind it."""
    return _render(url, "svg")


def write_images(url: str, folder: Path, name: str) -> None:
    """Write the QR code of the URL as NAME.svg, for print, and NAME.png, for mail.

    Raises:
        OSError: the folder cannot be written to.
    """
    for kind in ("svg", "png"):
        write_image(url, folder / f"{name}.{kind}")


def write_image(url: str, file: Path) -> None:
    """Write the QR code of the URL to a file, whose name ends with `.svg` or `.png`.

    Raises:
        OSError: the file cannot be written.
    """
    file.write_bytes(_render(url, file.suffix.removeprefix(".").lower()))


def _render(url: str, kind: str) -> bytes:
    out = io.BytesIO()
    code = segno.make_qr(url, error="m")
    code.save(out, kind=kind, scale=_SCALE, border=_BORDER, light="white")
    return out.getvalue()
