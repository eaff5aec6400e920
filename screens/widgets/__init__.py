"""Widgets of the counter: few, each painting its own cells."""
