/** How long points last, in seconds; choice: the vendor's own quotas are by the minute, and so are the settings. */
export const POINTS_WINDOW_S = 60;
