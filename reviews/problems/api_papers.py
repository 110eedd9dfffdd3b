# SPDX-License-Identifier: MIT
"""Door of the ledger of problems for programs."""

from reviews.problems.ledger import LEDGERS
from thinktank.papers import routes

CONTROLLERS = routes.ledger_api(LEDGERS)
