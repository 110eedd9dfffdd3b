# SPDX-License-Identifier: MIT
"""How the search entries of people are written anew."""

from __future__ import annotations

from thinktank.index.anew import Source
from thinktank.talents.operations_facts import reindex
from thinktank.talents.tables import Talent

SEARCHED = (Source("talent", "人才", Talent, reindex),)
