/** What rows can be counted by. */
export const GROUPINGS = ['port', 'protocol', 'status', 'exposure', 'process', 'host'] as const;
export type Grouping = (typeof GROUPINGS)[number];
