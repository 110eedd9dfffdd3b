# SPDX-License-Identifier: MIT
"""The keys of submitted forms and calls, in the database, so that every process knows them."""

from __future__ import annotations

import json

from thinktank.kernel import clock, db
from thinktank.kernel.tables import RequestKey
from thinktank.web.idempotency import StoredAnswer


class TableKeyStore:
    """``web.idempotency.KeyStore`` over a table."""

    async def claim(self, key: str) -> None:
        """Take the key inside the running write; Conflict when it is taken already."""
        await RequestKey.insert(RequestKey(key=key, at=clock.now()))

    async def lookup(self, account: int, key: str) -> StoredAnswer | None:
        """The answer stored for the key, if it was claimed and answered."""
        row = await RequestKey.select().where(RequestKey.key == f"{account}:{key}").first()
        if row is None or row["status"] is None:
            return None
        return StoredAnswer(row["status"], json.loads(row["headers"]), row["body"], row["fingerprint"])

    async def save(self, account: int, key: str, answer: StoredAnswer) -> None:
        """Store the answer under the key, claimed or not."""
        changes = {
            RequestKey.status: answer.status,
            RequestKey.headers: json.dumps(answer.headers),
            RequestKey.body: answer.body,
            RequestKey.fingerprint: answer.fingerprint,
        }
        full = f"{account}:{key}"
        async with db.write_tx():
            if not await RequestKey.update(changes).where(RequestKey.key == full).returning(RequestKey.id):
                await RequestKey.insert(RequestKey({**changes, RequestKey.key: full, RequestKey.at: clock.now()}))
