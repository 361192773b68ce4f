"""ODK's world: XLSForms, OpenRosa answers, submissions, encryption, entity lists, linked tables and OData."""
