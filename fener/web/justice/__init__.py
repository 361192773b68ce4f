"""The law room: the books to read, states compared, and fact sheets measured. Nobody is charged here."""
