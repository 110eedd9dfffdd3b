# SPDX-License-Identifier: MIT
"""Doors of the documents of outcomes."""

from research.outcomes.ledger import LEDGERS
from research.outcomes.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = [*routes.pages(PAPERS), *routes.ledger_pages(LEDGERS)]
