# SPDX-License-Identifier: MIT
"""Changes to a project under way (变更): one mechanism for every kind, with what each would move."""
