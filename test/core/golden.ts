/** One entry of each kind, as ledgers on GitHub hold them. Never edit one: what was written once must be read for ever. Only add. */

const by = '{"id":101,"kind":"person","login":"alice"}';
const request =
  '{"from":"staging","notes":"Fixes JIRA-1234\\n\\n### To\\n\\nnowhere","subject":"agent_orchestration","to":"production","version":"v1.4.0"}';
const fuller = `{"blockers":"#12, #15","from":"","notes":"","rollbackPlan":"Redeploy v1.3.2","subject":"bob","to":"production","version":"v2.0.0"}`;
const publicKey = 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';
const proof = `${'A'.repeat(86)}==`;
const sha = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3';
const sha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const key = 'b10a8db164e0754105b7a99be72e3fe5';
const terms = `{"config":"${sha256}","from":"staging","gates":"${sha256}","sha":"${sha}","subject":"agent_orchestration","to":"production","version":"v1.4.0"}`;
const first = terms.replace('"from":"staging"', '"from":null').replace(sha, sha256);
const judged = `{"evidence":["${sha256}"],"limit":200,"name":"health","outcome":"fail","summary":"it answered 500","unit":null,"value":500}`;
const target = `{"issue":3,"sha":"${sha}","version":"v1.3.2"}`;
const records = `{"commit":"${sha}","problems":[{"code":"no_block","facts":{"block":"promotion"},"path":"README.md"}],"pull":null}`;
const at = '"at":"2026-11-20T10:12:00Z"';

