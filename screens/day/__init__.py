"""The end of the day on the screen."""
