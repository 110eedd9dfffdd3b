# SPDX-License-Identifier: MIT
"""Doors of the documents and the ledger of topics."""

from research.topics.ledger import LEDGERS
from research.topics.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = (*routes.pages(PAPERS), *routes.ledger_pages(LEDGERS))
