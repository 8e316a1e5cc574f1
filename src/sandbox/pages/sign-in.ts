/** Where the dashboard sends people to say who they are: here one simply says it. */
import { html } from 'hono/html';
import { type Html, NOTHING } from '../../core/views/pages/words.ts';
import { CAST } from '../cast.ts';
import type { World } from '../index.ts';
import { clientId } from '../json.ts';
import { avatar, type Page } from './frame.ts';

export const AUTHORIZE = '/login/oauth/authorize';

/** Undefined for another App, or one that would send people nowhere. @param me of whom one acts as on the issues, who is offered first. */
export function signInPage(world: World, query: URLSearchParams, me: string): Page | undefined {
  if (query.get('client_id') !== clientId(world) || !URL.canParse(query.get('redirect_uri') ?? '')) return undefined;
  const people = CAST.toSorted((a, b) => Number(b.login === me) - Number(a.login === me));
  const offer = ({ login, who }: (typeof CAST)[number]): Html =>
    html`<li><a class="offer" href="${AUTHORIZE}?${new URLSearchParams([...query, ['login', login]])}">${avatar(login)} <span><strong>Sign in as ${login}</strong> <span class="quiet">${who}${login === me ? ' · as on the issues' : NOTHING}</span></span></a></li>`;
  return {
    title: 'Sign in to the sandbox',
    main: html`<p>${world.app.name} asks who you are. GitHub would know; here you may be any of these, and nobody asks for a password.</p><ul class="offers">${people.map(offer)}</ul>`,
  };
}
