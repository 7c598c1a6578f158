/** The seed of this run's properties, printed so that a run can be repeated with FC_SEED. */
export const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
console.info(`fast-check seed: FC_SEED=${seed}`);
