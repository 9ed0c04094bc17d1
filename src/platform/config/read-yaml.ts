import { isPair, isScalar, isSeq, parseDocument, visit } from 'yaml';
import { isText } from './config-table.js';

/**
 * Reads a YAML text as plain values. Where a setting is a text, a number or a truth value is kept as it is written:
 * ids, names and passwords may consist of digits, and there `0123` is not 123.
 *
 * @param within path of the text in the configuration, such as `auth.api_keys`; empty for the whole.
 * @throws YAMLParseError, whose message may quote the text.
 */
export function readYaml(text: string, within = ''): unknown {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw error;
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || node.type !== 'PLAIN' || node.source === undefined) return;
      if (typeof node.value !== 'number' && typeof node.value !== 'boolean') return;
      if (isText(pathOf(within, ancestors))) node.value = node.source;
    },
  });
  return document.toJS();
}

/** Returns the path of a value: names joined by dots, `[]` for an entry of a list. */
function pathOf(within: string, ancestors: readonly unknown[]): string {
  let path = within;
  for (const each of ancestors) {
    if (isPair(each) && isScalar(each.key)) path += `${path === '' ? '' : '.'}${String(each.key.value)}`;
    else if (isSeq(each)) path += '[]';
  }
  return path;
}
