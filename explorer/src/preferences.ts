/** Tastes that outlive the page. Keys and tokens never go here. */
type Preference = 'language' | 'theme' | `columns.${string}`;

/** Returns what was kept; undefined when nothing was, or when the browser keeps nothing. */
export function kept(name: Preference): string | undefined {
  try {
    return localStorage.getItem(`portolan.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a taste, or forgets it. */
export function keep(name: Preference, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`portolan.${name}`);
    else localStorage.setItem(`portolan.${name}`, value);
  } catch {
    // A browser that keeps nothing shows the page all the same.
  }
}
