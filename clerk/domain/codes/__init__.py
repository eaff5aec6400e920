"""Numbers with check characters, and the neutral conversions between codes of different systems."""
