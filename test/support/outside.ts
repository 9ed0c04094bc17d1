import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

type Import = (name: string) => Promise<unknown>;

/**
 * Imports a module outside of Jest's sandbox, as plain Node does. Specs that run one after the other in a worker share it, so
 * what it exports must not be changed by a test.
 *
 * Two traps: a class from here is another one than the class that `import` gives, and so is `Error` of a module from here
 * (`instanceof` fails, `toThrow` and `toEqual` work).
 *
 * @param path a package, or a TypeScript file as a path from the root of the repository.
 */
export async function outside<Module>(path: string): Promise<Module> {
  // Programs that tests start use the harness without Jest.
  const { importOutside } = globalThis as { importOutside?: Import };
  const load: Import = importOutside ?? ((name) => import(name));
  const name = path.endsWith('.ts') ? pathToFileURL(join(import.meta.dirname, '../..', path)).href : path;
  return (await load(name)) as Module;
}
