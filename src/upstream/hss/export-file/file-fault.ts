import { Fault } from '../../../kernel/fault.js';

/** Why a file that was downloaded is of no use. The list is closed; the sentences are read by callers. */
const FILE_FAULTS = {
  empty: 'the file has no bytes',
  truncated: 'the file is cut short',
  too_large: 'the file is larger than this service takes',
  not_an_archive: 'what came is not a ZIP archive',
  damaged: 'the archive is damaged',
  checksum: 'the archive does not match its own checksums',
  encrypted: 'the archive is encrypted',
  unsafe_name: 'the archive names a file outside of itself',
  too_many_entries: 'the archive has too many entries',
  entry_count: 'the archive has other entries than it counts',
  overlap: 'parts of the archive lie over one another',
  bomb: 'the archive would unpack to far more than it may',
  no_table: 'the archive holds no table',
  unreadable_table: 'the table in the archive cannot be read',
  columns: 'the table in the archive has other columns than were ordered',
} as const;

type FileFaultReason = keyof typeof FILE_FAULTS;

/** Kind `bad_payload`, with what is wrong with the file. */
export class FileFault extends Fault {
  constructor(
    readonly reason: FileFaultReason,
    cause?: unknown,
  ) {
    super('bad_payload', FILE_FAULTS[reason], cause === undefined ? {} : { cause });
  }
}
