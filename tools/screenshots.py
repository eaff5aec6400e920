"""Pictures of a full-screen program: runs it on a terminal of its own, types keys, draws what stands there.

    python tools/screenshots.py --size 120x40 --keys 'f2,enter,type:ydjy,shot:search.png' -- clerk train

Steps, comma separated: a key (``f2``, ``enter``, ``ctrl+l``), ``type:TEXT``, ``wait:TEXT`` (until it stands
there), ``pause:SECONDS``, ``shot:FILE.png``, ``text:FILE.txt``. A Chinese character takes two cells, as
on a terminal; the font is the one that the papers use.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from dataclasses import dataclass, field
from pathlib import Path

import pyte
from PIL import Image, ImageDraw, ImageFont
from wcwidth import wcwidth

WIDE_FONT = Path(__file__).parent.parent / "printing" / "fonts" / "NotoSansSC-Regular.ttf"
"""Chinese, two cells each: the font that the papers use."""
NARROW_FONTS = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"),
    Path("/usr/share/fonts/TTF/DejaVuSansMono.ttf"),
    WIDE_FONT,
)
"""Everything of one cell: a monospaced font where the machine has one."""
CELL = (11, 24)
WIDE_SIZE, NARROW_SIZE = 20, 18
GROUND, TEXT = "#14171b", "#d3d7dc"
ANSI = {
    "black": "#000000",
    "red": "#cd3131",
    "green": "#0dbc79",
    "brown": "#e5e510",
    "blue": "#2472c8",
    "magenta": "#bc3fbc",
    "cyan": "#11a8cd",
    "white": "#e5e5e5",
}
KEYS = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "backspace": "\x7f",
    "space": " ",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
    "f12": "\x1b[24~",
}
ANSWERS = ((b"\x1b[c", b"\x1b[?62;22c"), (b"\x1b[6n", b"\x1b[1;1R"), (b"\x1b[?2026$p", b"\x1b[?2026;2$y"))
UNKNOWN = re.compile(rb"\x1b\[(?:[<>=][0-9;:]*[a-zA-Z]|\?[0-9;]*\$p)")
"""Control sequences that pyte does not know; they draw nothing."""
PATIENCE = 30.0


def encode(key: str) -> bytes:
    """Bytes that a terminal sends for a key."""
    if key in KEYS:
        return KEYS[key].encode()
    if key.startswith("ctrl+"):
        return bytes([ord(key[5]) & 0x1F])
    return key.encode()


@dataclass
class Terminal:
    """A program on a pseudo terminal, and what stands on it."""

    command: list[str]
    columns: int
    rows: int
    pid: int = 0
    fd: int = -1
    screen: pyte.Screen = field(init=False)

    def __post_init__(self) -> None:
        self.screen = pyte.Screen(self.columns, self.rows)
        self._stream = pyte.ByteStream(self.screen)

    def start(self) -> None:
        """Start the program."""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            environ = dict(os.environ, TERM="xterm-256color", COLORTERM="truecolor", LC_ALL="C.UTF-8")
            os.execvpe(self.command[0], self.command, environ)  # noqa: S606 - the program the caller named
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))

    def send(self, data: bytes) -> None:
        """Type."""
        os.write(self.fd, data)

    def listen(self, seconds: float, *, quiet: float | None = None) -> None:
        """Take in what the program draws for ``seconds``, or until it was ``quiet`` for so many."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.fd], [], [], min(left, quiet or left))[0]:
                return
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                return
            for question, answer in ANSWERS:
                if question in data:
                    os.write(self.fd, answer)
            self._stream.feed(UNKNOWN.sub(b"", data))

    def wait_for(self, text: str) -> None:
        """Return once ``text`` stands on the screen."""
        end = time.monotonic() + PATIENCE
        wanted = text.replace(" ", "")
        while time.monotonic() < end:
            self.listen(0.1)
            if wanted in self.text().replace(" ", ""):
                return
        sys.exit(f"{text!r} did not come; there stands:\n{self.text()}")

    def text(self) -> str:
        """The screen as text."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def stop(self) -> None:
        """End the program."""
        try:
            os.kill(self.pid, signal.SIGTERM)
        except ProcessLookupError:
            return
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def colour(name: str, default: str) -> str:
    """A colour of pyte as ``#rrggbb``."""
    if name == "default":
        return default
    return ANSI.get(name.removeprefix("bright"), f"#{name}" if len(name) == 6 else default)


def draw(screen: pyte.Screen) -> Image.Image:
    """The screen as a picture, cell by cell."""
    narrow = ImageFont.truetype(str(next(f for f in NARROW_FONTS if f.exists())), NARROW_SIZE)
    fonts = {1: narrow, 2: ImageFont.truetype(str(WIDE_FONT), WIDE_SIZE)}
    width, height = CELL
    image = Image.new("RGB", (screen.columns * width + 24, screen.lines * height + 24), GROUND)
    pen = ImageDraw.Draw(image)
    glyphs = []
    for y, x in ((y, x) for y in range(screen.lines) for x in range(screen.columns)):
        cell = screen.buffer[y][x]
        ink, ground = colour(cell.fg, TEXT), colour(cell.bg, GROUND)
        if cell.reverse:
            ink, ground = ground, ink
        left, top = 12 + x * width, 12 + y * height
        cells = 2 if cell.data and wcwidth(cell.data[0]) == 2 else 1
        if ground != GROUND:
            pen.rectangle((left, top, left + width - 1, top + height - 1), fill=ground)
        if cell.data.strip():
            glyphs.append((cell.data, (left, top, cells * width), ink, fonts[cells], cell.bold))
    for text, box, ink, font, bold in glyphs:  # after every ground, so that no cell covers half a character
        _glyph(pen, text, box, ink, font, bold=bold)
    return image


def _glyph(
    pen: ImageDraw.ImageDraw,
    character: str,
    box: tuple[int, int, int],
    ink: str,
    font: ImageFont.FreeTypeFont,
    *,
    bold: bool,
) -> None:
    left, top, room = box
    height = CELL[1]
    if character == "─":
        pen.line((left, top + height // 2, left + room, top + height // 2), fill=ink)
        return
    if character == "│":
        pen.line((left + room // 2, top, left + room // 2, top + height), fill=ink)
        return
    offset = left + (room - font.getlength(character)) / 2
    line = top + height - 6
    pen.text((offset, line), character, fill=ink, font=font, anchor="ls")
    if bold:
        pen.text((offset + 0.6, line), character, fill=ink, font=font, anchor="ls")


def main() -> None:
    """Run the steps."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--keys", default="")
    parser.add_argument("command", nargs="+")
    given = parser.parse_args()
    columns, rows = (int(n) for n in given.size.split("x"))
    terminal = Terminal(given.command, columns, rows)
    terminal.start()
    try:
        for step in filter(None, given.keys.split(",")):
            _step(terminal, step)
    finally:
        terminal.stop()


def _step(terminal: Terminal, step: str) -> None:
    verb, _, rest = step.partition(":")
    if verb == "wait":
        terminal.wait_for(rest)
    elif verb == "pause":
        terminal.listen(float(rest))
    elif verb == "type":
        terminal.send(rest.encode())
        terminal.listen(1.0, quiet=0.15)
    elif verb == "shot":
        terminal.listen(1.0, quiet=0.2)
        draw(terminal.screen).save(rest)
    elif verb == "text":
        Path(rest).write_text(terminal.text() + "\n", encoding="utf-8")
    else:
        terminal.send(encode(step))
        terminal.listen(1.0, quiet=0.15)


if __name__ == "__main__":
    main()
