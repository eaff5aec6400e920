"""移交与回音: what must happen between the counter and the home regions, however often a machine dies on the
way.

A delivery is a row of the store; the durable engine (DBOS) only decides which worker acts on it and when.
Every run of a workflow reads the row, makes one attempt and writes what came of it, in short transactions
of the store. So a run may be repeated at any point: nothing that counts is kept in the engine.
"""
