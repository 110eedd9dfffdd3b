# SPDX-License-Identifier: MIT
"""Meetings and events of a project: who was invited, the minutes, what follows."""
