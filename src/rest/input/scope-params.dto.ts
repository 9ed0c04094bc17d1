import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

/** Which projects a call is about, and how long it may take. */
export class ScopeParamsDto {
  static readonly coercions: Readonly<Record<string, 'text' | 'integer' | 'boolean' | 'list'>> = {
    project: 'text',
    enterprise_project_id: 'text',
    timeout_ms: 'integer',
  };

  @ApiPropertyOptional({ description: 'Alias of a project, or `*` for all that you may see.' })
  @IsOptional()
  @Matches(/^(\*|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/, { message: 'must be an alias of a project, or *' })
  project?: string;

  @ApiPropertyOptional({ description: 'Enterprise project id, `0`, or `all_granted_eps`.' })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{1,64}$/, { message: 'must be an enterprise project id, 0, or all_granted_eps' })
  enterprise_project_id?: string;

  @ApiPropertyOptional({
    minimum: 50,
    maximum: 3_600_000,
    type: 'integer',
    description: 'Deadline in milliseconds.',
  })
  @IsOptional()
  @IsInt()
  @Min(50)
  @Max(3_600_000)
  timeout_ms?: number;
}
