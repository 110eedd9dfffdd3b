# SPDX-License-Identifier: MIT
"""Doors of the documents and the ledger of reports."""

from research.reports.ledger import LEDGERS
from research.reports.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = (*routes.pages(PAPERS), *routes.ledger_pages(LEDGERS))
