import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkSync } from 'recheck';
import ts from 'typescript';

const SRC = resolve(import.meta.dirname, '../../src');
const CHARACTERS = 100_000;
/** Most time for the slowest expression, in milliseconds: a hundred times the promise, yet far less than quadratic time. */
const BOUND_MS = 500;

interface Found {
  readonly text: string;
  readonly file: string;
}

const { literals, composed } = expressions();

describe('regular expressions', () => {
  it('are all written out, so that they can be looked at', () => {
    expect(composed).toEqual([]);
    expect(literals.length).toBeGreaterThan(50);
  });

  it('take time in proportion to what they read, whatever it is', () => {
    const doubtful = literals
      .map(({ text, file }) => ({ text, file, verdict: checkSync(...partsOf(text), { timeout: 60_000 }) }))
      .filter(({ verdict }) => verdict.status !== 'safe')
      .map(({ text, file, verdict }) => `${file}: ${text} is ${verdict.status}`);
    expect(doubtful).toEqual([]);
  }, 240_000);

  it('are through with a hundred thousand characters in no time', () => {
    let slowest = { ms: 0, text: '' };
    for (const { text } of literals) {
      const expression = new RegExp(...partsOf(text));
      for (const piece of piecesFor(text)) {
        const subject = `${piece.repeat(CHARACTERS / piece.length)}\0`;
        const startedAt = performance.now();
        for (const _match of expression.global ? subject.matchAll(expression) : [expression.exec(subject)]);
        const ms = performance.now() - startedAt;
        if (ms > slowest.ms) slowest = { ms, text };
      }
    }
    console.log(`slowest over ${CHARACTERS} characters: ${slowest.ms.toFixed(1)} ms for ${slowest.text}`);
    expect(slowest.ms).toBeLessThan(BOUND_MS);
  });
});

/** Texts that make an expression backtrack: its own literal characters repeated, and a few that many classes contain. */
function piecesFor(text: string): string[] {
  const own = text.replace(/[^\w\s:/%.,="'#@-]/g, '');
  return [...new Set([...own, 'a', '0', ' ', '\t', '\n', '"', '/', 'a ', ' a', '0:', own].filter(Boolean))];
}

function partsOf(literal: string): [string, string] {
  const end = literal.lastIndexOf('/');
  return [literal.slice(1, end), literal.slice(end + 1)];
}

/** Returns every expression in the source, and every place where one is built from parts. */
function expressions(): { literals: readonly Found[]; composed: readonly string[] } {
  const literals = new Map<string, Found>();
  const composed: string[] = [];
  for (const file of readdirSync(SRC, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
    const source = ts.createSourceFile(
      file,
      readFileSync(join(SRC, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    );
    const walk = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) literals.set(node.text, { text: node.text, file });
      if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp')
        composed.push(`${file}: ${node.getText()}`);
      ts.forEachChild(node, walk);
    };
    walk(source);
  }
  return { literals: [...literals.values()], composed };
}
