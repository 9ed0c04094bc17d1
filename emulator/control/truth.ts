import type { Fleet } from '../fleet/fleet.js';
import type { Host } from '../fleet/host.js';
import { hostRow } from '../fleet/host-row.js';
import { portRowJson, riskWords } from '../fleet/port-json.js';
import { STRIDE } from '../fleet/port-table.js';
import type { Project } from '../iam/directory.js';
import { ASSET_TYPES, type AssetRow, type AssetType } from '../fleet/assets/row.js';
import { ACCOUNT_MEMBERS } from '../hss/accounts.js';
import { aiComponentRow } from '../hss/ai-components.js';
import { AUTO_LAUNCH_MEMBERS } from '../hss/auto-launches.js';
import { kernelModuleRow } from '../hss/kernel-modules.js';
import { PACKAGE_MEMBERS } from '../hss/packages.js';
import { PROCESS_MEMBERS } from '../hss/processes.js';
import { APP_MEMBERS } from '../hss/software.js';
import { FRAMEWORK_MEMBERS } from '../hss/web-frameworks.js';
import { SITE_MEMBERS } from '../hss/web-sites.js';
import { WEB_SOFTWARE_MEMBERS } from '../hss/web-software.js';
import type { Settings } from '../settings.js';

/** Yields every server of a fleet as an NDJSON line. */
export function* hostTruth(fleet: Fleet): Generator<string> {
  for (const host of fleet.all()) yield `${JSON.stringify(hostRow(fleet.facts, host))}\n`;
}

/** Yields the port rows of a fleet, or of one server, as NDJSON; each chunk holds all rows of one server. */
export function* portTruth(fleet: Fleet, settings: Settings, only?: Host): Generator<string> {
  const words = riskWords(settings.status_unknown);
  for (const host of only === undefined ? fleet.all() : [only]) {
    const table = fleet.makePorts(host.index);
    const scribe = { seed: fleet.seed, host, agentId: fleet.facts.agentId(host), words };
    let lines = '';
    for (let ordinal = 0; ordinal < table.length / STRIDE; ordinal += 1) {
      lines += `${portRowJson(scribe, table, ordinal)}\n`;
    }
    if (lines !== '') yield lines;
  }
}

const PORT_MEMBERS = [
  'agent_id', 'host_id', 'host_name', 'host_ip', 'laddr', 'path', 'pid', 'port', 'status', 'type', 'container_id',
  'container_name',
]; // prettier-ignore

/** Members of each type's rows, as in the fleet-wide or keyed list of the type; plus host_id where that list has none. */
const MEMBERS: Readonly<Record<AssetType, readonly string[]>> = {
  users: ACCOUNT_MEMBERS,
  auto_launch: AUTO_LAUNCH_MEMBERS,
  database: WEB_SOFTWARE_MEMBERS,
  web_cms: WEB_SOFTWARE_MEMBERS,
  web_service: WEB_SOFTWARE_MEMBERS,
  jar_package: PACKAGE_MEMBERS,
  port: PORT_MEMBERS,
  process: ['host_id', ...PROCESS_MEMBERS],
  web_framework: FRAMEWORK_MEMBERS,
  web_site: SITE_MEMBERS,
  app: APP_MEMBERS,
  kernel_module: [],
  ai_component: [],
};

/** Types whose rows are not flat. */
const PRINTERS: Partial<Readonly<Record<AssetType, (row: AssetRow) => unknown>>> = {
  kernel_module: kernelModuleRow,
  ai_component: aiComponentRow,
};

export function isAssetType(text: string): text is AssetType {
  return (ASSET_TYPES as readonly string[]).includes(text);
}

/** Yields the rows of one fingerprint, of the fleet or of one server, as NDJSON lines. @param containersOnly as `category=container`. */
export function* assetTruth(
  project: Project,
  type: AssetType,
  settings: Settings,
  containersOnly: boolean,
  only?: Host,
): Generator<string> {
  const members = [...MEMBERS[type]];
  const printed = PRINTERS[type];
  const text = (row: AssetRow): string =>
    printed === undefined ? JSON.stringify(row, members) : JSON.stringify(printed(row));
  for (const host of only === undefined ? project.fleet.all() : [only]) {
    for (const row of project.assets.makeRowsAt(type, host.index)) {
      if (containersOnly && (row.container_id ?? '') === '') continue;
      const spelt = row.status === 'unknow' ? { ...row, status: settings.status_unknown } : row;
      yield `${text(spelt)}\n`;
    }
  }
}
