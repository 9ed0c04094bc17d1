import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ASSET_DEFINITIONS } from '../../asset-types/all-types.js';
import type { AssetDefinition } from '../../asset-types/definition.js';
import { changeRulesOf } from '../../asset-types/row-changes.js';
import { AppConfig } from '../../platform/config/config.js';
import { ConfigError } from '../../platform/config/config-faults.js';
import { snake } from '../../platform/config/tree.js';
import type { WatchConfig } from '../../platform/config/watches-config.js';
import { Problem } from '../../platform/problem/problem.js';
import type { Schedule } from '../../query/watches/scheduled-reading.js';
import type { Hook, Watch } from '../../query/watches/watch.js';
import { AssetQueries, withoutSharedHost } from '../../rest/asset-queries.js';
import { callsOf } from '../../rest/asset-calls.js';
import type { AssetQuery } from '../../rest/input/asset-dto.js';
import { InputPipe } from '../../rest/input/input.pipe.js';

/** Members of the body of a query that the query of a watch has too, beside the filters of the type. */
const QUERY_MEMBERS = ['hosts', 'host_ids', 'category', 'enterprise_project_id'];

/** The watches and schedules of the configuration, ready to be read. */
@Injectable()
export class ConfiguredWatches {
  /** By name. */
  readonly watches = new Map<string, Watch>();
  readonly schedules = new Map<string, Schedule>();

  constructor(
    @Inject(AppConfig) private readonly config: AppConfig,
    private readonly queries: AssetQueries,
  ) {}

  /** Checks what needs knowledge of asset types. @throws ConfigError with every fault. */
  async load(): Promise<void> {
    const { watches, schedules } = this.config;
    const faults: string[] = [];
    for (const [index, watch] of watches.entries()) {
      const definition = definitionOf(watch.type, `watches[${index}]`, faults);
      if (definition === undefined) continue;
      const query = await checkedQuery(definition, watch, `watches[${index}].query`, faults);
      if (query !== undefined) this.watches.set(watch.name, this.watchOf(definition, watch, query));
    }
    for (const [index, schedule] of schedules.entries()) {
      const definition = definitionOf(schedule.type, `schedules[${index}]`, faults);
      if (definition === undefined) continue;
      const { name, type, project, everyS } = schedule;
      const everyMs = everyS * 1_000;
      const alias = this.aliasOf(project);
      const query = { project: alias, plan: 'auto' } as AssetQuery;
      const { source, input } = this.queries.engineQuery(definition, query);
      // The next reading must not find the one before.
      const maxAgeMs = Math.min(input.maxAgeMs, everyMs / 2);
      this.schedules.set(name, {
        name,
        project: alias,
        type,
        source,
        everyMs,
        input: { ...input, maxAgeMs },
      });
    }
    if (faults.length > 0) throw new ConfigError(faults);
  }

  private watchOf(definition: AssetDefinition, watch: WatchConfig, query: AssetQuery): Watch {
    const { name, type, tell, intervalS, fullEveryS } = watch;
    const project = this.aliasOf(watch.project);
    const { source, input } = this.queries.engineQuery(definition, { ...query, project });
    if (source.keyed === undefined) throw new Error(`rows of ${type} have no list over all hosts`);
    const told = new Set<string>(tell);
    const question = createHash('sha256').update(JSON.stringify([project, type, query]));
    return {
      ...{ name, project, type, source, keyed: source.keyed },
      question: question.digest('base64url').slice(0, 22),
      input: { ...input, maxAgeMs: 0, includeHost: true },
      rules: changeRulesOf(source),
      shape: definition.namesNoHost ? withoutSharedHost : (row) => row,
      tells: (kind, isDanger) => told.has(kind) || (isDanger && told.has('danger')),
      intervalMs: intervalS * 1_000,
      fullEveryMs: fullEveryS * 1_000,
      ...(watch.webhook === undefined ? {} : { hook: this.hookOf(watch.webhook, name) }),
    };
  }

  private hookOf({ url, secrets }: NonNullable<WatchConfig['webhook']>, name: string): Hook {
    const base = this.config.server.publicUrl?.replace(/\/$/, '') ?? '';
    return { url, secrets, link: `${base}/v1/watches/${name}/changes` };
  }

  private aliasOf(project: string | undefined): string {
    return project ?? this.config.defaultProject ?? '';
  }
}

function definitionOf(type: string, at: string, faults: string[]): AssetDefinition | undefined {
  const definition = ASSET_DEFINITIONS.find(({ profile }) => profile.type === type);
  const types = ASSET_DEFINITIONS.map(({ profile }) => profile.type).join(', ');
  if (definition === undefined) faults.push(`${at}.type: must be one of ${types}`);
  return definition;
}

/** Checks the query of a watch as the body of a query is checked. Returns undefined after a fault. */
async function checkedQuery(
  definition: AssetDefinition,
  { query = {}, tell }: WatchConfig,
  at: string,
  faults: string[],
): Promise<AssetQuery | undefined> {
  const before = faults.length;
  const given = snakeKeys(query);
  const names = [...QUERY_MEMBERS, ...Object.keys(definition.filters)];
  for (const name of Object.keys(given))
    if (!names.includes(name)) faults.push(`${at}.${name}: is not one of ${names.join(', ')}`);
  if (tell.includes('danger') && definition.profile.type !== 'port')
    faults.push(`${at.replace(/query$/, 'tell')}: danger is for ports only`);
  if (faults.length > before) return undefined;
  try {
    return await new InputPipe(callsOf(definition).Query, 'body').transform(given);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    for (const { pointer = '', detail } of error.extras.errors ?? [])
      faults.push(`${at}${pointer.replaceAll('/', '.')}: ${detail}`);
    return undefined;
  }
}

/** Undoes what reading a configuration file does to the names of members, one level deep and in `hosts`. */
function snakeKeys(tree: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [
      snake(name),
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? snakeKeys(value as Record<string, unknown>)
        : value,
    ]),
  );
}
