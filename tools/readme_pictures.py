"""The README's pictures, from the running program: a training counter, served by keys.

python -m tools.readme_pictures docs/pictures
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from tools.screenshots import Terminal, draw, encode

SIZE = (120, 36)
COUNTER = [sys.executable, "-m", "clerk", "train"]
NUMBER, PASSWORD = "A0231", "lianxi"
COLOURS = 64
"""Enough for the edges of letters; keeps a picture small."""


class Walk:
    """A clerk's walk through the console, with a picture wherever it is asked for."""

    def __init__(self, terminal: Terminal, folder: Path) -> None:
        self._terminal = terminal
        self._folder = folder

    def press(self, *keys: str, until: str) -> None:
        """Press keys (or type a text) and wait until ``until`` stands on the screen."""
        for key in keys:
            self._terminal.send(encode(key))
        self._terminal.wait_for(until)

    def take(self, name: str) -> None:
        """Save a picture of what stands there once it stands still."""
        self._terminal.listen(5.0, quiet=0.5)
        path = self._folder / f"{name}.png"
        draw(self._terminal.screen).quantize(COLOURS).save(path, optimize=True)
        print(f"{path}  {path.stat().st_size // 1024} KiB")


def main_journey(walk: Walk) -> None:
    """Sign in, card, matter, compare, confirm, receipt, and what the home region says to it."""
    walk.press(until="工号")
    walk.press(NUMBER, "enter", PASSWORD, "enter", until="暂无来访人")
    walk.press(until="青浦 ●")
    walk.press("f2", until="张晓禾")
    walk.press("enter", until="来办什么事")
    walk.press("ydjyba", "enter", until="已为本件派生")
    walk.take("desk")
    walk.press("d", until="◂ 不同")
    walk.take("differences")
    walk.press("backspace", until="下一步：")
    walk.press("f5", until="本人申请办理")
    walk.press("enter", until="已打印：")
    walk.take("receipt")
    walk.press("enter", until="下一步：")
    walk.press("ctrl+t", until="下一列表")
    walk.press("enter", until="本窗口收件")
    walk.press(until="准予")
    walk.take("case")


def main() -> None:
    """Play the journey in a data folder of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="clerk-") as data:
        os.environ.update(CLERK_DATA=data, LANG="zh_CN.UTF-8")
        terminal = Terminal(COUNTER, *SIZE)
        terminal.start()
        try:
            main_journey(Walk(terminal, folder))
        finally:
            terminal.stop()


if __name__ == "__main__":
    main()
