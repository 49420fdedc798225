"""What one room of the site tells the others."""

from django.dispatch import Signal

# A page is public for the first time: sent after the commit, with `page` and `publication`, its row in the ledger.
# It comes at least once; whoever listens remembers what they have done for a page.
first_published = Signal()

# Another version of a page is approved for the moment that was set, or for another one: sent in that transaction, with
# `page`. What went wrong with the version before may go right with this one.
version_replaced = Signal()

# Search must learn or forget the words of these documents, whose keys are `document_ids`. It may come twice.
document_texts_changed = Signal()
