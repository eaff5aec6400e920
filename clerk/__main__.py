"""``python -m clerk``."""

from __future__ import annotations

from clerk.cli import main

if __name__ == "__main__":
    main()
