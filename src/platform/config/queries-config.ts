import { IsInt, Max, Min } from 'class-validator';

export class QueriesConfig {
  /** Background queries of one caller under way, over all replicas. */
  @IsInt()
  @Min(1)
  @Max(10_000)
  perCaller = 10;

  /** Chunks of background queries that one process reads at a time: of up to 100 hosts, or of some ports. */
  @IsInt()
  @Min(1)
  @Max(100)
  concurrency = 4;

  /** Hosts that were not read so many seconds after the order become failures. */
  @IsInt()
  @Min(1)
  @Max(604_800)
  deadlineS = 14_400;

  /** How long a background query and its rows are kept after the order, in seconds; at least `deadline_s`. */
  @IsInt()
  @Min(60)
  @Max(2_592_000)
  keepS = 86_400;

  /** Memory for the packed rows of one background query, in mebibytes. */
  @IsInt()
  @Min(1)
  @Max(65_536)
  mib = 128;

  /** Memory for the packed rows of all background queries of a caller, in mebibytes. */
  @IsInt()
  @Min(1)
  @Max(65_536)
  mibPerCaller = 256;

  /** Memory for the packed rows of all background queries, in mebibytes: in Redis, or in the process without it. */
  @IsInt()
  @Min(1)
  @Max(1_048_576)
  mibTotal = 512;
}
