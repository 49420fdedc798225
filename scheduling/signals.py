"""What the release engine tells, always after the commit."""

from django.dispatch import Signal

# `page`, `planned_at` and `revision`: what was scheduled is public.
went_live = Signal()
# `setback`: something due could not be done, for the first time or for another reason than before.
set_back = Signal()
