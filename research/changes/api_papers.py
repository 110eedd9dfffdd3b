# SPDX-License-Identifier: MIT
"""Doors of the documents and the ledger of changes for programs."""

from research.changes.ledger import LEDGERS
from research.changes.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = (*routes.api(PAPERS), *routes.ledger_api(LEDGERS))
