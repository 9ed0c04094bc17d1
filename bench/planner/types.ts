import { startCloud, type Cloud } from '../cloud.js';
import { PlannerRig } from './rig.js';

const HOSTS = 1_000;
/** Most rows in one page of the vendor. */
const PAGE = 200;
const PLANS = ['by-port', 'per-host'];
const TYPES = [
  'port',
  'users',
  'process',
  'app',
  'auto_launch',
  'web_cms',
  'web_service',
  'database',
  'web_framework',
  'web_site',
  'jar_package',
  'kernel_module',
];

/** The figures of one query about all rows of a type. */
export interface TypeCost {
  readonly type: string;
  readonly rows: number;
  /** Rows that the emulator's fleet has. */
  readonly trueRows: number;
  readonly chosen: string;
  /** Calls of the first query about the type, when nothing of it is cached. */
  readonly first: number;
  readonly calls: number;
  /** Calls of each forced plan; null where it is refused or would not give the same rows. */
  readonly forced: Readonly<Record<string, number | null>>;
  readonly cheapest: number;
  /** Pages that the rows fill: no plan can make fewer calls. */
  readonly pages: number;
}

/** Reads each of the twelve types of 1 000 servers, with the planner's choice and with each plan that gives the same rows. */
export async function measureTypes(port: number): Promise<TypeCost[]> {
  const cloud = await startCloud(HOSTS, 0);
  const rig = await PlannerRig.start(port, cloud, { cacheMib: 0, hostsMaxAgeS: 0 });
  try {
    const costs: TypeCost[] = [];
    for (const type of TYPES) costs.push(await measureType(cloud, rig, type));
    return costs;
  } finally {
    await rig.stop();
    await cloud.child.stop();
  }
}

async function measureType(cloud: Cloud, rig: PlannerRig, type: string): Promise<TypeCost> {
  const path = `/v1/assets/${type}/query`;
  const body = { hosts: { all: true }, max_age: 0 };
  const first = await rig.ask({ ...body, explain: true }, Infinity, path);
  const chosen = await rig.ask({ ...body, explain: true }, Infinity, path);
  const exact = new Set(
    (chosen.summary?.explanation?.plans ?? []).filter(({ calls }) => calls !== null).map(({ plan }) => plan),
  );
  const forced: Record<string, number | null> = {};
  let cheapest = chosen.calls;
  for (const plan of PLANS) {
    const run = exact.has(plan) ? await rig.ask({ ...body, plan }, Infinity, path) : undefined;
    forced[plan] = run?.kind === 'answered' && run.failures === 0 ? run.calls : null;
    cheapest = Math.min(cheapest, forced[plan] ?? Infinity);
  }
  return {
    type,
    rows: chosen.rows.length,
    trueRows: await trueRows(cloud, type),
    chosen: chosen.summary?.plan ?? '',
    first: first.calls,
    calls: chosen.calls,
    forced,
    cheapest,
    pages: Math.ceil(chosen.rows.length / PAGE),
  };
}

async function trueRows(cloud: Cloud, type: string): Promise<number> {
  const response = await fetch(`${cloud.url}/__emulator/fleet/assets/${type}`);
  if (!response.ok) throw new Error(`${type}: ${response.status} ${await response.text()}`);
  return (await response.text()).split('\n').filter((line) => line !== '').length;
}
