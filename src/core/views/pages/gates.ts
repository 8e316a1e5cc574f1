/** What was measured, with the evidence behind it, and what people signed for. */
import { html } from 'hono/html';
import type { PromotionRow } from '../../index-rows.ts';
import type { Check, JudgedGate, Promotion } from '../../promotion.ts';
import { exact, type Html, issueOf, NOTHING, safeUrl, who } from './words.ts';

export function gatesSection(promotion: Promotion | undefined, row: PromotionRow): Html {
  if (!promotion) return NOTHING;
  const { gateRun, check, signatures } = promotion;
  const measured =
    gateRun?.state === 'judged' && gateRun.gates.length > 0
      ? table('Quality gates', gateRun.gates, row, gateRun.run?.id)
      : plain(promotion);
  return html`<section><h2>Gates</h2>${measured}${check ? checked(check, row) : NOTHING}${
    signatures.length === 0
      ? NOTHING
      : html`<h3>Signed for</h3><ul class="plain">${signatures.map(
          ({ gate, by, at, comment, evidence }) =>
            html`<li><code>${gate}</code> by ${who(by)} <a href="${issueOf(row)}#issuecomment-${comment}">${exact(at)}</a>${evidence === '' ? NOTHING : html`: ${evidence}`}</li>`,
        )}</ul>`
  }</section>`;
}

/** Outcomes without a report of ours behind them. */
function plain({ gates, gateRun }: Promotion): Html {
  const names = Object.entries(gates);
  if (names.length > 0)
    return html`<ul class="plain">${names.map(([name, outcome]) => html`<li>${mark(outcome)} <code>${name}</code></li>`)}</ul>`;
  return html`<p class="quiet">${gateRun?.state === 'asked' ? 'The gates are being run.' : 'Nothing was measured.'}</p>`;
}

const mark = (outcome: JudgedGate['outcome'] | Check['outcome']): Html => html`<span class="state ${outcome}">${outcome}</span>`;

const run = ({ repository }: PromotionRow, id: number | undefined): Html =>
  id === undefined ? NOTHING : html` <a href="${safeUrl(`${repository.url}/actions/runs/${id}`)}">run ${id}</a>`;

const table = (
  caption: string,
  gates: readonly JudgedGate[],
  row: PromotionRow,
  id: number | undefined,
): Html => html`<div class="wide"><table>
<caption class="above">${caption}${run(row, id)}</caption>
<thead><tr><th scope="col">Gate</th><th scope="col">Outcome</th><th scope="col">Found</th></tr></thead>
<tbody>${gates.map(
  ({ name, outcome, summary, evidence }) => html`<tr><th scope="row"><code>${name}</code></th><td>${mark(outcome)}</td>
<td>${summary}${evidence.length === 0 ? NOTHING : html`<details><summary>Evidence</summary><ul class="plain">${evidence.map((digest) => html`<li><code>sha256:${digest}</code></li>`)}</ul></details>`}</td></tr>`,
)}</tbody></table></div>`;

const PURPOSES = { verify: 'Checked after the deployment', watch: 'Checked while it was watched' } as const;

const checked = ({ purpose, outcome, reason, gates, run: by, at }: Check, row: PromotionRow): Html =>
  html`<h3>${PURPOSES[purpose]}</h3><p>${mark(outcome)} ${exact(at)}${run(row, by?.id)} ${reason}</p>${gates.length === 0 ? NOTHING : table('What the check measured', gates, row, undefined)}`;
