from wagtail.fields import StreamField as WagtailStreamField

COSMETIC_OPTIONS = {
    "description",
    "form_classname",
    "group",
    "help_text",
    "icon",
    "label",
    "preview_value",
    "search_index",
    "template",
}


class StreamField(WagtailStreamField):
    """A StreamField whose labels, icons and help texts can change without a migration."""

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {
            index: (block_path, block_args, {k: v for k, v in block_kwargs.items() if k not in COSMETIC_OPTIONS})
            for index, (block_path, block_args, block_kwargs) in kwargs["block_lookup"].items()
        }
        return name, path, args, kwargs
