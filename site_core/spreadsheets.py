"""Tables for spreadsheet programs, with nothing in them that such a program would run."""

# What spreadsheet programs take for the beginning of a formula, in half and in full width.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class HarmlessExportMixin:
    """A list whose CSV holds text where somebody typed a formula; Wagtail itself takes care of Excel files."""

    def preprocess_field_value(self, field, value, export_format):
        value = super().preprocess_field_value(field, value, export_format)
        if export_format == self.FORMAT_CSV and isinstance(value, str) and value.startswith(FORMULA_STARTS):
            return f"'{value}"
        return value
