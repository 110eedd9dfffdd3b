# SPDX-License-Identifier: MIT
"""Doors of the documents and the ledger of reports for programs."""

from research.reports.ledger import LEDGERS
from research.reports.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = (*routes.api(PAPERS), *routes.ledger_api(LEDGERS))
