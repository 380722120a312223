"""Strings that nobody should type, and somebody will."""

from hypothesis import strategies as st

PIECES = ["-", '"', "*", ":", "OR", "|", "..", "year:", "country:", "(", ")", "~", "^", "[", "TO", "\\", "'", " ", "\t",
          "vacun", "niños", "«", "”", "2019", "99999", "é", "中文", "\u0627", "\u0301", "\u200b", "\u202e", "&", "+",
          "AND", "NOT", "?", "/", "&&", "{", "}", "<b>", "%00", "😀", "\n", "frontera", "a" * 80, "objective:GCM-15",
          "kind:practice", "language:", "Ministerio", "#", ";", "=", "\uffff", "ﬁ", "İ", "ß"]  # fmt: skip
anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=400)
nasty = st.one_of(anything, st.lists(st.sampled_from(PIECES), max_size=80).map("".join))
