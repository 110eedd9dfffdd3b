# SPDX-License-Identifier: MIT
"""Doors of the documents and the ledger of topics for programs."""

from research.topics.ledger import LEDGERS
from research.topics.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = (*routes.api(PAPERS), *routes.ledger_api(LEDGERS))
