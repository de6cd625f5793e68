"""Django's SQLite with one difference: who waits for the writer's turn gets it soon. See `base`."""
