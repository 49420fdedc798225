"""What keeps a page from being published, or would be better before it is: see docs/features/ready-to-publish.md."""

from .findings import Finding, findings_of

__all__ = ["Finding", "findings_of"]
