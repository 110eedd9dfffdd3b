# SPDX-License-Identifier: MIT
"""Door of the ledger of problems."""

from reviews.problems.ledger import LEDGERS
from thinktank.papers import routes

CONTROLLERS = routes.ledger_pages(LEDGERS)
