# SPDX-License-Identifier: MIT
"""Doors of the documents of supervision for programs."""

from reviews.supervision.ledger import LEDGERS
from reviews.supervision.papers import PAPERS
from thinktank.papers import routes

CONTROLLERS = (*routes.api(PAPERS), *routes.ledger_api(LEDGERS))
