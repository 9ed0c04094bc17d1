import type * as emulators from '../../emulator/server.js';
import { outside } from './outside.js';

export type { Emulator, EmulatorOptions } from '../../emulator/server.js';

/** Starts an emulator in this process. */
export const { startEmulator } = await outside<typeof emulators>('emulator/server.ts');
