# SPDX-License-Identifier: MIT
"""The door of the notice of a posting for programs."""

from thinktank.papers import routes
from thinktank.postings.papers import NOTICE

CONTROLLERS = tuple(routes.api([NOTICE]))
