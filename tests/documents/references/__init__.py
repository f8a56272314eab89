# SPDX-License-Identifier: Apache-2.0
"""Paragraphs of several scripts, and pictures of them set by another engine: made by `make_references`."""

from pathlib import Path

FOLDER = Path(__file__).parent
MEASURE, SIZE, PITCH, MARGIN = 330.0, 12.0, 20.0, 10.0
"""Points: width of the paragraph, size of the type, from one baseline to the next, and around all."""
DPI = 100

TEXTS = {
    "arabic": (
        "تقييم ذاتي لأمن المواد النووية في المنشأة (NPP-2) لعام 2026: بلغت نسبة الإجابات 37 من 45، أي 82%، "
        "وفقًا للوثيقة INFCIRC/869 (الفقرة 3 [أ]). يُرجى من السلطة المختصّة مراجعة ١٢ بندًا قبل 30/11/2026."
    ),
    "arabic-with-vowels": "تُحَفَّظُ السِّجِلَّاتُ لِمُدَّةِ خَمْسِ سَنَوَاتٍ، ثُمَّ تُتْلَفُ. می‌خواهم کتاب‌ها را بخوانم.",
    "arabic-in-english": (
        "The regulation says «يجب حفظ السجلات (5 سنوات)» in section 4, and the operator answered نعم in 2025 (see A-7)."
    ),
    "chinese": (
        "本报告说明“核安保自评估”（INFCIRC/869 号文件）的结果：共 37 个问题，其中 82% 已回答。主管当局（例如 Ruritania "
        "核监管局）应在2026年11月30日之前审查；过期无效。"
    ),
    "chinese-with-arabic": "受访者回答：نعم، في 2025 (A-7)。记录保存五年，见第4条。",
}
