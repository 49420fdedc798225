"""The screens of the mailing list for staff."""
