"""The console on a real pseudo terminal: what no headless driver can show."""
