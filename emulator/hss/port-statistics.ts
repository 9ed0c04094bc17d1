import { loreOf, UNKNOWN } from '../fleet/knowledge.js';
import type { PortCount } from '../fleet/port-index.js';
import { riskWords } from '../fleet/port-json.js';
import { TYPES } from '../fleet/port-table.js';
import { json, type Listing } from '../gateway/answer.js';
import { badParameter } from '../gateway/refusal.js';
import { riskFilter, typeFilter } from './ports.js';
import type { HssHandler } from './request.js';

/** Largest `port` (source: a live test asks for 99999 and gets an empty page). */
const ANY_INT32 = 2_147_483_647;

/** The place in TYPES from which on the types are those of IPv6. */
const IPV6_FROM = TYPES.indexOf('TCP6');

/** With both, an exact match if the one contains the other, else nothing (source: vendor's reference). */
function portTest(port: number | undefined, text: string | undefined): (line: PortCount) => boolean {
  if (port === undefined && text === undefined) return () => true;
  if (port === undefined) return (line) => String(line.port).includes(text as string);
  if (text === undefined || String(port).includes(text) || text.includes(String(port))) {
    return (line) => line.port === port;
  }
  return () => false;
}

/** Answers `/asset/port/statistics`: ports with the number of servers and containers that have them open. */
export const portStatistics: HssHandler = ({ project, caller, parameters, settings }): Listing => {
  const page = parameters.page(settings);
  const type = typeFilter(parameters);
  if (type >= IPV6_FROM && settings.statistics_ipv6 === 'refused') throw badParameter();
  const risk = riskFilter(parameters);
  const byPort = portTest(parameters.whole('port', 1, ANY_INT32), parameters.text('port_string', 5));
  const sorted = parameters.oneOf('sort_key', ['port']) !== undefined;
  const sign = parameters.oneOf('sort_dir', ['asc', 'desc']) === 'desc' ? -1 : 1;
  const scope = {
    enterpriseProjects: parameters.enterpriseProjects(caller),
    containersOnly: parameters.containersOnly(),
    ipv6Folded: settings.statistics_ipv6 === 'folded',
  };
  const lines = project.fleet
    .index()
    .statistics(scope)
    .filter((line) => (type < 0 || line.type === type) && (risk < 0 || line.risk === risk) && byPort(line));
  if (sorted) lines.sort((a, b) => sign * (a.port - b.port) || a.type - b.type);
  const words = riskWords(settings.status_unknown);
  return {
    ...page,
    total: lines.length,
    slice: (from, to) =>
      lines
        .slice(from, to)
        .map(
          (line) =>
            `{"port":${line.port},"type":"${TYPES[line.type]}","num":${line.num},"status":"${words[line.risk as 0 | 1 | 2]}"}`,
        ),
    phantom: (n) => `{"port":${64_000 + n},"type":"TCP","num":0,"status":"${words[UNKNOWN]}"}`,
  };
};

/** Answers `/asset/common-port-info`: general knowledge about a port. */
export const commonPort: HssHandler = ({ caller, parameters, settings }) => {
  parameters.enterpriseProjects(caller);
  parameters.containersOnly();
  const port = parameters.needWhole('port', 1, 65_535);
  const lore = loreOf(port);
  const words = riskWords(settings.status_unknown);
  return json(200, {
    port,
    type: lore?.udp === true ? 'UDP' : 'TCP',
    status: words[lore?.risk ?? UNKNOWN],
    description: lore?.zh ?? '',
    description_en: lore?.en ?? '',
  });
};
