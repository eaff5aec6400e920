"""签批 at the desk: what needs a supervisor, asking, deciding, and using what was approved."""
