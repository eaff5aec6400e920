"""人员: what an administrator does with staff. The commands ``clerk staff …`` are built on it."""
