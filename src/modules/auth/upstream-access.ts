import { Inject, Injectable } from '@nestjs/common';
import { Fault } from '../../kernel/fault.js';
import { deadlineAfter } from '../../kernel/abort.js';
import { maySee, type Caller } from '../../platform/http/admission/caller.js';
import { Counter } from '../../platform/limits/counter.js';
import { Problem } from '../../platform/problem/problem.js';
import type { ConnectedProject } from '../../upstream/connect-project.js';
import { ConnectedProjects } from '../../upstream/connected-projects.js';
import { UpstreamProjects } from '../../upstream/projects.js';

/** How long a refresh may take; choice: three attempts of the sign-in call and their pauses. */
const REFRESH_TIMEOUT_MS = 30_000;

/** How this process signs in upstream, for callers that may look into it. */
@Injectable()
export class UpstreamAccess {
  private readonly refreshing = new Map<ConnectedProject, Promise<void>>();

  constructor(
    @Inject(UpstreamProjects) private readonly projects: ConnectedProjects,
    @Inject(Counter) private readonly counter: Counter,
  ) {}

  visibleTo(caller: Caller): readonly ConnectedProject[] {
    return this.projects.all.filter(({ alias }) => maySee(caller, alias));
  }

  /**
   * Has every credential of the project, or of all that the caller may see, fetched anew; gives those projects. What
   * fails shows in their states. Refreshes that overlap are one: each costs the vendor's patience with a wrong password.
   *
   * @throws Problem `not-found` for a project that does not exist or may not be seen; `rate-limited` when a credential
   *   that is refused was tried anew less than a minute ago, by whichever replica.
   */
  async refresh(caller: Caller, alias: string | undefined): Promise<readonly ConnectedProject[]> {
    const visible = this.visibleTo(caller);
    const wanted = alias === undefined ? visible : visible.filter((project) => project.alias === alias);
    if (alias !== undefined && wanted.length === 0) {
      throw new Problem('not-found', 'There is no such project', {
        errors: [{ pointer: '/project', detail: 'is not known' }],
      });
    }
    await Promise.all(wanted.map((project) => this.refreshWithCare(project)));
    return wanted;
  }

  /** As `refreshOne`, but what was refused is not tried again and again: the vendor locks a user after three to ten failures. */
  private async refreshWithCare(project: ConnectedProject): Promise<void> {
    const refused = project.credentials.states().some(({ lastError }) => lastError?.problem !== undefined);
    if (refused && !this.refreshing.has(project)) {
      const taken = await this.counter.take(`refresh of refused ${project.alias}`, 1, 1);
      if (!taken.ok)
        throw new Problem('rate-limited', 'A refused credential is tried anew once a minute at most', {
          retryAfterS: Math.max(1, Math.ceil(taken.resetMs / 1_000)),
        });
    }
    await this.refreshOne(project);
  }

  private refreshOne(project: ConnectedProject): Promise<void> {
    const under = this.refreshing.get(project);
    if (under !== undefined) return under;
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
