import { IsInt, Matches, Max, Min } from 'class-validator';

export class JobsConfig {
  /** Jobs of one kind at a time in each process. */
  @IsInt()
  @Min(1)
  @Max(1_000)
  concurrency = 16;

  /** Begins the names of the keys in Redis, after `redis.key_prefix`. */
  @Matches(/^[A-Za-z0-9_-]{1,32}$/)
  prefix = 'jobs';
}
