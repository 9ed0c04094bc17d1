import type { ConnectedProject } from './connect-project.js';
import type { UpstreamProjects } from './projects.js';

/** All connected projects. */
export class ConnectedProjects implements UpstreamProjects {
  private readonly byAlias: ReadonlyMap<string, ConnectedProject>;

  constructor(
    readonly all: readonly ConnectedProject[],
    private readonly defaultAlias: string,
  ) {
    this.byAlias = new Map(all.map((project) => [project.alias, project]));
  }

  get default(): ConnectedProject {
    return this.byAlias.get(this.defaultAlias) as ConnectedProject;
  }

  find(alias: string): ConnectedProject | undefined {
    return this.byAlias.get(alias);
  }
}
