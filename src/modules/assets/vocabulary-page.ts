import { CHANGE_DEFINITIONS } from '../../asset-types/changes/change-types.js';
import { memberNames } from '../../asset-types/row-schema.js';
import { CATALOGUE } from './catalogue.js';

/** What one of our names stands for. */
interface Entry {
  readonly vendorNames: Set<string>;
  readonly exportColumns: Set<string>;
  readonly rows: string[];
}

/** Returns `docs/vocabulary.md`: our names of members, the vendor's, and which rows have them. `npm run docs` writes it. */
export function vocabularyPage(): string {
  const entries = new Map<string, Entry>();
  const entryOf = (name: string): Entry => {
    const entry = entries.get(name) ?? { vendorNames: new Set(), exportColumns: new Set(), rows: [] };
    entries.set(name, entry);
    return entry;
  };
  for (const { type, members } of CATALOGUE) {
    for (const { name, vendor_names: names, export_column: column } of members) {
      const entry = entryOf(name);
      for (const each of names) entry.vendorNames.add(each);
      if (column !== null) entry.exportColumns.add(column);
      entry.rows.push(type);
    }
  }
  for (const { type, row, vendorNames } of CHANGE_DEFINITIONS) {
    for (const name of memberNames(row)) {
      const entry = entryOf(name);
      for (const each of vendorNames[name] ?? []) entry.vendorNames.add(each);
      entry.rows.push(`changes of ${type}`);
    }
  }
  const everywhere = CATALOGUE.length + CHANGE_DEFINITIONS.length;
  const lines = [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { vendorNames, exportColumns, rows }]) => {
      const where = rows.length === everywhere ? 'all' : rows.join(', ');
      return `| \`${name}\` | ${codes(vendorNames)} | ${codes(exportColumns)} | ${where} |`;
    });
  return `${HEAD}\n${lines.join('\n')}\n`;
}

const HEAD = `# Vocabulary

One word for one thing: a member has the same name in the rows of every type, in filters, in \`sort\`, in \`fields\`, and in CSV.
The vendor has several names for some of them. They are in this table, in \`GET /v1/assets\`, and in the columns of the vendor's
exports. Nowhere else: a parameter that has a vendor's name is refused with 400, and the answer says our name.

- Times end in \`_at\` and are RFC 3339 in UTC. True and false begin with \`is_\`, \`has_\` or \`can_\`. Units end the name.
- \`created_at\` and \`status_changed_at\` are both \`ctime\`: the vendor explains it as the creation of a file for kernel modules, and
  as the last change of a file's status for web software.
- A dash means that the vendor's rows, or its exports, do not have it.

\`npm run docs\` writes this page from the catalogue.

| our name | the vendor's names | export column | rows that have it |
| --- | --- | --- | --- |`;

function codes(names: ReadonlySet<string>): string {
  return names.size === 0 ? '–' : [...names].map((name) => `\`${name}\``).join(', ');
}
