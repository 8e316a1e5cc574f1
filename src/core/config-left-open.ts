/** Mistakes that the file of an organisation may have by itself, since a repository may still add what is missing; read without the settings. */
export const LEFT_OPEN: readonly string[] = [
  'unknown_role',
  'unknown_subject',
  'unknown_gate',
  'unknown_placeholder',
  'record_environment',
  'missing_approval',
  'missing_section',
  'unfilled_gate',
];
