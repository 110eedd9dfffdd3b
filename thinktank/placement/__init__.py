# SPDX-License-Identifier: MIT
"""Direction matching: evidence, proposal, decision, history."""
