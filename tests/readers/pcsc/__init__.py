"""Cards over a real PC/SC service, in namespaces of its own, with virtual cards in its slots."""
