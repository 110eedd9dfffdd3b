# SPDX-License-Identifier: MIT
"""A sample district: invented people in every state, the same every time, its dates relative to today."""
