"""Mending what is approved to go live, without losing its moment: see docs/features/amending.md."""
