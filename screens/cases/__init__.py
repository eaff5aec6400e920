"""Cases after the receipt: lists, one case, exceptions."""
