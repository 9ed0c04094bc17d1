import { Fault } from '../../kernel/fault.js';
import { compareKeys } from '../../fleet/order.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import { lostProjectDto, nothingAnswered } from '../question/failures.js';
import type { LostProject } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';

/** What each of several projects answered, by alias, and those that could not. */
interface ProjectParts<T> {
  readonly parts: readonly { readonly project: UpstreamProject; readonly value: T }[];
  readonly lost: readonly LostProject[];
}

/**
 * Asks one project after the other; one that fails is told in `lost`.
 *
 * @throws Problem when all of them fail; the signal's reason when the caller went away.
 */
export async function overProjects<T>(
  projects: readonly UpstreamProject[],
  context: QueryContext,
  read: (project: UpstreamProject) => Promise<T>,
): Promise<ProjectParts<T>> {
  const parts: { project: UpstreamProject; value: T }[] = [];
  const lost: LostProject[] = [];
  for (const project of [...projects].sort((a, b) => compareKeys(a.alias, b.alias))) {
    try {
      parts.push({ project, value: await read(project) });
    } catch (error) {
      if (context.endedBy(error)) throw error;
      lost.push({ project, fault: Fault.from(error) });
    }
  }
  if (parts.length === 0) throw nothingAnswered(lost.map(lostProjectDto));
  return { parts, lost };
}
