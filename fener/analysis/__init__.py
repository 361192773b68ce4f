"""Pure rooms: values in, values out, clock passed in. No Django, no network, no other room."""
