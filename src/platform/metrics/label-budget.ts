/** What stands for label values that came too late. */
const OTHER = 'other';

/**
 * Keeps a metric's label values from growing without end: the first `max` different ones stand for themselves, all later
 * ones for `other`. A bug that puts an id where a template belongs costs one series, not the monitoring.
 */
export class LabelBudget {
  private readonly known = new Set<string>();

  constructor(private readonly max: number) {}

  of(value: string): string {
    if (this.known.has(value)) return value;
    if (this.known.size >= this.max) return OTHER;
    this.known.add(value);
    return value;
  }
}
