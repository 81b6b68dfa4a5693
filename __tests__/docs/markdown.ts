/** A heading, and what stands under it. */
export interface Section {
  readonly level: number;
  readonly title: string;
  /** What follows the heading, up to the next one of any level. */
  readonly text: string;
  /** The sections under it, one level down or more. */
  readonly children: readonly Section[];
}

/** The sections of a document, by its headings. Code is no heading, whatever it begins with. */
export function sectionsOf(markdown: string): readonly Section[] {
  const flat: { level: number; title: string; lines: string[] }[] = [];
  let code = false;
  for (const line of markdown.split("\n")) {
    if (/^\s*```/.test(line)) code = !code;
    const [, marks, title] = (!code && /^(#+) (.*)$/.exec(line)) || [];
    if (marks !== undefined) flat.push({ level: marks.length, title: title ?? "", lines: [] });
    else flat.at(-1)?.lines.push(line);
  }
  return nested(flat.map(({ level, title, lines }) => ({ level, title, text: lines.join("\n").trim() })));
}

/** The section at the end of a path of titles. */
export function sectionAt(sections: readonly Section[], [title, ...rest]: readonly string[]): Section | undefined {
  const section = sections.find((candidate) => candidate.title === title);
  return section === undefined || rest.length === 0 ? section : sectionAt(section.children, rest);
}

/** All sections, those under others included. */
export function allSections(sections: readonly Section[]): readonly Section[] {
  return sections.flatMap((section) => [section, ...allSections(section.children)]);
}

/** The anchor of a heading, as GitHub makes it. */
export function anchorOf(title: string): string {
  const plain = title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "");
  return plain.replace(/\s/g, "-");
}

type Heading = Omit<Section, "children">;

function nested([first, ...rest]: readonly Heading[]): readonly Section[] {
  if (first === undefined) return [];
  const end = rest.findIndex(({ level }) => level <= first.level);
  const [own, after] = end === -1 ? [rest, []] : [rest.slice(0, end), rest.slice(end)];
  return [{ ...first, children: nested(own) }, ...nested(after)];
}
