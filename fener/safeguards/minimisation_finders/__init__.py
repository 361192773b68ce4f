"""What in a text may identify a person: one finder per family, all over folded text, all in linear time."""
