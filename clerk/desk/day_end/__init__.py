"""日结: the end of the day at one site."""
