"""The screens of the counter. Nothing here is imported eagerly: the first frame pays for each import."""
