import { Fault } from '../../kernel/fault.js';
import { compareKeys } from '../../fleet/order.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import { lostProjectDto, nothingAnswered } from '../question/failures.js';
import type { LostProject } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';

/** What each of several projects answered, and what could not be read. */
interface ProjectParts<T> {
  readonly parts: readonly { readonly project: UpstreamProject; readonly value: T }[];
  readonly lost: readonly LostProject[];
}

/**
 * Asks one project after the other, in the order of their aliases. A project that fails is listed in `lost`.
 *
 * @param read may report what it could not read of a project that it answers otherwise.
 * @throws Problem when all of them fail; the error itself when it ends the whole query.
 */
export async function overProjects<T>(
  projects: readonly UpstreamProject[],
  context: QueryContext,
  read: (project: UpstreamProject, report: (lost: Omit<LostProject, 'project'>) => void) => Promise<T>,
): Promise<ProjectParts<T>> {
  const parts: { project: UpstreamProject; value: T }[] = [];
  const lost: LostProject[] = [];
  for (const project of [...projects].sort((a, b) => compareKeys(a.alias, b.alias))) {
    try {
      const value = await read(project, (what) => lost.push({ project, ...what }));
      parts.push({ project, value });
    } catch (error) {
      if (context.endedBy(error)) throw error;
      lost.push({ project, fault: Fault.from(error) });
    }
  }
  if (parts.length === 0) throw nothingAnswered(lost.map(lostProjectDto));
  return { parts, lost };
}
