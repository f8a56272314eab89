# SPDX-License-Identifier: Apache-2.0
"""The one kind of error that a person is meant to read."""


class ChecklistError(Exception):
    """Something in the world went wrong, not in the program.

    ``code`` is short and stable (kebab-case), ``sentence`` says what happened, ``hint`` what to do next.
    None of them ever holds an answer, a note or a secret.
    """

    def __init__(self, code: str, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.hint = hint
