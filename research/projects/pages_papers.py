# SPDX-License-Identifier: MIT
"""Doors of the documents and the ledger of projects."""

from research.projects.ledger import LEDGERS
from research.projects.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = (*routes.pages(PAPERS), *routes.ledger_pages(LEDGERS))
