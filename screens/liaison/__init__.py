"""三地联络: who is on duty, questions to other regions, phone calls, the roster."""
