"""Rules and values of the cross-region counter: pure, without I/O and without a clock of their own."""
