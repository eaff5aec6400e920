"""Screens, driven by keys over a real desk: only regions, printer, press and clock are made for the tests."""
