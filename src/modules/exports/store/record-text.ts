import { isTimeOrderedId } from '../../../kernel/time-ordered-id.js';
import { OFFERED } from '../../../rest/answers/formats.js';
import { EXPORT_TYPES } from '../../../upstream/hss/export-columns.js';
import { EXPORT_STATES, EXPORT_WAITS, type ExportRecord } from '../export-record.js';

/** Version of the members of a record. Records of a release with another version are treated as absent. */
const SHAPE = 2;

type Tree = Readonly<Record<string, unknown>>;

/** Returns the record as text, to be sealed. */
export function textOfRecord(record: ExportRecord): string {
  return JSON.stringify({ shape: SHAPE, record });
}

/** Returns the record that was kept under this id; undefined when the text is not a record, or one of another release. */
export function recordOfText(id: string, text: string): ExportRecord | undefined {
  const kept = parsed(text);
  if (!isTree(kept) || kept['shape'] !== SHAPE || !isTree(kept['record'])) return undefined;
  const { record } = kept;
  return record['id'] === id && isTimeOrderedId(id) && isRecord(record)
    ? (record as unknown as ExportRecord)
    : undefined;
}

/** Returns the value of a JSON text; undefined when it does not parse. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether every member that answers, workers and counters use has the right type. */
function isRecord(record: Tree): boolean {
  const { request } = record;
  return (
    ['version', 'createdAt', 'deadlineAt', 'expiresAt'].every((member) => isInstant(record[member])) &&
    ['startedAt', 'finishedAt', 'bytes', 'rows', 'pointsPerMinute'].every((member) =>
      absentOr(isInstant)(record[member]),
    ) &&
    ['owner', 'project'].every((member) => typeof record[member] === 'string') &&
    ['taskId', 'fileId', 'fileName', 'traceparent'].every((member) => absentOr(isText)(record[member])) &&
    oneOf(EXPORT_STATES)(record['state']) &&
    isTree(request) &&
    isRequest(request) &&
    absentOr(oneOf(EXPORT_WAITS))(record['waitingFor']) &&
    absentOr(isFailure)(record['failure']) &&
    absentOr(isCounts(['requested', 'read', 'answered', 'failed']))(record['hosts']) &&
    absentOr(isList(isTree))(record['failures']) &&
    absentOr(isKept)(record['kept'])
  );
}

function isRequest({ type, category, columns, filter, enterpriseProjectId, fleet }: Tree): boolean {
  return (
    oneOf(EXPORT_TYPES)(type) &&
    isText(category) &&
    isText(enterpriseProjectId) &&
    isList((column) => isTree(column) && isText(column['field']) && isText(column['title']))(columns) &&
    absentOr(isTree)(filter) &&
    absentOr(isFleet)(fleet)
  );
}

function isFleet(fleet: unknown): boolean {
  if (!isTree(fleet) || !isTree(fleet['hosts'])) return false;
  const { ids, selection } = fleet['hosts'];
  const named = isTree(ids) && isText(ids['digest']) && isCounts(['count', 'pieces'])(ids);
  return oneOf(OFFERED.ownFiles)(fleet['format']) && isText(fleet['partial']) && (named || isTree(selection));
}

function isFailure(failure: unknown): boolean {
  return isTree(failure) && isText(failure['code']) && isText(failure['title']);
}

function isKept(kept: unknown): boolean {
  return isTree(kept) && isText(kept['name']) && isText(kept['digest']) && isCounts(['pieces'])(kept);
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** Whether the value is a count, or milliseconds that a date can be made of. */
function isInstant(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 8.64e15;
}

const absentOr =
  (test: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || test(value);

const oneOf =
  (words: readonly string[]) =>
  (value: unknown): boolean =>
    words.some((word) => word === value);

const isList =
  (test: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(test);

const isCounts =
  (members: readonly string[]) =>
  (value: unknown): boolean =>
    isTree(value) && members.every((member) => isInstant(value[member]));
