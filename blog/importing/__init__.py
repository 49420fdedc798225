"""Documents from elsewhere become drafts: read, cleaned, turned into blocks, looked at, saved."""
