import type { ComponentChildren } from "preact";
import { type Block, type Inline, parseMarkdown } from "./parse.js";

/** An operator's text. Links open in a new tab, which learns nothing of the page. */
export const Markdown = ({ text }: { text: string }) => (
  <div class="r5-markdown">{parseMarkdown(text).map(block)}</div>
);

function block(block: Block): ComponentChildren {
  if (block.kind === "paragraph") {
    return <p>{block.lines.map((line, at) => [at > 0 && <br />, line.map(inline)])}</p>;
  }
  const items = block.items.map((item) => <li>{item.map(inline)}</li>);
  return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
}

function inline(piece: Inline): ComponentChildren {
  switch (piece.kind) {
    case "text":
      return piece.text;
    case "link":
      return (
        <a class="r5-link" href={piece.href} target="_blank" rel="noopener noreferrer">
          {piece.inner.map(inline)}
        </a>
      );
    default: {
      const { kind: Tag } = piece;
      return <Tag>{piece.inner.map(inline)}</Tag>;
    }
  }
}
