/** Resolves when `work` has settled, well or not, or after `ms` milliseconds; says which. */
export async function within(ms: number, work: Promise<unknown>): Promise<'settled' | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), ms)));
  const settled = work.then(
    () => 'settled' as const,
    () => 'settled' as const,
  );
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}
