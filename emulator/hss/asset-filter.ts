import type { Host } from '../fleet/host.js';
import type { AssetQuestion } from '../fleet/assets/asset-book.js';
import type { AssetRow, AssetType } from '../fleet/assets/row.js';
import type { Parameters } from '../gateway/parameters.js';
import { fuzzy, inEnterpriseProjects } from './match.js';
import type { HssRequest } from './request.js';

/** A query parameter that narrows a list by one member of its rows. */
export interface FilterSpec {
  readonly name: string;
  /** Member of the row; the parameter's own name by default. */
  readonly field?: string;
  /** `part`: always in part; `choice`: in part when `part_match` says so; `exact`, the default: the whole text. */
  readonly match?: 'exact' | 'part' | 'choice';
  readonly as?: 'text' | 'flag';
  readonly needed?: boolean;
  readonly words?: readonly string[];
  readonly max?: number;
}

/** Parameters about the server that most lists have. Names match in part (choice: lists without `part_match` do not say). */
export function hostFilters(match: 'part' | 'choice', ipName = 'host_ip'): readonly FilterSpec[] {
  return [
    { name: 'host_name', match },
    { name: ipName, field: 'host_ip', match: match === 'choice' ? 'choice' : 'exact' },
  ];
}

const OF_HOST: Readonly<Record<string, (host: Host) => string>> = {
  host_id: (host) => host.id,
  host_name: (host) => host.name,
  host_ip: (host) => host.ip,
};

function readValue(parameters: Parameters, spec: FilterSpec): string | boolean | undefined {
  if (spec.as === 'flag') return parameters.flag(spec.name);
  if (spec.words !== undefined) {
    return spec.needed === true
      ? parameters.needOneOf(spec.name, spec.words)
      : parameters.oneOf(spec.name, spec.words);
  }
  return spec.needed === true
    ? parameters.needText(spec.name, spec.max)
    : parameters.text(spec.name, spec.max);
}

function testOf(value: string | boolean, inPart: boolean): (member: unknown) => boolean {
  if (typeof value === 'boolean') return (member) => member === value;
  if (!inPart) return (member) => String(member) === value;
  const match = fuzzy(value);
  return (member) => match(String(member));
}

export interface QuestionParts {
  readonly type: AssetType;
  readonly filters: readonly FilterSpec[];
  /** Whether the list knows `category`. */
  readonly category: boolean;
  /** Whether `part_match` has an effect. */
  readonly partMatch?: boolean;
}

/** Returns the filter that a request sets on the fleet's rows. @throws Refusal HSS.0001 for parameters out of range. */
export function questionOf(request: HssRequest, parts: QuestionParts): AssetQuestion {
  const { parameters, caller } = request;
  const mask = parameters.enterpriseProjects(caller);
  const containersOnly = parts.category && parameters.containersOnly();
  const inPart = parameters.flag('part_match') === true && parts.partMatch === true;
  const hostTests: ((host: Host) => boolean)[] = [inEnterpriseProjects(mask)];
  const rowTests: ((row: AssetRow) => boolean)[] = [];
  if (containersOnly) rowTests.push((row) => row.container_id !== '');
  const values: unknown[] = [mask, containersOnly, inPart];
  for (const spec of parts.filters) {
    const value = readValue(parameters, spec);
    values.push(spec.name, value);
    if (value === undefined) continue;
    const field = spec.field ?? spec.name;
    const test = testOf(value, spec.match === 'part' || (spec.match === 'choice' && inPart));
    const ofHost = OF_HOST[field];
    if (ofHost !== undefined) hostTests.push((host) => test(ofHost(host)));
    else rowTests.push((row) => test(row[field]));
  }
  return {
    type: parts.type,
    key: JSON.stringify(values),
    host: (host) => hostTests.every((test) => test(host)),
    row: (row) => rowTests.every((test) => test(row)),
  };
}
