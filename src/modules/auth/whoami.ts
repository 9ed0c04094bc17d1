import { Inject, Injectable } from '@nestjs/common';
import { maySee, type Caller } from '../../platform/http/admission/caller.js';
import { CallerLimits } from '../../platform/limits/caller-limits.js';
import { UpstreamProjects } from '../../upstream/projects.js';
import { whoamiDto, type WhoamiDto } from './whoami.dto.js';

/** Tells callers what we know of them. */
@Injectable()
export class Whoami {
  constructor(
    @Inject(UpstreamProjects) private readonly projects: UpstreamProjects,
    private readonly limits: CallerLimits,
  ) {}

  of(caller: Caller): WhoamiDto {
    const visible = this.projects.all.map(({ alias }) => alias).filter((alias) => maySee(caller, alias));
    return whoamiDto(caller, visible, this.limits.view(caller));
  }
}
