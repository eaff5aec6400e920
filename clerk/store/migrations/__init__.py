"""The history of the tables: one for SQLite and PostgreSQL, run from the program by Alembic."""
