"""Papers of the counter: drawn as PDF, put in the tray, shown as text. Knows domain and ports only."""
