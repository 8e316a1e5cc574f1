/** The filters above a list: a form that asks with GET, so that every view has an address. */
import { html } from 'hono/html';
import { type Html, NOTHING } from './words.ts';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
  /** `search` or `date`; a text when undefined. */
  readonly type?: 'search' | 'date';
  /** What can be chosen, value and words; anything when undefined. */
  readonly options?: readonly (readonly [value: string, words: string])[];
}

const input = ({ name, label, value = '', type, options }: Field): Html => {
  const field = options
    ? html`<select name="${name}"><option value="">any</option>${options.map(
        ([one, words]) => html`<option value="${one}"${one === value ? html` selected` : ''}>${words}</option>`,
      )}</select>`
    : html`<input name="${name}" type="${type ?? 'text'}" value="${value}" autocomplete="off">`;
  return html`<label>${label} ${field}</label>`;
};

/** @param path where the form leads. */
export function filters(path: string, fields: readonly Field[]): Html {
  const isSet = fields.some(({ value }) => value !== undefined && value !== '');
  return html`<form class="filters" method="get" action="${path}" role="search" aria-label="Filters">
${fields.map(input)}
<div class="actions"><button type="submit">Show</button>${isSet ? html` <a href="${path}">Clear</a>` : NOTHING}</div>
</form>`;
}
