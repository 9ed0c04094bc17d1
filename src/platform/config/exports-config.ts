import { IsInt, Max, Min } from 'class-validator';

export class ExportsConfig {
  /** Exports of one caller under way at a time, over all replicas. */
  @IsInt()
  @Min(1)
  @Max(10_000)
  perCaller = 10;

  /** Exports of one project under way at a time, over all replicas. */
  @IsInt()
  @Min(1)
  @Max(10_000)
  perProject = 20;

  /** An export that has not ended by then has failed, in seconds. */
  @IsInt()
  @Min(1)
  @Max(86_400)
  deadlineS = 900;

  /** Wait before the first look at a new export, in milliseconds; each is half as long again as the one before. */
  @IsInt()
  @Min(10)
  @Max(600_000)
  firstPollMs = 1_000;

  /** Longest wait between two looks, in milliseconds. */
  @IsInt()
  @Min(10)
  @Max(600_000)
  maxPollMs = 15_000;

  /** A replica that gives no sign of life for so long has its exports taken over, in milliseconds. */
  @IsInt()
  @Min(500)
  @Max(600_000)
  leaseMs = 10_000;

  /** How long an export's file is handed out, in seconds. */
  @IsInt()
  @Min(60)
  @Max(2_592_000)
  keepS = 86_400;

  /** Largest file taken from upstream, in mebibytes. */
  @IsInt()
  @Min(1)
  @Max(65_536)
  maxFileMib = 1_024;

  /** Disk for files that were fetched and may be asked for again, in mebibytes, for each process. */
  @IsInt()
  @Min(0)
  @Max(1_048_576)
  cacheMib = 2_048;

  /** Such files at most, for each process: each takes a descriptor. As many may be fetched at a time. */
  @IsInt()
  @Min(1)
  @Max(100_000)
  cacheFiles = 64;

  /** How long fetching and checking a file may take, in seconds. */
  @IsInt()
  @Min(1)
  @Max(86_400)
  fetchTimeoutS = 600;

  /** A transfer that brings less than 1 KiB in so many milliseconds is broken off and resumed. */
  @IsInt()
  @Min(100)
  @Max(600_000)
  stallMs = 15_000;

  /** How long an export waits for a full Redis to have room, in seconds. */
  @IsInt()
  @Min(1)
  @Max(86_400)
  fullWaitS = 60;

  /** Largest file of our own fleet query, as it is packed and kept, in mebibytes. */
  @IsInt()
  @Min(1)
  @Max(4_096)
  maxFleetMib = 64;

  /** All such files of one caller together, as they are kept in Redis or in memory, in mebibytes. */
  @IsInt()
  @Min(1)
  @Max(65_536)
  fleetMibPerCaller = 256;

  /** All such files of all callers together, in mebibytes. */
  @IsInt()
  @Min(1)
  @Max(1_048_576)
  fleetMibTotal = 2_048;
}
