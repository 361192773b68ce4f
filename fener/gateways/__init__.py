"""Foreign formats and wires, one folder each."""
