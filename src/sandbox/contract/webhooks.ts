/** GitHub's published contract of webhook payloads: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { describe, makeAjv } from './ajv.ts';

interface Published {
  readonly webhooks: Readonly<
    Record<
      string,
      { readonly post: { readonly requestBody: { readonly content: { readonly 'application/json': { readonly schema: object } } } } }
    >
  >;
  readonly components: { readonly schemas: object };
}

type Check = (event: string, action: string | undefined, payload: unknown) => string[];

function load(): Check {
  const file = createRequire(import.meta.url).resolve('@octokit/openapi-webhooks/generated/api.github.com.json');
  const text = readFileSync(file, 'utf8').replaceAll('"#/components/', '"webhooks#/components/');
  const document = JSON.parse(text) as Published;
  const ajv = makeAjv();
  ajv.addSchema({ $id: 'webhooks', components: { schemas: document.components.schemas } });
  const compiled = new Map<string, ValidateFunction>();
  return (event, action, payload) => {
    const key = [event, ...(action === undefined ? [] : [action])].join('-').replaceAll('_', '-');
    const published = document.webhooks[key];
    if (published === undefined) return [`GitHub publishes no webhook ${key}`];
    const validate = compiled.get(key) ?? ajv.compile(published.post.requestBody.content['application/json'].schema);
    compiled.set(key, validate);
    return validate(payload) ? [] : describe(validate.errors);
  };
}

let loaded: Check | undefined;

/** What is wrong with a payload; empty when nothing is. Loaded when first asked for, once in a process. */
export const checkWebhook: Check = (event, action, payload) => {
  loaded ??= load();
  return loaded(event, action, payload);
};
