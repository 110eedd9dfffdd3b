# SPDX-License-Identifier: MIT
"""Doors of the documents and the ledger of changes."""

from research.changes.ledger import LEDGERS
from research.changes.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = (*routes.pages(PAPERS), *routes.ledger_pages(LEDGERS))
