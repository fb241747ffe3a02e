/** A piece of Markdown: of what an operator may use, and nothing else. */
export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "strong" | "em" | "u"; readonly inner: readonly Inline[] }
  | { readonly kind: "link"; readonly href: string; readonly inner: readonly Inline[] };

export type Block =
  | { readonly kind: "paragraph"; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly (readonly Inline[])[] };

const ITEM = /^\s*(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;

/** Paragraphs and lists; all else is text (contract section 10.3). */
export function parseMarkdown(source: string): Block[] {
  return source.split(/\n\s*\n/).flatMap((part) => blocksOf(part.split("\n").filter((line) => line.trim())));
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let paragraph: (readonly Inline[])[] = [];
  let list: { ordered: boolean; items: (readonly Inline[])[] } | undefined;
  for (const line of lines) {
    const [, number, item] = ITEM.exec(line) ?? [];
    if (item === undefined) {
      list = undefined;
      if (!paragraph.length) {
        paragraph = [];
        blocks.push({ kind: "paragraph", lines: paragraph });
      }
      paragraph.push(parseInline(line.trim()));
      continue;
    }
    paragraph = [];
    const ordered = number !== undefined;
    if (list?.ordered !== ordered) {
      list = { ordered, items: [] };
      blocks.push({ kind: "list", ...list });
    }
    list.items.push(parseInline(item));
  }
  return blocks;
}

/** Tried in this order at each place; the inner text of each is read again, so it always gets shorter. */
const SPANS: readonly { readonly kind: "strong" | "em" | "u" | "link"; readonly pattern: RegExp }[] = [
  { kind: "link", pattern: /\[([^[\]]+)\]\(([^()\s]+)\)/ },
  { kind: "u", pattern: /\+\+(?=\S)(.+?)(?<=\S)\+\+/ },
  { kind: "strong", pattern: /\*\*(?=\S)(.+?)(?<=\S)\*\*|__(?=\S)(.+?)(?<=\S)__/ },
  { kind: "em", pattern: /\*(?=\S)([^*]+?)(?<=\S)\*|(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)/ },
];

export function parseInline(text: string): Inline[] {
  const first = SPANS.map(({ kind, pattern }) => ({ kind, match: pattern.exec(text) }))
    .filter((found) => found.match !== null)
    .sort((one, other) => (one.match?.index ?? 0) - (other.match?.index ?? 0))[0];
  if (!first?.match) {
    return text ? [{ kind: "text", text }] : [];
  }
  const { kind, match } = first;
  const inner = parseInline(match[1] ?? match[2] ?? "");
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + match[0].length);
  return [
    ...(before ? [{ kind: "text" as const, text: before }] : []),
    ...span(kind, match, inner),
    ...parseInline(after),
  ];
}

function span(kind: "strong" | "em" | "u" | "link", match: RegExpExecArray, inner: Inline[]): Inline[] {
  if (kind !== "link") {
    return [{ kind, inner }];
  }
  const href = safeHref(match[2] ?? "");
  return href ? [{ kind, href, inner }] : inner;
}

/** Where a link of an operator's text may lead: no scripts, no data. */
function safeHref(href: string): string | undefined {
  if (/^(https?:\/\/|mailto:|tel:)/i.test(href)) {
    return href;
  }
  return /^(?:\/(?!\/)|#|\?|\.)/.test(href) ? href : undefined;
}
