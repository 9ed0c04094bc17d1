import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ASSET_DEFINITIONS } from '../../src/asset-types/all-types.js';
import { CHANGE_DEFINITIONS } from '../../src/asset-types/changes/change-types.js';
import { sortsOf } from '../../src/asset-types/definition.js';
import { membersOf } from '../../src/asset-types/row-schema.js';
import { CATALOGUE } from '../../src/modules/assets/catalogue.js';
import { vocabularyPage } from '../../src/modules/assets/vocabulary-page.js';
import { HostGroupRow, HostRow } from '../../src/modules/hosts/host-rows.dto.js';
import { documentedColumns } from '../support/truth/exports.js';
import { ourName, VENDOR_ONLY } from '../support/truth/vocabulary.js';

/** Every kind of row, by a readable name. */
const ROWS = [
  ...ASSET_DEFINITIONS.map(({ profile, row }) => [profile.type, row] as const),
  ...CHANGE_DEFINITIONS.map(({ type, row }) => [`changes of ${type}`, row] as const),
  ['servers', HostRow] as const,
  ['server groups', HostGroupRow] as const,
].map(([name, row]) => ({ name, members: membersOf(row) }));

/** Columns of an export for which rows have no member: the vendor's lists do not have them. */
const ONLY_EXPORTED: Readonly<Record<string, readonly string[]>> = {
  auto_launch: ['container_id', 'container_name'],
  port: ['container_name'],
  process: ['user_name'],
};

describe('one word for one thing', () => {
  it.each(ROWS)("gives rows of $name none of the vendor's own names", ({ members }) => {
    expect(members.filter(({ name }) => VENDOR_ONLY.includes(name))).toEqual([]);
  });

  it.each(ROWS)('ends the times of $name, and nothing else, in _at', ({ members }) => {
    const named = members.filter(({ name }) => name.endsWith('_at')).map(({ name }) => name);
    const times = members.filter(({ format }) => format === 'date-time').map(({ name }) => name);
    expect(named).toEqual(times);
  });

  it.each(ROWS)('begins what is true or false in $name with is_, has_ or can_', ({ members }) => {
    const flags = members.filter(({ type }) => type === 'boolean').map(({ name }) => name);
    expect(flags.filter((name) => !/^(is|has|can)_/.test(name))).toEqual([]);
  });

  it('uses the names of members in filters and orders', () => {
    for (const definition of ASSET_DEFINITIONS) {
      const members = membersOf(definition.row).map(({ name }) => name);
      const compared = Object.entries(definition.filters).map(([name, { member = name }]) => member);
      expect(members).toEqual(expect.arrayContaining([...compared, ...definition.order]));
      expect(['host', ...members]).toEqual(expect.arrayContaining(sortsOf(definition)));
    }
  });
});

describe('the catalogue', () => {
  it.each(CATALOGUE)('shows for each member of $type the name of the vendor', ({ type, members }) => {
    for (const { name, vendor_names: names } of members)
      for (const vendorName of names.slice(0, 1)) {
        const derived = type === 'port' || (type === 'auto_launch' && name === 'kind');
        if (!derived) expect({ vendorName, name: ourName(type, vendorName) }).toEqual({ vendorName, name });
      }
    expect(members.filter(({ vendor_names: names }) => names.length === 0).map(({ name }) => name)).toEqual(
      type === 'process' ? ['project', 'host_id'] : ['project'],
    );
  });

  it.each(CATALOGUE)('finds a member for each column of the export of $type', ({ type, members }) => {
    const columns = new Set(members.map(({ export_column: column }) => column));
    const without = documentedColumns(type).filter((column) => !columns.has(column));
    expect(without.sort()).toEqual([...(ONLY_EXPORTED[type] ?? [])].sort());
  });

  it('is what docs/vocabulary.md says (npm run docs)', () => {
    expect(readFileSync('docs/vocabulary.md', 'utf8')).toBe(vocabularyPage());
  });
});
