/** What the builders count, so that the same seed gives the same run. */
export const counted = { keys: 0, drafts: 0 };

/** Before each file of tests: what a file gets does not depend on which others went by in its process. */
export function countAnew(): void {
  counted.keys = 0;
  counted.drafts = 0;
}
