import assert from "node:assert/strict";
import { test } from "node:test";
import { renderToString } from "preact-render-to-string";
import { Markdown } from "../src/widgets/markdown/markdown.js";

const html = (text: string): string =>
  renderToString(<Markdown text={text} />).replace(/^<div class="r5-markdown">|<\/div>$/g, "");

test("emphasis, underline and links", () => {
  assert.equal(
    html("**a** *b* _c_ __d__ ++e++"),
    "<p><strong>a</strong> <em>b</em> <em>c</em> <strong>d</strong> <u>e</u></p>",
  );
  assert.equal(
    html("[a **b**](https://example.com/?x=1)"),
    '<p><a class="r5-link" href="https://example.com/?x=1" target="_blank" rel="noopener noreferrer">a <strong>b</strong></a></p>',
  );
});

test("paragraphs, lines and lists", () => {
  assert.equal(html("a\nb\n\nc"), "<p>a<br/>b</p><p>c</p>");
  assert.equal(
    html("a\n- b\n- *c*\n\n1. d\n2. e"),
    "<p>a</p><ul><li>b</li><li><em>c</em></li></ul><ol><li>d</li><li>e</li></ol>",
  );
});

test("everything else is text", () => {
  assert.equal(
    html("<img src=x onerror=alert(1)> &amp; # a `b`"),
    "<p>&lt;img src=x onerror=alert(1)> &amp;amp; # a `b`</p>",
  );
  assert.equal(html("2 * 3 * 4, snake_case_name, a ** b"), "<p>2 * 3 * 4, snake_case_name, a ** b</p>");
});

test("links lead to pages and mailboxes only", () => {
  for (const bad of [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "vbscript:x",
    "\tjavascript:x",
  ]) {
    assert.doesNotMatch(html(`[a](${bad})`), /href/, bad);
  }
  for (const good of ["https://a.example", "mailto:a@b.example", "/terms", "#top"]) {
    assert.match(html(`[a](${good})`), new RegExp(`href="${good}"`), good);
  }
});

test("much of nothing is read quickly", () => {
  const start = performance.now();
  for (const piece of ["*", "_", "[", "++", "**a", "[a](", "*a_b"]) {
    html(piece.repeat(3000));
  }
  assert.ok(performance.now() - start < 5000);
});
