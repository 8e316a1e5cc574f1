/** The prepared organisation of the sandbox: people with roles, a repository with rules and releases. */
import type { Sandbox } from './index.ts';

export const REPOSITORY = 'acme/shop';

/** Who is there, and what for. */
export const CAST: readonly { readonly login: string; readonly who: string }[] = [
  { login: 'alice', who: 'engineer, asks for promotions' },
  { login: 'bob', who: 'tech lead (role tech-lead)' },
  { login: 'carol', who: 'QA (role qa)' },
  { login: 'dave', who: 'security (role security)' },
  { login: 'eve', who: 'can write to the repository, holds no role' },
  { login: 'mallory', who: 'can only read' },
];

/** The rules of the repository. */
export const CONFIG = `# What may be promoted where, and who decides.
version: 1

roles:
  tech-lead: { teams: [tech-leads] }
  qa: { teams: [qa] }
  security: { teams: [security] }

environments: # top to bottom is the path
  development: { aliases: [dev] }
  staging:
    aliases: [stage]
    approval: { all: [tech-lead, qa] }
  production:
    aliases: [prod]
    approval: { all: [tech-lead, qa, security] }

subjects:
  agent_orchestration: { kind: component }
  bob-the-agent: { kind: agent }
`;

/** Founds the organisation `acme` with everything in it. */
export function prepare(world: Sandbox): void {
  world.organisation('acme', { teams: { 'tech-leads': ['bob'], qa: ['carol'], security: ['dave'] } });
  world.repository(REPOSITORY, {
    files: { 'README.md': '# Shop\n', '.github/promotion.yml': CONFIG },
    collaborators: { alice: 'write', bob: 'maintain', carol: 'write', dave: 'write', eve: 'write', mallory: 'read' },
  });
  for (const [tag, change] of [
    ['v1.3.2', 'Retry once on time-out'],
    ['v1.4.0', 'Ask the planner before every call'],
  ] as const) {
    const at = world.as('alice').pushes(REPOSITORY, { 'src/agent_orchestration/plan.py': `# ${change}\n` }, { message: change });
    world.as('alice').tags(REPOSITORY, tag, { at });
    world.release(REPOSITORY, tag);
    world.clock.advance(3600);
  }
}
