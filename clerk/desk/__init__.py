"""Use cases of the counter: one function is one thing a person does, in one transaction."""
