"""Addresses of static files: with the content's hash in the name once they are collected, plain before (tests, commands)."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Hashed(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed and compressed names. A script that imports another asks for its plain name, which is kept for a minute."""

    manifest_strict = False

    def url(self, name: str, force: bool = False) -> str:
        if not self.hashed_files and name:
            return f"{self.base_url}{name}"
        return str(super().url(name, force=force))
