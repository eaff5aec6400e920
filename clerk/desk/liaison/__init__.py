"""三地联络: who is on duty, questions to other regions, answers, calls, and what was asked before."""
