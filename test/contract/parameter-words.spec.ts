import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ASSET_DEFINITIONS } from '../../src/asset-types/all-types.js';
import { CHANGE_DEFINITIONS } from '../../src/asset-types/changes/change-types.js';

interface Schema {
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}

interface Document {
  readonly paths: Record<string, { get?: { parameters?: readonly Parameter[] } }>;
}

const changesOf = (type: string): string =>
  type === 'port' ? '/v1/ports/changes' : `/v1/assets/${type}/changes`;

/** Parameters that every call for changes has. */
const SHARED = [
  ...['project', 'enterprise_project_id', 'timeout_ms', 'since', 'until', 'host_ids', 'change'],
  ...['limit', 'cursor', 'max_age'],
];

describe.each(['docs/openapi.json', 'docs/openapi.full.json'])('query parameters in %s', (file) => {
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document;

  /** Resolves a `$ref`; returns anything else as it is. */
  function resolved<T extends { readonly $ref?: string }>(given: T): T {
    if (given.$ref === undefined) return given;
    let at: unknown = document;
    for (const step of given.$ref.slice(2).split('/')) at = (at as Record<string, unknown>)[step];
    return at as T;
  }

  /** Returns the words that the document lists for a parameter of a GET; undefined when it lists none or has no such parameter. */
  function wordsOf(path: string, name: string): readonly string[] | undefined {
    const parameters = (document.paths[path]?.get?.parameters ?? []).map(resolved);
    const found = parameters.find((each) => each.name === name && each.in === 'query');
    const schema = resolved(found?.schema ?? {});
    return schema.enum ?? resolved(schema.items ?? {}).enum;
  }

  it.each(ASSET_DEFINITIONS)('show the words that filters of $profile.type take', ({ profile, filters }) => {
    const path = `/v1/assets/${profile.type}`;
    const withWords = Object.entries(filters).filter(([, { words }]) => words !== undefined);
    expect(withWords.map(([name]) => [name, wordsOf(path, name)])).toEqual(
      withWords.map(([name, { words }]) => [name, words]),
    );
    for (const name of ['category', 'include', 'partial', 'plan', 'hosts'])
      expect({ name, words: typeof wordsOf(path, name) }).toEqual({ name, words: 'object' });
  });

  it('are the same for the changes of every type, but for filters of the type', () => {
    const filters = new Set(ASSET_DEFINITIONS.flatMap((each) => ['category', ...Object.keys(each.filters)]));
    const shared = CHANGE_DEFINITIONS.map(({ type }) =>
      (document.paths[changesOf(type)]?.get?.parameters ?? [])
        .map(resolved)
        // The description of `fields` names the members of the type.
        .filter(({ name }) => !filters.has(name) && name !== 'fields'),
    );
    expect(shared[0]?.map(({ name }) => name)).toEqual(expect.arrayContaining(SHARED));
    for (const each of shared.slice(1)) expect(each).toEqual(shared[0]);
  });

  it('show the words that filters of servers, and kinds of changes, take', () => {
    for (const name of ['host_agent_status', 'host_protect_status', 'host_status'])
      expect({ name, words: typeof wordsOf('/v1/hosts', name) }).toEqual({ name, words: 'object' });
    for (const { type } of CHANGE_DEFINITIONS)
      expect(wordsOf(changesOf(type), 'change')).toEqual(['added', 'removed', 'changed', 'other']);
  });
});
