"""QR codes, read by another program than wrote them."""

import re
import struct
import zlib

import zxingcpp

from adapter.qr_codes import render_svg, write_images
from adapter.xml.read import parse

URL = "https://work.lab.example/join/x5Yk2mLr0PqWcT8hZ3vNdA"


def read_png(data):
    """The pixels of a PNG with one bit for each, as rows of bytes."""
    width, height = struct.unpack(">II", data[16:24])
    start = data.index(b"IDAT")
    [size] = struct.unpack(">I", data[start - 4 : start])
    packed = zlib.decompress(data[start + 4 : start + 4 + size])
    length = -(-width // 8) + 1
    rows, before = [], bytes(length - 1)
    for at in range(0, height * length, length):
        kind, row = packed[at], packed[at + 1 : at + length]
        assert kind in {0, 2}
        # In a row of kind 2 stands what it has more than the row above it.
        before = bytes(
            (one + two * (kind == 2)) % 256 for one, two in zip(row, before, strict=True)
        )
        rows.append(before)
    bits = ["".join(f"{each:08b}" for each in row)[:width] for row in rows]
    pixels = bytes(255 * int(bit) for row in bits for bit in row)
    return memoryview(pixels).cast("B", (height, width))


def test_a_picture_holds_the_address(tmp_path):
    write_images(URL, tmp_path, "001")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["001.png", "001.svg"]
    [code] = zxingcpp.read_barcodes(read_png((tmp_path / "001.png").read_bytes()))
    assert code.text == URL
    assert (tmp_path / "001.svg").read_bytes() == render_svg(URL)


def test_the_drawing_is_black_on_white_in_a_dark_page_too():
    drawing = render_svg(URL).decode()
    assert parse(drawing.partition("?>")[2]).name == "svg"
    assert re.findall('(?:fill|stroke)="([^"]+)"', drawing) == ["#fff", "#000"]
