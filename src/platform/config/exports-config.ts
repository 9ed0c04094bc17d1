import { IsInt, Max, Min } from 'class-validator';

export class ExportsConfig {
  /** Unfinished exports of one caller, over all replicas. */
  @IsInt()
  @Min(1)
  @Max(10_000)
  perCaller = 10;

  /** Unfinished exports of one project, over all replicas. */
  @IsInt()
  @Min(1)
  @Max(10_000)
  perProject = 20;

  /** An export that takes longer fails, in seconds. */
  @IsInt()
  @Min(1)
  @Max(86_400)
  deadlineS = 900;

  /** Wait before the first status request of a new export, in milliseconds; each wait is 1.5 times the one before. */
  @IsInt()
  @Min(10)
  @Max(600_000)
  firstPollMs = 1_000;

  /** Longest wait between two status requests, in milliseconds. */
  @IsInt()
  @Min(10)
  @Max(600_000)
  maxPollMs = 15_000;

  /** How long the file of an export can be downloaded, in seconds. */
  @IsInt()
  @Min(60)
  @Max(2_592_000)
  keepS = 86_400;

  /** Largest file downloaded from upstream, in mebibytes. */
  @IsInt()
  @Min(1)
  @Max(65_536)
  maxFileMib = 1_024;

  /** Disk for downloaded files that are kept for further requests, in mebibytes, for each process. */
  @IsInt()
  @Min(0)
  @Max(1_048_576)
  cacheMib = 2_048;

  /** Most such files of a process, as each takes a descriptor; also the most downloads at a time. */
  @IsInt()
  @Min(1)
  @Max(100_000)
  cacheFiles = 64;

  /** How long the download and check of a file may take, in seconds. */
  @IsInt()
  @Min(1)
  @Max(86_400)
  fetchTimeoutS = 600;

  /** A transfer that brings less than 1 KiB in so many milliseconds is cut off and resumed. */
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
