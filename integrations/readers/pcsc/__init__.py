"""Cards over PC/SC: social security cards, passports and staff cards, and the watcher of readers.

The Python binding (pyscard) is optional. Only :mod:`library` imports it, and says so when it is missing.
"""
