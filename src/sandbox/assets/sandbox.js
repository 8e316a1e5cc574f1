// Keeps a page up to date: hears that something happened, asks for the same page again, and changes those parts of it that live.
const PAUSE = 200;
const said = document.getElementById('live');
let planned;
let events;

async function refresh() {
  planned = undefined;
  const answer = await fetch(location.href, { credentials: 'same-origin', redirect: 'error' }).catch(() => undefined);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  let isNew = false;
  for (const part of document.querySelectorAll('[data-live]')) {
    const now = fresh.getElementById(part.id);
    // Whoever types in it is not disturbed.
    if (now === null || now.innerHTML === part.innerHTML || part.querySelector('textarea, form:focus-within')) continue;
    const opened = [...part.querySelectorAll('details')].map(({ open }) => open);
    part.replaceChildren(...now.childNodes);
    for (const [i, details] of [...part.querySelectorAll('details')].entries()) details.open = opened[i] ?? false;
    isNew = true;
  }
  if (isNew) said.textContent = ' Something happened: this page is up to date again.';
}

function listen() {
  events?.close();
  events = undefined;
  if (document.hidden) return;
  events = new EventSource('/sandbox/events');
  events.addEventListener('changed', () => {
    planned ??= setTimeout(refresh, PAUSE);
  });
}

document.addEventListener('visibilitychange', () => {
  listen();
  if (!document.hidden) planned ??= setTimeout(refresh, PAUSE);
});
addEventListener('pagehide', () => events?.close());
listen();

// What takes a moment is not sent twice.
document.addEventListener('submit', ({ target, submitter }) => {
  setTimeout(() => {
    for (const button of target.querySelectorAll('button')) button.disabled = true;
    if (submitter) submitter.dataset.busy = 'yes';
  });
});
