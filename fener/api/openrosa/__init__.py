"""The server that ODK Collect, KoboCollect and Tella speak to."""
