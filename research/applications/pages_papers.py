# SPDX-License-Identifier: MIT
"""Doors of the documents and the ledger of applications."""

from research.applications.ledger import LEDGERS
from research.applications.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = (*routes.pages(PAPERS), *routes.ledger_pages(LEDGERS))
