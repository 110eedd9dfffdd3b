# SPDX-License-Identifier: MIT
"""Doors of the documents of supervision."""

from reviews.supervision.ledger import LEDGERS
from reviews.supervision.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = (*routes.pages(PAPERS), *routes.ledger_pages(LEDGERS))
