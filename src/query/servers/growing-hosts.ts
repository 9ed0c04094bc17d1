import { GrowingList, type Items } from '../../fleet/growing-list.js';
import { PackedIds } from '../../fleet/packed-ids.js';
import { CallSignal } from '../../kernel/call-signal.js';
import { Fault } from '../../kernel/fault.js';
import type { HssHost } from '../../upstream/hss/hosts.js';
import type { ListPage } from '../../upstream/hss/list.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { ProjectFailure } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import type { Target } from '../question/target.js';
import type { HostDirectory } from './host-directory.js';

/** The list of a project's servers that is being read. */
export interface HostListing {
  readonly project: UpstreamProject;
  readonly enterpriseProjectId: string;
  /** Its first page, where it is here already. */
  readonly first: ListPage<HssHost> | undefined;
}

/** Hosts that are still being listed. */
interface GrowingHosts {
  readonly growth: GrowingList<Target>;
  /** Why some of them may be missing: filled before the list ends. */
  readonly projectFailures: readonly ProjectFailure[];
}

/** The servers of a project by their ids: each is made when it is asked for, and held by whoever asked only. */
class PackedHosts implements Items<Target> {
  readonly ids = new PackedIds();

  constructor(private readonly project: UpstreamProject) {}

  get length(): number {
    return this.ids.length;
  }

  at(place: number): Target | undefined {
    const hostId = this.ids.at(place);
    return hostId === undefined ? undefined : { project: this.project, hostId };
  }
}

/**
 * Begins to list all servers of a project, and returns at once. What keeps the list from being read whole becomes a failure of
 * the project, unless it ends the whole query.
 */
export function growingHosts(
  directory: HostDirectory,
  { project, enterpriseProjectId, first }: HostListing,
  context: QueryContext,
): GrowingHosts {
  const projectFailures: ProjectFailure[] = [];
  const { signal } = context;
  const listing = new CallSignal();
  const follow = (): void => listing.abort(signal.reason);
  if (signal.aborted) follow();
  else signal.addEventListener('abort', follow, { once: true });
  const hosts = new PackedHosts(project);
  const growth = new GrowingList(hosts, () =>
    listing.abort(new Fault('cancelled', 'nobody reads the answer any more')),
  );
  const { ids } = hosts;
  const onIds = (): void => growth.grew();
  const page = first === undefined ? {} : { first };
  const read = async (): Promise<void> => {
    try {
      const sends = context.under(listing);
      const fault = await directory.eachId(project, { enterpriseProjectId }, sends, { ...page, ids, onIds });
      if (fault !== undefined) projectFailures.push({ project, fault });
      growth.end();
    } catch (error) {
      const fault = Fault.from(error);
      if (context.endedBy(fault)) growth.end(fault);
      else {
        projectFailures.push({ project, fault });
        growth.end();
      }
    } finally {
      signal.removeEventListener('abort', follow);
    }
  };
  void read();
  return { growth, projectFailures };
}