export const GOLDEN: readonly string[] = [
  `{${at},"by":${by},"kind":"requested","request":${request},"sha":"${sha}"}`,
  `{${at},"by":${by},"changed":["version","notes"],"kind":"amended","request":${request},"sha":"${sha}"}`,
  `{${at},"by":null,"changed":[],"kind":"amended","request":${request},"sha":"${sha256}"}`,
  `{${at},"kind":"gates_judged","outcomes":{"coverage":"pass","e2e":"fail","human":"pending","lint":"error"}}`,
  `{${at},"config":"${sha256}","key":"${key}","kind":"gates_dispatched","policy":"${sha256}","ref":"main","sha":"${sha}","subject":"agent_orchestration","to":"production","workflow":"promotion-gates.yml"}`,
  `{${at},"attempt":2,"gates":[{"evidence":["${sha256}"],"limit":80,"name":"coverage","outcome":"fail","summary":"79.06 % of lines (34 of 43)","unit":"%","value":79.06976744186046},{"evidence":[],"limit":null,"name":"ci","outcome":"pass","summary":"CI / build: success","unit":null,"value":null}],"key":"${key}","kind":"gates_judged","outcomes":{"ci":"pass","coverage":"fail"},"report":"${sha256}","run":900}`,
  `{${at},"attempt":1,"code":"other_commit","facts":{"expected":"${sha}","found":"${sha256}"},"key":"${key}","kind":"gates_untrusted","run":900}`,
  `{${at},"attempt":null,"code":"not_ended","facts":{},"key":"${key}","kind":"gates_untrusted","run":null}`,
  `{${at},"key":"${key}","kind":"gates_refused","reason":"404: Not Found"}`,
  `{"approval":true,${at},"changed":["config"],"fingerprint":"${sha256}","kind":"round_opened","round":2,"terms":${terms},"voided":[${by}]}`,
  `{"approval":false,${at},"changed":[],"fingerprint":"${sha256}","kind":"round_opened","round":1,"terms":${first},"voided":[]}`,
  `{${at},"by":${by},"comment":4711,"kind":"approved","note":"load test looks good\\nsee run 812","roles":["tech-lead","qa"],"round":2}`,
  ...['edited', 'hidden', 'deleted', 'role_lost'].map(
    (why) => `{${at},"by":${by},"comment":4711,"kind":"approval_voided","round":2,"why":"${why}"}`,
  ),
  `{${at},"by":${by},"comment":4712,"kind":"rejected","reason":"error rate doubled","round":2}`,
  `{${at},"by":${by},"comment":4713,"kind":"cancelled","reason":"1.4.1 fixes this","why":"withdrawn"}`,
  `{${at},"by":null,"comment":null,"kind":"cancelled","reason":"","why":"closed"}`,
  `{${at},"by":{"id":900,"kind":"bot","login":"promotion-bot[bot]"},"comment":null,"kind":"cancelled","reason":"","why":"superseded"}`,
  `{${at},"kind":"accepted","round":2}`,
  `{${at},"key":"7-2-1","kind":"deploy_started"}`,
  `{${at},"key":"7-2-1","kind":"deployed"}`,
  `{${at},"kind":"promoted","round":2,"watched":true}`,
  `{${at},"kind":"settled"}`,
  `{${at},"kind":"failed","reason":"the deployment answered 500"}`,
  `{${at},"by":null,"kind":"rolled_back","reason":"smoke tests failed"}`,
  `{${at},"by":{"id":7,"kind":"other","login":"ghost"},"kind":"rolled_back","reason":""}`,
  ...['not_waiting', 'already_ended', 'own_request', 'not_a_person', 'no_role', 'role_unknown', 'before_round'].map(refused),
  ...['on_hold', 'already_decided', 'comment_edited', 'comment_hidden', 'comment_emailed', 'ambiguous', 'unknown_command'].map(refused),
  refused('comment_too_long'),
  `{${at},"by":${by},"command":"why","comment":4715,"kind":"answered"}`,
  `{${at},"by":${by},"kind":"reopened"}`,
  `{${at},"by":null,"kind":"reopened"}`,
  `{${at},"by":${by},"kind":"requested","request":${fuller},"sha":"${sha}"}`,
  `{${at},"by":${by},"changed":["blockers","rollbackPlan"],"kind":"amended","request":${fuller},"sha":"${sha}"}`,
  `{"approval":true,${at},"changed":[],"fingerprint":"${sha256}","kind":"round_opened","round":3,"strangers":2,"teams":{"qa":12},"terms":${terms},"voided":[]}`,
  `{${at},"by":${by},"kind":"gates_skipped","round":2}`,
  `{${at},"by":${by},"comment":4716,"kind":"held","reason":"waiting for the incident review"}`,
  `{${at},"by":${by},"comment":4717,"kind":"resumed"}`,
  `{${at},"by":${by},"comment":4718,"evidence":"run 812","gate":"rollback-tested","kind":"signed","roles":["security"],"sha":"${sha}"}`,
  `{${at},"by":${by},"comment":4719,"kind":"superseding","older":3}`,
  `{${at},"by":null,"comment":null,"kind":"superseding","older":3}`,
  ...['own_version', 'no_reason', 'not_held', 'already_held', 'unknown_gate', 'already_signed', 'no_evidence'].map(refused),
  ...['nothing_to_supersede', 'set_aside', 'comment_via_app'].map(refused),
  `{${at},"key":"2cf24dba5fb0a30e","kind":"key_rotated","proof":"${proof}","publicKey":"${publicKey}"}`,
  `{${at},"attempt":2,"key":"${key}","kind":"deploy_started","ref":"promotions/7","sha":"${sha}","to":"staging","version":"v1.4.0","way":"forward","workflow":"deploy.yml"}`,
  `{"again":true,${at},"changed":true,"key":"${key}","kind":"deploy_failed","reason":"The run of the workflow ended as failure.","run":900}`,
  `{${at},"key":"${key}","kind":"deployed","run":900}`,
  `{${at},"attempt":1,"deploy":"${key}","gates":[${judged}],"key":"${key}","kind":"checked","outcome":"fail","purpose":"verify","reason":"health: 500","report":"${sha256}","run":901}`,
  `{${at},"attempt":null,"deploy":"${key}","gates":[],"key":"${key}","kind":"checked","outcome":"error","purpose":"watch","reason":"it left no report","report":null,"run":null}`,
  `{${at},"kind":"promoted","records":${records},"round":2,"until":"2026-11-21T10:12:00Z","watched":true}`,
  `{${at},"kind":"settled","replaced":12}`,
  `{${at},"by":${by},"comment":4720,"kind":"rollback_started","reason":"errors since 10:40","target":${target},"why":"asked"}`,
  `{${at},"by":null,"comment":null,"kind":"rollback_started","reason":"","target":null,"why":"watch"}`,
  `{${at},"kind":"rollback_failed","reason":"The run of the workflow ended as failure."}`,
  `{${at},"by":null,"issues":[13,14],"kind":"rolled_back","reason":"health: 500","records":${records},"target":${target}}`,
  `{${at},"by":${by},"comment":4721,"kind":"quarantine_released","reason":"it was the database","roles":["qa"],"sha":"${sha}"}`,
  `{${at},"by":{"id":900,"kind":"bot","login":"promotion-bot[bot]"},"fingerprint":"${sha256}","kind":"imported","operator":"ada","since":"2026-10-08T00:00:00Z","source":{"deployment":null,"file":"MATURITY.md","kind":"maturity","line":3},"terms":${first}}`,
  `{${at},"by":{"id":900,"kind":"bot","login":"promotion-bot[bot]"},"fingerprint":"${sha256}","kind":"imported","operator":"ada","since":null,"source":{"deployment":42,"file":null,"kind":"deployments","line":null},"terms":${first}}`,
  ...['nothing_deployed', 'nothing_to_return_to', 'rolling_back', 'not_quarantined'].map(refused),
];

function refused(code: string): string {
  return `{${at},"by":${by},"code":"${code}","command":"approve","comment":4714,"facts":{"status":"PROMOTED"},"kind":"refused"}`;
}
