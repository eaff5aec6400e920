"""Generated examples are judged by what they prove; a busy machine must not fail them by the clock."""

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
