"""The counter console: what the counter knows and does, without terminal, wire or device."""

__version__ = "0.1.0"
