"""Secrets that live and die with the process: for the demo, which touches nobody's keyring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from galla.domain.model import Secret, SecretName


class MemorySecrets:
    """`ports.SecretStore` in memory."""

    def __init__(self, secrets: Mapping[SecretName, Secret] | None = None) -> None:
        self._secrets = dict(secrets or {})

    async def read(self, names: Sequence[SecretName]) -> Mapping[SecretName, Secret]:
        """The secrets that exist among `names`."""
        return {name: self._secrets[name] for name in names if name in self._secrets}

    async def write(self, name: SecretName, secret: Secret) -> None:
        """Stores or replaces one secret."""
        self._secrets[name] = secret

    async def delete(self, name: SecretName) -> None:
        """Removes one secret; one that is missing is no error."""
        self._secrets.pop(name, None)
