# SPDX-License-Identifier: MIT
"""Doors of the documents and the ledger of applications for programs."""

from research.applications.ledger import LEDGERS
from research.applications.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = (*routes.api(PAPERS), *routes.ledger_api(LEDGERS))
