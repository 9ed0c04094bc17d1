import type { Fleet } from '../fleet/fleet.js';
import { json } from '../gateway/answer.js';
import { bareError, hssError } from '../gateway/errors.js';
import { badParameter } from '../gateway/refusal.js';
import { readObject, texts } from './body.js';
import type { HssHandler, HssRequest, HssRoute } from './request.js';

/** Types that can be collected manually on one server; one of them has two spellings. */
const COLLECTABLE = [
  'web-app',
  'web-service',
  'web-framework',
  'web-framwork',
  'web-site',
  'midware',
  'database',
  'kernel-module',
] as const;

/** Servers or groups of one fleet-wide collection (source: vendor's reference). */
const MAX_TARGETS = 200;

interface Scan {
  /** How often "scanning" is still answered. */
  polls: number;
  doneAt: number;
}

/** Manual collections: of one type on one server, and of everything on many. */
export class Collections {
  private readonly scans = new WeakMap<Fleet, Map<string, Scan>>();
  private readonly fleetWide = new WeakMap<Fleet, { polls: number }>();

  readonly routes: readonly HssRoute[] = [
    { method: 'POST', path: '/asset/manual-collect/{type}', handle: (request) => this.start(request) },
    { method: 'GET', path: '/asset/manual-collect/{type}', handle: (request) => this.state(request) },
    { method: 'POST', path: '/asset/assign-task', handle: (request) => this.assign(request) },
    { method: 'GET', path: '/asset/assign-task', handle: (request) => this.assigned(request) },
  ];

  private readonly start: HssHandler = (request) => {
    const { project, parameters, settings } = request;
    const type = typeOf(request);
    const host = project.fleet.find(parameters.needText('host_id'));
    if (host === undefined) return bareError();
    if (host.agent === 'offline') return hssError('HSS.1007');
    if (host.agent !== 'online') return hssError('HSS.1001');
    const scans = this.scans.get(project.fleet) ?? new Map<string, Scan>();
    this.scans.set(
      project.fleet,
      scans.set(`${host.id} ${type}`, { polls: settings.collect_polls, doneAt: 0 }),
    );
    return { status: 200 };
  };

  private readonly state: HssHandler = (request) => {
    const { project, parameters } = request;
    const type = typeOf(request);
    const scan = this.scans.get(project.fleet)?.get(`${parameters.needText('host_id')} ${type}`);
    if (scan === undefined) return json(200, { scan_status: 'neverscan', scanned_time: 0 });
    if (scan.polls > 0) {
      scan.polls -= 1;
      return json(200, { scan_status: 'scanning', scanned_time: 0 });
    }
    if (scan.doneAt === 0) scan.doneAt = Date.now();
    return json(200, { scan_status: 'scanned', scanned_time: scan.doneAt });
  };

  private readonly assign: HssHandler = ({ project, parameters, body, settings }) => {
    parameters.containersOnly();
    const { host_ids, server_group, all_hosts } = readObject(body);
    const targets = texts(host_ids, MAX_TARGETS).length + texts(server_group, MAX_TARGETS).length;
    if (all_hosts !== undefined && typeof all_hosts !== 'boolean') throw badParameter();
    if (targets === 0 && all_hosts !== true) throw badParameter();
    this.fleetWide.set(project.fleet, { polls: settings.collect_polls });
    return json(200, { error: '' });
  };

  private readonly assigned: HssHandler = ({ project, parameters }) => {
    parameters.containersOnly();
    const task = this.fleetWide.get(project.fleet);
    if (task === undefined || task.polls <= 0) return json(200, { exist: false });
    task.polls -= 1;
    return json(200, { exist: true });
  };
}

/** Returns the type in the path, one name for both spellings; a setting may accept only one of them. */
function typeOf({ path, settings, parameters, caller }: HssRequest): string {
  parameters.enterpriseProjects(caller);
  const type = path.type as (typeof COLLECTABLE)[number];
  const framework = type === 'web-framework' || type === 'web-framwork';
  if (!COLLECTABLE.includes(type)) throw badParameter();
  if (framework && settings.collect_spelling !== 'both' && settings.collect_spelling !== type)
    throw badParameter();
  return framework ? 'web-framework' : type;
}
