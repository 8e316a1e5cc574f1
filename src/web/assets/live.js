// Keeps the page up to date: hears that something changed, asks for the same page again, and puts its main part in place of this one.
const PAUSE = 300;
const main = document.getElementById('main');
const said = document.getElementById('live');
let planned;
let events;

// Whoever types is not disturbed; the next change asks again.
const isBusy = () => main.querySelector('form:focus-within') !== null;

async function refresh() {
  planned = undefined;
  if (isBusy()) return;
  const answer = await fetch(location.href, { credentials: 'same-origin', redirect: 'error' }).catch(() => undefined);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('main');
  if (fresh === null || fresh.innerHTML === main.innerHTML) return;
  const focused = document.activeElement?.closest('#main a')?.getAttribute('href');
  main.replaceChildren(...fresh.childNodes);
  if (focused) main.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  said.textContent = ` Updated at ${new Date().toLocaleTimeString()}.`;
}

function plan() {
  planned ??= setTimeout(refresh, PAUSE);
}

// A page that nobody looks at holds no line; whoever comes back to it sees what is so by then.
function listen() {
  events?.close();
  events = undefined;
  if (document.hidden) return;
  events = new EventSource('/events');
  events.addEventListener('changed', plan);
}

document.addEventListener('visibilitychange', () => {
  listen();
  if (!document.hidden) plan();
});
addEventListener('pagehide', () => events?.close());
listen();
