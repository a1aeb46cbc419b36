"""What do the published definitions say, read plainly? Slow, and believable at sight; the kernels must agree."""

import re
from collections import Counter

import regex

PER_WORD = 1.645
STOP_WORDS = ["the", "be", "to", "of", "and", "that", "have", "with"]
STOPS = "।॥۔؟։።፧፨។៕။།༎᠃᠉"  # full stops and question marks of other scripts
STOP_CHARACTERS = ["的", "是", "在", "和", "有", "不", "了", "为為"]
POLICY = ("terms of use|privacy policy|cookie policy|uses cookies|use of cookies|use cookies|隐私政策|隱私權政策|隐私权政策|"
          "隱私政策|服务条款|服務條款|使用条款|使用條款")
HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af\u3041-\u30ff\uff66-\uff9f]"
DENSE = regex.compile(rf"(?:{HAN}&&\p{{L}}|[々〇])".replace(f"{HAN}&&\\p{{L}}", rf"(?=\p{{L}}){HAN}"))
SYMBOLS = r"[^\s\p{L}\p{M}\p{N}]"
# a dense character with the symbols after it; or a run without spaces and dense characters; leading symbols join either
WORD = regex.compile(rf"{SYMBOLS}*{DENSE.pattern}{SYMBOLS}*|(?:(?!{DENSE.pattern})\S)+")


def words(text):
    """Cut a text into words: what stands between spaces; a Chinese or Japanese character is a word of its own."""
    found = []
    for run in text.split():
        found += WORD.findall(run)
    return found


def is_dense(word):
    return DENSE.search(word) is not None


def has_letter(word):
    return regex.search(r"[\p{L}々〇]", word) is not None


def share(part, whole):
    return part / whole if whole else None


def duplicates(elements):
    """Return how many elements stood before, and the characters in them."""
    again = [e for i, e in enumerate(elements) if e in elements[:i]]
    return len(again), sum(map(len, again))


def top_gram(found, n):
    """Return the characters that lie in the most frequent n-gram, if any stands twice."""
    grams = [tuple(found[i : i + n]) for i in range(len(found) - n + 1)]
    counted = Counter(grams)
    if not counted or max(counted.values()) < 2:
        return 0
    best = max(counted, key=lambda gram: (counted[gram], sum(map(len, gram)), -grams.index(gram)))
    inside = {i + k for i, gram in enumerate(grams) if gram == best for k in range(n)}
    return sum(len(found[i]) for i in inside)


def seen_grams(found, n):
    """Return the characters of n-grams that stood before, going on behind each that did."""
    seen, chars, i = set(), 0, 0
    while i <= len(found) - n:
        gram = tuple(found[i : i + n])
        if gram in seen:
            chars += sum(map(len, gram))
            i += n
        else:
            seen.add(gram)
            i += 1
    return chars


def signals(text):
    """Return every signal that the text alone tells."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    paragraphs = [[line.strip() for line in part.split("\n")] for part in
                  re.split(r"\n(?:[^\S\n]*\n)+", "\n".join("" if not line.strip() else line for line in text.split("\n")).strip("\n")) if part.strip()]
    cut = [word for line in lines for word in words(line)]
    plain = [word for word in cut if not is_dense(word) and regex.search(r"[\p{L}\p{M}\p{N}]", word)]
    n_dense = sum(map(is_dense, cut))
    n_words = len(plain) + int(n_dense / PER_WORD + 0.5)
    lowered = [re.sub("[A-Z]", lambda m: m[0].lower(), word) for word in cut]
    letters = regex.findall(r"[\p{L}々〇]", text)
    scale = PER_WORD if 2 * n_dense >= len(letters) else 1
    covered = sum(map(len, cut))
    characters = [c for c in text if not c.isspace()]
    clauses = [c for line in lines for c in regex.split(r"\p{P}", line) if regex.search(r"[\p{L}\p{M}\p{N}々〇]", c)]
    trails = [line.endswith(("…", "⋯", "...", "。。。")) for line in lines]
    finals = [line[-1] in '.!?"。！？．｡”」』' + STOPS and not trail for line, trail in zip(lines, trails, strict=True)]
    few = [sum(1 / PER_WORD if is_dense(w) else bool(regex.search(r"[\p{L}\p{M}\p{N}]", w)) for w in words(line)) < 5 - 1e-9 for line in lines]
    javascript = ["javascript" in line.lower() for line in lines]
    policy = [re.search(POLICY, line.lower()) is not None for line in lines]
    bad = [any(marks) for marks in zip(few, javascript, policy, [not f for f in finals], strict=True)]
    sentences = [m for line in lines for m in re.finditer(rf"[.!?。！？．｡…⋯{STOPS}]+", line)
                 if ord(m[0][-1]) >= 128 or re.match(r"$|[\s”」』\"'）)\]】》〉’]", line[m.end():])]
    n, n_lines = len(lines), len(lines)
    flat = ["\n".join(part) for part in paragraphs]
    return {
        "line_chars": share(sum(map(len, lines)), n_lines),
        "sentence_lines": share(sum(bool(re.search(rf"[.!?。！？．｡…⋯{STOPS}]$", line[0] + re.sub(r"[”」』\"'）)\]】》〉’]+$", "", line[1:]))) for line in lines), n),
        "digit_share": share(len(regex.findall(r"\p{Nd}", text)), len(characters)),
        "letter_share": share(len(letters), len(characters)),
        "word_count": n_words,
        "mean_word_chars": share(sum(len(regex.findall(r"[\p{L}\p{M}\p{N}]", word)) for word in plain), len(plain)),
        "mean_clause_chars": share(sum(len("".join(c.split())) for c in clauses), len(clauses)),
        "hash_ratio": share(text.count("#"), n_words),
        "ellipsis_ratio": share(sum(len(re.findall("[…⋯]+", line)) + line.count("...") + line.count("。。。") for line in lines), n_words),
        "bullet_lines": share(sum(line[0] in "•-*·●○■□◆◇▪▶►※‣–" for line in lines), n),
        "ellipsis_lines": share(sum(trails), n),
        "alphabetic_words": share(sum(map(has_letter, cut)), len(cut)),
        "stop_words": max(len(set(lowered) & set(STOP_WORDS)), sum(any(c in text for c in forms) for forms in STOP_CHARACTERS)),
        "dup_lines": share(duplicates(lines)[0], n),
        "dup_line_chars": share(duplicates(lines)[1], sum(map(len, lines))),
        "dup_paragraphs": share(duplicates(flat)[0], len(flat)),
        "dup_paragraph_chars": share(sum(len(p.replace("\n", "")) for i, p in enumerate(flat) if p in flat[:i]), sum(map(len, lines))),
        **{f"top_{k}gram_share": share(top_gram(lowered, round(k * scale)), covered) for k in (2, 3, 4)},
        **{f"dup_{k}gram_share": share(seen_grams(lowered, round(k * scale)), covered) for k in range(5, 11)},
        "terminal_lines": share(sum(finals), n),
        "few_word_lines": share(sum(few), n),
        "javascript_lines": share(sum(javascript), n),
        "policy_lines": share(sum(policy), n),
        "bad_lines": share(sum(bad), n),
        "sentence_count": len(sentences),
        "has_lorem_ipsum": "lorem ipsum" in text.lower(),
        "has_curly_bracket": "{" in text,
        "punctuated_lines": share(sum(bool(regex.match(r"\p{P}", line[-1])) for line in lines), n),
        "short_lines": share(sum(sum(3 if DENSE.match(c) else 1 for c in line) <= 30 for line in lines), n),
        "newline_ratio": share(text.count("\n"), n_words),
    }
