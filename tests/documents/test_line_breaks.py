# SPDX-License-Identifier: Apache-2.0
"""Lines end at spaces and between ideographs, and no sign stands where it may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklistapp.documents.line_breaks import stretches


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in stretches(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two words", ["two", "words"]),
        ("  a  b ", ["a", "b"]),
        ("核安保", ["核", "安", "保"]),
        ("他说：“同意（是）。”然后", ["他", "说：", "“同", "意", "（是）。”", "然", "后"]),
        ("《公约》第3条", ["《公", "约》", "第", "3", "条"]),
        ("共37个", ["共", "37", "个"]),
        ("キャッチャー", ["キャッ", "チャー"]),
        ("時々", ["時々"]),
        ("核 (NPP) 是", ["核", "(NPP)", "是"]),
        ("结果——好", ["结", "果——", "好"]),
        ("非核か\u3099", ["非", "核", "か\u3099"]),
        ("￥100元", ["￥100", "元"]),
        ("", []),
    ],
)
def test_where_a_line_may_end(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@given(st.text(st.sampled_from("ab 核安，。（）“”'1-ー")))
def test_nothing_is_lost_but_spaces(text: str) -> None:
    assert "".join(parts(text)) == text.replace(" ", "")
