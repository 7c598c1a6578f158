/**
 * What a log line leaves out: tokens; and what PostgreSQL says of a row that it refuses, which is the row itself, names
 * and words included.
 */
export const REDACTED = ['req.headers.authorization', 'err.detail', 'err.where'] as const;
