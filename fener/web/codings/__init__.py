"""The coder's desk: approved reports beside the code lists, blind second codings, agreement, history."""
