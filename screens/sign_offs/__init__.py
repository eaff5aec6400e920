"""Sign-offs: what a clerk asks for, what a supervisor decides, here or over the shoulder."""
