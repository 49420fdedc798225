"""Many keys in one question: a list of thousands is one parameter, not thousands."""

import json
from collections.abc import Iterable

from django.db.models import BigIntegerField, Expression


class Keys(Expression):
    """These keys, to be put behind `__in`."""

    def __init__(self, keys: Iterable[int]):
        super().__init__(output_field=BigIntegerField())
        self.keys = list(keys)

    def as_sqlite(self, compiler, connection):
        return "(SELECT value FROM json_each(%s))", [json.dumps(self.keys)]

    def as_postgresql(self, compiler, connection):
        return "(SELECT unnest(%s::bigint[]))", [self.keys]
