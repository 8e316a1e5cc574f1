/** Rules for many promotions that stand in nobody's way: one subject for each. */
export const crowdRules = (count: number): string => `version: 1
roles:
  tech-lead: { teams: [tech-leads] }
  qa: { teams: [qa] }
environments:
  development:
  staging: { approval: { all: [tech-lead, qa] } }
subjects:
${Array.from({ length: count }, (_, n) => `  service-${n}: { kind: component }`).join('\n')}
`;
