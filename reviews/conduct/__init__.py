# SPDX-License-Identifier: MIT
"""Seeing a round through: who owes what, substitutes, more time, the meeting with its agenda and minutes."""
