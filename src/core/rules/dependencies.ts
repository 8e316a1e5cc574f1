import { findSubject } from '../config.ts';
import { subjectLabel } from '../names.ts';
import { type Finding, mend, met, type Named, type Rule } from '../rule.ts';

/** A component is not promoted above one it depends on: each dependency must have arrived in the target, or beyond it. */
export const dependencies: Rule = {
  name: 'dependencies',
  needs: (named) => ({
    records: dependenciesOf(named)
      .map(subjectLabel)
      .map(({ name }) => name),
  }),
  judge: (candidate, { records }) => {
    const { config, environment } = candidate;
    const reached = config.environments.slice(config.environments.indexOf(environment)).map(({ name }) => name);
    return dependenciesOf(candidate).flatMap((dependency): readonly Finding[] => {
      const record = records.find(
        ({ promotion }) =>
          promotion.status === 'PROMOTED' &&
          promotion.round?.terms.subject === dependency.name &&
          reached.includes(promotion.round.terms.to),
      );
      const facts = { dependency: dependency.name, to: environment.name };
      if (!record) return mend({ code: 'dependency_behind', place: 'commit', facts });
      const imported = record.promotion.imported ? { imported: 'true' } : {};
      return met('dependency_arrived', {
        ...facts,
        in: record.promotion.round?.terms.to ?? '',
        number: String(record.number),
        ...imported,
      });
    });
  },
};

/** Nothing is asked of them for the first environment: that is where versions start. */
function dependenciesOf({ subject, config, below }: Named) {
  const names = subject.settings['depends_on'];
  if (!below || !Array.isArray(names)) return [];
  return names.flatMap((name) => (typeof name === 'string' ? (findSubject(config, name) ?? []) : []));
}
