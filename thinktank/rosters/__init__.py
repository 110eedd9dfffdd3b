# SPDX-License-Identifier: MIT
"""The ledgers of a department on their way into the bank."""
