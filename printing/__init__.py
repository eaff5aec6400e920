"""Papers of the counter: drawn as PDF, put in the tray, shown as text. Knows only the domain and the ports."""
