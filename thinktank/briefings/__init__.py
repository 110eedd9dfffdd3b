# SPDX-License-Identifier: MIT
"""Briefings: what the programme did in a month, a quarter or a year, told from the data."""
