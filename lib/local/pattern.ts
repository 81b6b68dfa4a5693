/** Whether a text matches an IAM pattern, where `*` matches any text and `?` any single character. */
export function matches(pattern: string, text: string): boolean {
  // Not a regular expression: with many stars, backtracking would take exponential time.
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < text.length) {
    if (at < pattern.length && pattern[at] !== "*" && (pattern[at] === "?" || pattern[at] === text[from])) {
      at += 1;
      from += 1;
    } else if (pattern[at] === "*") {
      star = at;
      mark = from;
      at += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      from = mark;
    } else return false;
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}
