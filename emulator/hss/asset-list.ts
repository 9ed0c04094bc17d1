import type { AssetRow, AssetType } from '../fleet/assets/row.js';
import { hssError } from '../gateway/errors.js';
import { pageText, type Listing } from '../gateway/answer.js';
import { questionOf, type FilterSpec } from './asset-filter.js';
import { inEnterpriseProjects } from './match.js';
import type { HssHandler, HssRequest, HssRoute } from './request.js';

type TypeOf = AssetType | ((request: HssRequest) => AssetType);

function typeOf(type: TypeOf, request: HssRequest): AssetType {
  return typeof type === 'function' ? type(request) : type;
}

export interface ListSpec {
  readonly path: string;
  readonly type: TypeOf;
  readonly filters: readonly FilterSpec[];
  /** Members of a row in the order of the list, or a function that prints a row. */
  readonly row: readonly string[] | ((row: AssetRow) => unknown);
  readonly category?: boolean;
  readonly partMatch?: boolean;
}

function printer(row: ListSpec['row']): (row: AssetRow) => string {
  if (typeof row === 'function') return (from) => JSON.stringify(row(from));
  // With an array of names JSON.stringify prints those members only, in that order.
  const members = [...row];
  return (from) => JSON.stringify(from, members);
}

/** Answers a paged list over all servers, with one row for each item on each server. */
export function rowList(spec: ListSpec): HssRoute {
  const print = printer(spec.row);
  const handle: HssHandler = (request): Listing => {
    const page = request.parameters.page(request.settings);
    const question = questionOf(request, {
      type: typeOf(spec.type, request),
      filters: spec.filters,
      category: spec.category ?? true,
      partMatch: spec.partMatch ?? false,
    });
    const found = request.project.assets.ask(question);
    return {
      ...page,
      total: found.length,
      slice: (from, to) => found.slice(from, to).map(print),
      phantom: (n) => print({ ...found.slice(0, 1)[0], host_name: `drift-${n}`, host_id: `drift-${n}` }),
    };
  };
  return { method: 'GET', path: spec.path, handle };
}

export interface StatisticsSpec {
  readonly path: string;
  readonly type: TypeOf;
  readonly filters: readonly FilterSpec[];
  /** Members whose values make one line. */
  readonly by: readonly string[];
  /** Names in the answer that differ from the row's. */
  readonly printAs?: Readonly<Record<string, string>>;
  /** Whether rows are counted instead of servers and containers. */
  readonly countRows?: boolean;
  /** Numeric members that are printed as text. */
  readonly asText?: readonly string[];
  readonly category?: boolean;
}

/** Answers a paged list of distinct items with the number of servers and containers that have them. */
export function statisticsList(spec: StatisticsSpec): HssRoute {
  const nameOf = (member: string): string => spec.printAs?.[member] ?? member;
  const handle: HssHandler = (request): Listing => {
    const page = request.parameters.page(request.settings);
    const question = questionOf(request, {
      type: typeOf(spec.type, request),
      filters: spec.filters,
      category: spec.category ?? true,
    });
    const lines = new Map<string, { line: Record<string, unknown>; openers: Set<string>; rows: number }>();
    for (const row of request.project.assets.ask(question).all()) {
      const key = JSON.stringify(spec.by.map((name) => row[name]));
      let entry = lines.get(key);
      if (entry === undefined) {
        const line = Object.fromEntries(
          spec.by.map((name) => [
            nameOf(name),
            spec.asText?.includes(name) === true ? String(row[name]) : row[name],
          ]),
        );
        entry = { line, openers: new Set(), rows: 0 };
        lines.set(key, entry);
      }
      entry.rows += 1;
      entry.openers.add(`${row.host_id} ${row.container_id ?? ''}`);
    }
    const texts = [...lines.values()].map(({ line, openers, rows }) =>
      JSON.stringify({ ...line, num: spec.countRows === true ? rows : openers.size }),
    );
    return {
      ...page,
      total: texts.length,
      slice: (from, to) => texts.slice(from, to),
      phantom: (n) =>
        JSON.stringify({
          ...Object.fromEntries(spec.by.map((name) => [nameOf(name), `drift-${n}`])),
          num: 0,
        }),
    };
  };
  return { method: 'GET', path: spec.path, handle };
}

/** Answers all rows of the server in the path; these lists have no pages. */
export function serverList(spec: ListSpec): HssRoute {
  const print = printer(spec.row);
  const handle: HssHandler = (request) => {
    const host = request.project.fleet.find(request.path.host_id ?? '');
    const question = questionOf(request, {
      type: typeOf(spec.type, request),
      filters: spec.filters,
      category: spec.category ?? true,
    });
    const mask = request.parameters.enterpriseProjects(request.caller);
    if (host === undefined && request.settings.unknown_host === 'not_found') return hssError('HSS.0011');
    const visible = host !== undefined && inEnterpriseProjects(mask)(host);
    const rows = visible
      ? request.project.assets.rows(question.type, host.index).filter((row) => question.row(row))
      : [];
    const texts = rows.map(print);
    if (!request.hasRowFault) return { status: 200, body: pageText(texts.length, texts) };
    return {
      total: texts.length,
      offset: 0,
      limit: texts.length + 10,
      slice: (from, to) => texts.slice(from, to),
    };
  };
  return { method: 'GET', path: spec.path, handle };
}
