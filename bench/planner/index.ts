import { cpus } from 'node:os';
import { startCloud, type Cloud } from '../cloud.js';
import { freePort } from '../free-port.js';
import { compareChoices } from './choice.js';
import { measureChanges } from './changes.js';
import { measureQuota } from './quota.js';
import { PlannerRig, type Run } from './rig.js';
import { plannerReport } from './report.js';
import type { FirstQuestion, PlannerResult } from './result.js';
import { measureTypes } from './types.js';
import { readTruth, sameRows, type Truth, type TruePort } from '../../test/support/truth/ports.js';

export interface PlannerBenchOptions {
  /** Default 10 000. */
  readonly hosts?: number;
  /** Random questions; default 200. */
  readonly queries?: number;
  readonly seed?: number;
}

/** Measures what the planner saves, in calls that the emulator counted. Returns the figures and a section of Markdown. */
export async function benchPlanner(
  options: PlannerBenchOptions = {},
): Promise<{ section: string; result: PlannerResult }> {
  const { hosts = 10_000, queries = 200, seed = 20_261_121 } = options;
  const started = performance.now();
  const cloud = await startCloud(hosts, 0);
  const port = await freePort();
  try {
    const truth = await readTruth(cloud.url);
    console.log(`planner: ${truth.hosts.length} servers, ${truth.rows.length} rows; first questions …`);
    const first = await firstQuestions(cloud, port, truth);
    console.log('planner: a whole fleet under quota …');
    const quota = await measureQuota(cloud, port, truth);
    console.log('planner: changes …');
    const changes = await measureChanges(cloud, port, truth);
    console.log('planner: the twelve types …');
    const types = await measureTypes(port);
    console.log(`planner: ${queries} random questions …`);
    const comparisons = await compareChoices(cloud, truth, queries, seed, (done) => {
      if (done % 20 === 0) console.log(`planner: ${done} of ${queries}`);
    });
    const result: PlannerResult = {
      machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}, ${process.platform}`,
      date: new Date().toISOString().slice(0, 10),
      hosts: truth.hosts.length,
      rows: truth.rows.length,
      ports: new Set(truth.rows.map(({ port }) => port)).size,
      seed,
      first,
      comparisons,
      quota,
      changes,
      types,
      tookS: (performance.now() - started) / 1_000,
    };
    return { section: plannerReport(result), result };
  } finally {
    await cloud.child.stop();
  }
}

interface Question {
  readonly name: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly wants: (row: TruePort) => boolean;
  readonly demand: string;
  readonly most: (perHostCalls: number) => number;
}

async function firstQuestions(cloud: Cloud, port: number, truth: Truth): Promise<FirstQuestion[]> {
  const everything = { hosts: { all: true } };
  // Ask about servers with one page of rows, as most have: with more pages, every plan makes a call for each page.
  const named = oneEach(truth, 10);
  const questions: Question[] = [
    {
      name: 'the whole fleet',
      body: everything,
      wants: () => true,
      demand: 'at most 1/8 of `per-host`',
      most: (perHost) => perHost / 8,
    },
    {
      name: 'who listens on 22',
      body: { ...everything, port: 22 },
      wants: ({ port }) => port === 22,
      demand: 'at most 60',
      most: () => 60,
    },
    {
      name: 'everything dangerous',
      body: { ...everything, status: 'danger' },
      wants: ({ status }) => status === 'danger',
      demand: 'at most 1/20 of `per-host`',
      most: (perHost) => perHost / 20,
    },
    {
      name: 'ten named servers',
      body: { host_ids: named },
      wants: ({ host_id: id }) => named.includes(id),
      demand: 'at most 10',
      most: () => 10,
    },
  ];
  const results: FirstQuestion[] = [];
  for (const { name, body, wants, demand, most } of questions) {
    const wanted = truth.rows.filter(wants);
    const chosen = await askNew(cloud, port, { ...body, max_age: 0 });
    const perHost = await askNew(cloud, port, { ...body, max_age: 0, plan: 'per-host' });
    results.push({
      name,
      chosen: chosen.summary?.plan ?? '',
      calls: chosen.calls,
      wallMs: chosen.wallMs,
      perHostCalls: perHost.calls,
      demand,
      met: chosen.calls <= most(perHost.calls),
      rowsEqual: sameRows(chosen.rows, wanted) && sameRows(perHost.rows, wanted),
    });
  }
  return results;
}

/** Sends a query to a process that was just started and has empty caches. */
async function askNew(cloud: Cloud, port: number, body: Readonly<Record<string, unknown>>): Promise<Run> {
  const rig = await PlannerRig.start(port, cloud);
  try {
    return await rig.ask(body);
  } finally {
    await rig.stop();
  }
}

/** Returns servers whose rows fit one page, spread evenly over the fleet. */
function oneEach({ hosts, rows }: Truth, count: number): string[] {
  const counts = new Map<string, number>();
  for (const { host_id: id } of rows) counts.set(id, (counts.get(id) ?? 0) + 1);
  const usual = hosts.map(({ host_id: id }) => id).filter((id) => (counts.get(id) ?? 0) <= 150);
  return Array.from({ length: count }, (_, at) => usual[Math.floor((at * usual.length) / count)] as string);
}
