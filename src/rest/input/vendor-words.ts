import type { RowFilter } from '../../asset-types/row-filter.js';
import type { VendorNames } from '../../upstream/hss/assets/members.js';

/** Names that the vendor uses, each with ours. */
export type OurNames = Readonly<Record<string, string>>;

/** Returns our name of each member that the vendor calls otherwise. Where the vendor's name stands for several, the first wins. */
export function ourNamesOf(vendorNames: VendorNames): OurNames {
  const ours: Record<string, string> = {};
  for (const [name, vendors] of Object.entries(vendorNames))
    for (const vendor of vendors) if (!Object.hasOwn(vendorNames, vendor)) ours[vendor] ??= name;
  return ours;
}

/** Sorts names that are no filters, the vendor's and those of members, by whether a filter compares what they mean. */
export function unknownNames(
  filters: Readonly<Record<string, RowFilter>>,
  members: readonly string[],
  ours: OurNames,
): { readonly instead: OurNames; readonly onlyInRows: OurNames } {
  const filterOf = new Map(Object.entries(filters).map(([name, { member = name }]) => [member, name]));
  const instead: Record<string, string> = {};
  const onlyInRows: Record<string, string> = {};
  const meant = [...members.map((member) => [member, member] as const), ...Object.entries(ours)];
  for (const [name, member] of meant) {
    const filter = filterOf.get(member);
    if (filter !== undefined) instead[name] = filter;
    else if (name !== member) onlyInRows[name] = member;
  }
  return { instead, onlyInRows };
}

/** Returns what a fault of a list of names adds: our name of each of the vendor's in it. */
export function hintOf(given: readonly string[] | undefined, ours: OurNames): string {
  const names = [...new Set(given?.map((text) => text.replace(/^-/, '')))].filter((name) =>
    Object.hasOwn(ours, name),
  );
  return names.map((name) => `; the vendor's ${name} is ${ours[name] ?? ''} here`).join('');
}
