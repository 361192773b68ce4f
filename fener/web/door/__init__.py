"""The safe door: a public page without account, session, cookie or script. Nothing of the desk is around it."""
