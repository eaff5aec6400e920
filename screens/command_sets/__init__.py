"""Commands by the place where they work. Each module is small: the first frame imports two of them."""
