# SPDX-License-Identifier: Apache-2.0
"""Evidence made visible: files of strangers are decoded by a locked process that holds nothing worth taking."""
