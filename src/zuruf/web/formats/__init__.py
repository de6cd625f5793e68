"""How times are written."""
