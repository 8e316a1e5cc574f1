/** Who somebody is, and who is in a team: what the bot's links to people lead to. */
import { html } from 'hono/html';
import type { Html } from '../../core/views/pages/words.ts';
import { CAST } from '../cast.ts';
import type { World } from '../index.ts';
import { avatar, type Page } from './frame.ts';

const line = (login: string): Html =>
  html`<li><a class="offer" href="/${login}">${avatar(login)} <span><strong>${login}</strong> <span class="quiet">${CAST.find((one) => one.login === login)?.who ?? ''}</span></span></a></li>`;

/** Undefined for somebody who is not of the cast. */
export function personPage(login: string): Page | undefined {
  const known = CAST.find((one) => one.login === login);
  return known && { title: login, main: html`<p>${known.who}</p><p class="quiet">The names above let you act as any of them.</p>` };
}

export function teamPage(world: World, owner: string, slug: string): Page | undefined {
  const team = world.teams.find((one) => one.slug === slug && one.organisation.login === owner);
  return team && { title: `${owner}/${slug}`, main: html`<ul class="offers">${team.members.map(({ login }) => line(login))}</ul>` };
}
