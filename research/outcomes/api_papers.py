# SPDX-License-Identifier: MIT
"""Doors of the documents of outcomes for programs."""

from research.outcomes.ledger import LEDGERS
from research.outcomes.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = [*routes.api(PAPERS), *routes.ledger_api(LEDGERS)]
