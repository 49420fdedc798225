"""All that writes what the mailing list knows. Nothing else of this app saves, updates or deletes."""
