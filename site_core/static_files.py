import logging

from django.conf import settings
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from site_core.style_sheets import expand_imports, squeeze

logger = logging.getLogger(__name__)

JOINED_STYLE_SHEETS = ("css/site.css",)


class SiteStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Static files under names that change with their contents, and the site's style sheet in one piece."""

    def post_process(self, paths, dry_run=False, **options):
        if not dry_run:
            for name in JOINED_STYLE_SHEETS:
                if name in paths:
                    self.join_style_sheet(name, paths)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def join_style_sheet(self, name: str, paths: dict) -> None:
        """Puts the joined sheet where its first part was collected to, and lets all later steps work on that."""

        def read(part: str) -> str:
            if part not in paths:
                raise ValueError(f"The file '{part}' could not be found; it is imported into {name}.")
            storage, path = paths[part]
            with storage.open(path) as file:
                return file.read().decode()

        text = squeeze(expand_imports(name, read))
        self.delete(name)
        self._save(name, ContentFile(text.encode()))
        paths[name] = (self, name)

    def compress_files(self, paths):
        if settings.STATIC_COMPRESS:
            yield from super().compress_files(paths)
        else:
            self.delete_files({f"{path}{suffix}" for path in paths for suffix in (".gz", ".br")})

    def stored_name(self, name):
        """As Django's, but a page that names a file which does not exist stays a page; tests find the wrong name."""
        try:
            return super().stored_name(name)
        except ValueError:
            logger.error("There is no static file %s", name)
            return name
