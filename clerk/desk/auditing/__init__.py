"""审计: the auditor's pages, which look at everything and change nothing."""
