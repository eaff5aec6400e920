"""The process environment that Textual needs. Imports no Textual: it must run before that."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

_KITTY = "TEXTUAL_DISABLE_KITTY_KEY"


def prepare(environ: MutableMapping[str, str] | None = None) -> None:
    """Make Textual behave like a counter.

    The kitty keyboard protocol is turned off, because with it an input method's commit of five or more
    Chinese characters arrives as garbage keys that fire commands. Every other ``TEXTUAL`` variable is
    removed: they can load code, press keys and write pictures of the citizen's data.
    """
    env = os.environ if environ is None else environ
    for name in [n for n in env if n == "TEXTUAL" or n.startswith("TEXTUAL_")]:
        if name != _KITTY:
            del env[name]
    env[_KITTY] = "1"
