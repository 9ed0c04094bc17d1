import { Fault } from '../../kernel/fault.js';
import { compareKeys } from '../../fleet/order.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import { projectFailureDto, nothingAnswered } from '../question/failures.js';
import type { ProjectFailure } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';

/** What each of several projects answered, and which ones could not be read. */
interface ProjectParts<T> {
  readonly parts: readonly { readonly project: UpstreamProject; readonly value: T }[];
  readonly projectFailures: readonly ProjectFailure[];
}

/**
 * Asks one project after the other, in the order of their aliases. A project that fails is listed in `projectFailures`.
 *
 * @param read reads one project; reports what could not be read where the rest of the project could.
 * @throws Problem when all of them fail; the error itself when it ends the whole query.
 */
export async function overProjects<T>(
  projects: readonly UpstreamProject[],
  context: QueryContext,
  read: (
    project: UpstreamProject,
    report: (projectFailures: Omit<ProjectFailure, 'project'>) => void,
  ) => Promise<T>,
): Promise<ProjectParts<T>> {
  const parts: { project: UpstreamProject; value: T }[] = [];
  const projectFailures: ProjectFailure[] = [];
  for (const project of [...projects].sort((a, b) => compareKeys(a.alias, b.alias))) {
    try {
      const value = await read(project, (what) => projectFailures.push({ project, ...what }));
      parts.push({ project, value });
    } catch (error) {
      if (context.endedBy(error)) throw error;
      projectFailures.push({ project, fault: Fault.from(error) });
    }
  }
  if (parts.length === 0) throw nothingAnswered(projectFailures.map(projectFailureDto));
  return { parts, projectFailures };
}
