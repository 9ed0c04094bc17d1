import { outside } from './outside.js';

export type { Emulator, EmulatorOptions } from '../../emulator/server.js';

/** Starts an emulator in this process. */
export const { startEmulator } =
  await outside<typeof import('../../emulator/server.js')>('emulator/server.ts');
