"""Where public pages lead to, and whether that is still there: see docs/features/broken-links.md."""
