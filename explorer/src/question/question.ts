import { OPERATIONS, type Answer, type StreamId } from 'portolan-client';
import { tokensIn, type Token } from './tokens.js';

export type AssetTypeInfo = Answer<'getAssetCatalogue'>['items'][number];
export type FilterInfo = AssetTypeInfo['filters'][number];

/** A question as the service takes it. */
export interface Question {
  readonly type: AssetTypeInfo;
  readonly operation: StreamId;
  /** Without what only streams have: sent to the service as it is. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** A word that means nothing here. */
export interface QuestionFault {
  readonly name: string;
  readonly value: string;
}

/** Properties of hosts by the names that a question may use for them. */
export const HOST_NAMES: Readonly<Record<string, readonly string[]>> = {
  name: ['host', 'host_name'],
  ip: ['ip', 'host_ip'],
  group: ['group', 'host_group'],
  os: ['os', 'host_os'],
  tag: ['tag', 'host_tag'],
  agent_status: ['agent', 'agent_status', 'host_agent_status'],
  protect_status: ['protect_status', 'host_protect_status'],
  status: ['power', 'host_status'],
};

/** Names that are about the question as a whole. */
const QUESTION_NAMES = ['type', 'project', 'max_age', 'category', 'plan', 'host_id'] as const;

const PORTS = /^\d{1,5}(-\d{1,5})?$/;

/** Returns the type that a question is about; ports where it names none. */
export function typeIn(text: string, types: readonly AssetTypeInfo[]): AssetTypeInfo | undefined {
  const name = tokensIn(text).find((token) => token.name === 'type')?.values[0] ?? 'port';
  return types.find(({ type }) => type === name);
}

/** Returns the filter of a type that a name means: its own, or the first that ends with it, as `app_name` for `name`. */
export function filterOf({ filters }: AssetTypeInfo, name: string): FilterInfo | undefined {
  return (
    filters.find((filter) => filter.name === name) ??
    filters.find((filter) => filter.name.endsWith(`_${name}`))
  );
}

/** Returns the call that answers questions about a type. */
export function operationOf(type: string): StreamId {
  if (type === 'port') return 'queryPorts';
  const path = `/v1/assets/${type}/query`;
  return Object.keys(OPERATIONS).find(
    (id) => OPERATIONS[id as keyof typeof OPERATIONS][1] === path,
  ) as StreamId;
}

/** Returns the question that a text asks, or what in it means nothing. */
export function questionIn(text: string, types: readonly AssetTypeInfo[]): Question | QuestionFault[] {
  const type = typeIn(text, types);
  const tokens = tokensIn(text);
  if (type === undefined)
    return [{ name: 'type', value: tokens.find(({ name }) => name === 'type')?.values[0] ?? '' }];
  const input: Record<string, unknown> = {};
  const hosts: Record<string, string[]> = {};
  const faults: QuestionFault[] = [];
  for (const token of tokens)
    if (!takeWord(token, type, { input, hosts }))
      faults.push({ name: token.name, value: token.values.join(',') });
  if (faults.length > 0) return faults;
  if (Object.keys(hosts).length > 0) input['hosts'] = hosts;
  return { type, operation: operationOf(type.type), input };
}

interface Asked {
  readonly input: Record<string, unknown>;
  readonly hosts: Record<string, string[]>;
}

/** Writes what a word asks into the question. Returns false when it means nothing. */
function takeWord({ name, values }: Token, type: AssetTypeInfo, { input, hosts }: Asked): boolean {
  const [first = ''] = values;
  if (name === 'type') return true;
  if (name === '') return takeBareWord(first, type, { input, hosts });
  if (name === 'max_age') {
    input['max_age'] = Number(first);
    return /^\d{1,5}$/.test(first);
  }
  if (name === 'host_id') {
    input['host_ids'] = values;
    return true;
  }
  if ((QUESTION_NAMES as readonly string[]).includes(name)) {
    input[name] = first;
    return true;
  }
  const property = Object.entries(HOST_NAMES).find(([, names]) => names.includes(name))?.[0];
  const filter = filterOf(type, name);
  if (property !== undefined && filter?.name !== name) {
    hosts[property] = [...(hosts[property] ?? []), ...values];
    return true;
  }
  if (filter === undefined) return false;
  input[filter.name] = valueOf(filter, values, input[filter.name]);
  return true;
}

/** A number is a port; any other word a part of a host's name. */
function takeBareWord(word: string, type: AssetTypeInfo, { input, hosts }: Asked): boolean {
  const filter = filterOf(type, 'port');
  if (filter?.kind === 'ports' && PORTS.test(word))
    input['port'] = [...((input['port'] as string[] | undefined) ?? []), word];
  else hosts['name'] = [...(hosts['name'] ?? []), word];
  return true;
}

function valueOf({ kind }: FilterInfo, values: readonly string[], before: unknown): unknown {
  if (kind === 'contains') return values.join(',');
  if (kind === 'flag') return /^(true|yes|1)$/i.test(values[0] ?? '');
  return [...((before as string[] | undefined) ?? []), ...values];
}
