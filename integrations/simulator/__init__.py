"""Three simulated home back ends over real HTTP, each in its own dialect, for training and for tests."""
