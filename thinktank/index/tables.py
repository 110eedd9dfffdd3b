# SPDX-License-Identifier: MIT
"""What can be searched for: one entry per record, found by 1- and 2-grams and pinyin, the same on both engines."""

from __future__ import annotations

from piccolo.columns import BigInt, Varchar
from piccolo.table import Table

from thinktank.kernel.columns import ref, word


class SearchEntry(Table, tablename="search_entry"):
    """A record as the search shows it; who may see it is asked of the record's own queries."""

    kind = Varchar(length=40)
    record = BigInt()
    title = Varchar(length=200)
    detail = word(300)
    href = Varchar(length=200)


class SearchGram(Table, tablename="search_gram"):
    """A gram of an entry's text."""

    gram = Varchar(length=16)
    entry = ref(SearchEntry)
