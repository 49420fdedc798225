"""Faults that the site must survive: small in the tests, and full with `python -m tests.faults`."""
