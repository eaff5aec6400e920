"""One adapter per dialect, from the wire to the port the desk knows; ``wire`` is the client they share."""
