# SPDX-License-Identifier: MIT
"""Doors of the documents and the ledger of projects for programs."""

from research.projects.ledger import LEDGERS
from research.projects.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = (*routes.api(PAPERS), *routes.ledger_api(LEDGERS))
