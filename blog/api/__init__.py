"""What is public, as JSON for programs: version 1, described by `openapi.json`."""
