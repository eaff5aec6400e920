"""Before the desk: the start gate, sign-in and the lock."""
