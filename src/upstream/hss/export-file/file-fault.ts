import { Fault } from '../../../kernel/fault.js';

/** Why a downloaded file cannot be used. The list is closed; callers read the sentences. */
const FILE_FAULTS = {
  empty: 'the file is empty',
  truncated: 'the file is cut short',
  too_large: 'the file is larger than this service accepts',
  not_an_archive: 'the file is not a ZIP archive',
  damaged: 'the archive is damaged',
  checksum: 'the archive does not match its own checksums',
  encrypted: 'the archive is encrypted',
  unsafe_name: 'the archive has an entry with an unsafe name',
  too_many_entries: 'the archive has too many entries',
  entry_count: 'the archive has another number of entries than it says',
  overlap: 'parts of the archive overlap',
  bomb: 'the archive would unpack to more than the limit',
  no_table: 'the archive contains no table',
  unreadable_table: 'the table in the archive cannot be read',
  columns: 'the table in the archive has other columns than were ordered',
} as const;

type FileFaultReason = keyof typeof FILE_FAULTS;

/** A Fault of kind `bad_payload` that says what is wrong with the file. */
export class FileFault extends Fault {
  constructor(
    readonly reason: FileFaultReason,
    cause?: unknown,
  ) {
    super('bad_payload', FILE_FAULTS[reason], cause === undefined ? {} : { cause });
  }
}
