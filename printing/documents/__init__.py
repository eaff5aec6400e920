"""One module per paper: each says what stands on it; :mod:`printing.layout` draws it."""
