"""Sheets that open over a page: lists, fields, questions."""
