"""Card readers behind one port: simulated here; the real ones are rooms beside it."""
