import v8 from 'node:v8';

/**
 * The SDK records a stack trace for every promise made in a workflow, for its "stack trace" query: a third of the
 * worker's CPU, measured. It does without when the hook cannot be set, and only that query is lost.
 * Loaded by --import, which worker threads inherit, so it also holds in the threads that run workflows.
 */
v8.promiseHooks.createHook = () => {
  throw new Error('Promise hooks are off: they cost a third of the CPU');
};
