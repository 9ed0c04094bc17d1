import { Inject, Injectable } from '@nestjs/common';
import { Fault } from '../../kernel/fault.js';
import { deadlineAfter } from '../../kernel/abort.js';
import { maySee, type Caller } from '../../platform/http/admission/caller.js';
import { Counter } from '../../platform/limits/counter.js';
import { Problem } from '../../platform/problem/problem.js';
import type { ConnectedProject } from '../../upstream/connect-project.js';
import { ConnectedProjects } from '../../upstream/connected-projects.js';
import { UpstreamProjects } from '../../upstream/projects.js';

/** Timeout of a refresh: enough for three attempts to sign in. A choice. */
const REFRESH_TIMEOUT_MS = 30_000;

/** Shows and refreshes the credentials that this process uses for the vendor. */
@Injectable()
export class UpstreamAccess {
  private readonly refreshing = new Map<ConnectedProject, Promise<void>>();

  constructor(
    @Inject(UpstreamProjects) private readonly projects: ConnectedProjects,
    @Inject(Counter) private readonly counter: Counter,
  ) {}

  /** Returns the projects that the caller may see. */
  visibleTo(caller: Caller): readonly ConnectedProject[] {
    return this.projects.all.filter(({ alias }) => maySee(caller, alias));
  }

  /**
   * Refreshes every credential of the project, or of all projects that the caller may see, and returns these projects.
   * Failures show in their states. Refreshes of a project that overlap are one, because the vendor counts wrong passwords.
   *
   * @throws Problem `not-found` for a project that does not exist or may not be seen; `rate-limited` when any replica
   *   tried a refused credential again less than a minute ago.
   */
  async refresh(caller: Caller, alias: string | undefined): Promise<readonly ConnectedProject[]> {
    const visible = this.visibleTo(caller);
    const wanted = alias === undefined ? visible : visible.filter((project) => project.alias === alias);
    if (alias !== undefined && wanted.length === 0) {
      throw new Problem('not-found', 'There is no such project', {
        errors: [{ pointer: '/project', detail: 'is not known' }],
      });
    }
    await Promise.all(wanted.map((project) => this.refreshLimited(project)));
    return wanted;
  }

  /** Refreshes a project. Tries refused credentials once a minute at most: the vendor locks a user after three to ten failures. */
  private async refreshLimited(project: ConnectedProject): Promise<void> {
    const refused = project.credentials.states().some(({ lastError }) => lastError?.problem !== undefined);
    if (refused && !this.refreshing.has(project)) {
      const taken = await this.counter.take(`refresh of refused ${project.alias}`, 1, 1);
      if (!taken.ok)
        throw new Problem('rate-limited', 'A refused credential is tried again once a minute at most', {
          retryAfterS: Math.max(1, Math.ceil(taken.resetMs / 1_000)),
        });
    }
    await this.refreshOne(project);
  }

  private refreshOne(project: ConnectedProject): Promise<void> {
    const running = this.refreshing.get(project);
    if (running !== undefined) return running;
    const deadline = deadlineAfter(REFRESH_TIMEOUT_MS, () => new Fault('deadline', 'refresh took too long'));
    const done = project.credentials
      .refresh(deadline.signal)
      .catch((error: unknown) => {
        if (!(error instanceof Fault)) throw error;
      })
      .finally(() => {
        deadline.dispose();
        this.refreshing.delete(project);
      });
    this.refreshing.set(project, done);
    return done;
  }
}
