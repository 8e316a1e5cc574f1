/** Rules about passwords quote the password in their message: it is cut off. */

const QUOTING: readonly RegExp[] = [
  // bandit B105 to B107, flake8-bandit and early ruff S105 to S107: `Possible hardcoded password: 'hunter2'`.
  /^((?:[SB]10[567]:? )?Possible hardcoded (?:password|secret)[^:]*):[\s\S]*$/i,
  // eslint-plugin-no-secrets: `Found a string with entropy 4.3 : "..."`, `Found a string that matches "AWS API Key" : "..."`.
  /^(Found a string (?:with entropy|that matches)[^:]*):[\s\S]*$/,
];
/** Shapes of secrets that are told by their beginning, whoever quotes them. */
const SHAPES: readonly RegExp[] = [
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bgh[oprsu]_[A-Za-z0-9]{20,}/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/g,
  /\bglpat-[A-Za-z0-9_-]{16,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /\bsk_(?:live|test)_[A-Za-z0-9]{10,}/g,
  /\bAIza[A-Za-z0-9_-]{35}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*/g,
];

/** The message without a secret's text, as far as rule and shape tell it. */
export function unsaid(message: string): string {
  const cut = QUOTING.reduce((left, quoting) => left.replace(quoting, '$1'), message);
  return SHAPES.reduce((left, shape) => left.replace(shape, '[secret]'), cut).trim();
}
